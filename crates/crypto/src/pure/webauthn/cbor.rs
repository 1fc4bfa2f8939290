//! CBOR (RFC 8949) as authenticators write it (CTAP 2.1 section 8): definite lengths in their
//! shortest form, no tags, no fractions. A name that stands twice in a map is refused, so that no
//! two readers can disagree; depth and counts have limits (security.md case 160).

/// Maps and lists within each other: an attestation object, its statement, a list of certificates.
const DEPTH_MAX: usize = 4;
/// Members of a map or list. Real ones have at most seven.
const MEMBERS_MAX: usize = 64;

/// The bytes are not CBOR as we take it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotCbor;

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item<'a> {
    /// A whole number.
    Int(i64),
    /// Bytes.
    Bytes(&'a [u8]),
    /// A text.
    Text(&'a str),
    /// A list.
    List(Vec<Item<'a>>),
    /// A map, in its order.
    Map(Vec<(Item<'a>, Item<'a>)>),
    /// True or false.
    Bool(bool),
    /// Nothing.
    Null,
}

impl<'a> Item<'a> {
    /// The member of a map under a name.
    pub(super) fn get(&self, name: &Item<'_>) -> Option<&Item<'a>> {
        let Self::Map(members) = self else {
            return None;
        };
        let found = members.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value)
    }

    /// The whole number under a name, in a map.
    pub(super) fn int(&self, name: &Item<'_>) -> Option<i64> {
        match self.get(name)? {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The bytes under a name, in a map.
    pub(super) fn bytes(&self, name: &Item<'_>) -> Option<&'a [u8]> {
        match self.get(name)? {
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }
}

/// Reads one value and nothing after it.
pub(super) fn whole(bytes: &[u8]) -> Result<Item<'_>, NotCbor> {
    match first(bytes)? {
        (item, []) => Ok(item),
        _ => Err(NotCbor),
    }
}

/// Reads one value; gives what follows it.
pub(super) fn first(bytes: &[u8]) -> Result<(Item<'_>, &[u8]), NotCbor> {
    let mut reader = Reader { rest: bytes };
    let item = reader.item(DEPTH_MAX)?;
    Ok((item, reader.rest))
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: u64) -> Result<&'a [u8], NotCbor> {
        let count = usize::try_from(count).map_err(|_| NotCbor)?;
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(NotCbor)?;
        self.rest = rest;
        Ok(taken)
    }

    fn number(&mut self, bytes: u64) -> Result<u64, NotCbor> {
        let taken = self.take(bytes)?.iter();
        Ok(taken.fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    }

    /// The argument of a head, in its shortest form only (RFC 8949 section 4.2.1).
    fn argument(&mut self, short: u8) -> Result<u64, NotCbor> {
        let (argument, least) = match short {
            0..=23 => (u64::from(short), 0),
            24 => (self.number(1)?, 24),
            25 => (self.number(2)?, 1 << 8),
            26 => (self.number(4)?, 1 << 16),
            27 => (self.number(8)?, 1 << 32),
            // Indefinite lengths, and what is reserved.
            _ => return Err(NotCbor),
        };
        if argument < least {
            Err(NotCbor)
        } else {
            Ok(argument)
        }
    }

    fn item(&mut self, depth_left: usize) -> Result<Item<'a>, NotCbor> {
        let head = u8::try_from(self.number(1)?).map_err(|_| NotCbor)?;
        let (major, short) = (head >> 5, head & 31);
        if major == 7 {
            return match short {
                20 => Ok(Item::Bool(false)),
                21 => Ok(Item::Bool(true)),
                22 => Ok(Item::Null),
                _ => Err(NotCbor),
            };
        }
        let argument = self.argument(short)?;
        let whole = || i64::try_from(argument).map_err(|_| NotCbor);
        match major {
            0 => Ok(Item::Int(whole()?)),
            1 => Ok(Item::Int(-1 - whole()?)),
            2 => Ok(Item::Bytes(self.take(argument)?)),
            3 => {
                let text = std::str::from_utf8(self.take(argument)?);
                text.map(Item::Text).map_err(|_| NotCbor)
            }
            4 => self.list(argument, depth_left),
            5 => self.map(argument, depth_left),
            _ => Err(NotCbor),
        }
    }

    fn list(&mut self, count: u64, depth_left: usize) -> Result<Item<'a>, NotCbor> {
        let (count, depth_left) = deeper(count, depth_left)?;
        let mut members = Vec::with_capacity(count);
        for _ in 0..count {
            members.push(self.item(depth_left)?);
        }
        Ok(Item::List(members))
    }

    fn map(&mut self, count: u64, depth_left: usize) -> Result<Item<'a>, NotCbor> {
        let (count, depth_left) = deeper(count, depth_left)?;
        let mut members: Vec<(Item<'a>, Item<'a>)> = Vec::with_capacity(count);
        for _ in 0..count {
            let name = self.item(depth_left)?;
            if members.iter().any(|(known, _)| *known == name) {
                return Err(NotCbor);
            }
            members.push((name, self.item(depth_left)?));
        }
        Ok(Item::Map(members))
    }
}

fn deeper(count: u64, depth_left: usize) -> Result<(usize, usize), NotCbor> {
    let count = usize::try_from(count).ok();
    let count = count.filter(|count| *count <= MEMBERS_MAX).ok_or(NotCbor)?;
    Ok((count, depth_left.checked_sub(1).ok_or(NotCbor)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_160_what_two_readers_could_read_differently_is_refused() {
        let bad: [(&str, &[u8]); 15] = [
            ("nothing", &[]),
            ("something after it", &[0x01, 0x01]),
            ("a name twice", &[0xa2, 0x01, 0x01, 0x01, 0x02]),
            ("a longer zero", &[0x18, 0x00]),
            ("a longer 255", &[0x19, 0x00, 0xff]),
            ("bytes of no length", &[0x5f, 0x41, 0x00, 0xff]),
            ("a map of no length", &[0xbf, 0x01, 0x01, 0xff]),
            ("a list of no length", &[0x9f, 0x01, 0xff]),
            ("bytes that end early", &[0x42, 0x00]),
            ("a text that is none", &[0x61, 0xff]),
            ("a tag", &[0xc0, 0x61, 0x30]),
            ("a fraction", &[0xf9, 0x3c, 0x00]),
            ("undefined", &[0xf7]),
            ("five lists deep", &[0x81, 0x81, 0x81, 0x81, 0x81, 0x01]),
            ("a reserved head", &[0x1c]),
        ];
        for (what, bytes) in bad {
            assert_eq!(whole(bytes), Err(NotCbor), "{what}");
        }
        let four = [0x81, 0x81, 0x81, 0x81, 0x01];
        assert!(whole(&four).is_ok(), "four lists deep");
    }

    #[test]
    fn case_160_a_promise_of_much_takes_no_memory() {
        let huge = [0x9b, 0x00, 0x00, 0x00, 0x7f, 0xff, 0xff, 0xff, 0xff];
        assert_eq!(whole(&huge), Err(NotCbor));
        let text = [0x7b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        assert_eq!(whole(&text), Err(NotCbor));
        let mut many = vec![0x98, 65];
        many.extend([0; 65]);
        assert_eq!(whole(&many), Err(NotCbor), "65 members");
    }

    #[test]
    fn values_are_read_as_rfc_8949_appendix_a_writes_them() {
        let read = |bytes: &'static [u8]| whole(bytes).unwrap();
        assert_eq!(read(&[0x17]), Item::Int(23));
        assert_eq!(read(&[0x18, 0x18]), Item::Int(24));
        assert_eq!(read(&[0x1a, 0x00, 0x0f, 0x42, 0x40]), Item::Int(1_000_000));
        assert_eq!(read(&[0x38, 0x63]), Item::Int(-100));
        assert_eq!(read(&[0x39, 0x03, 0xe7]), Item::Int(-1000));
        assert_eq!(read(&[0x44, 1, 2, 3, 4]), Item::Bytes(&[1, 2, 3, 4]));
        assert_eq!(read(&[0x62, 0xc3, 0xbc]), Item::Text("ü"));
        let map = read(&[0xa2, 0x01, 0x02, 0x03, 0x41, 0x04]);
        assert_eq!(map.int(&Item::Int(1)), Some(2));
        assert_eq!(map.bytes(&Item::Int(3)), Some(&[4][..]));
        assert_eq!(map.bytes(&Item::Int(1)), None);
        assert_eq!(map.get(&Item::Int(2)), None);
    }
}
