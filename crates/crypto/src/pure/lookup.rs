//! Values that are found but not read back: (key id, HMAC-SHA-256) of a national number, a user
//! id or a throttle lane. Without the key nobody can try all numbers against a stolen database.

use crate::pure::prf;
use crate::pure::ring::{Key, KeyId, KeyRing};
use lykill_core::Lookup;

/// The keys that make look-up values.
#[derive(Debug, Clone)]
pub struct LookupRing(KeyRing);

impl LookupRing {
    /// Makes look-up values with these keys, which are used for nothing else.
    pub const fn new(ring: KeyRing) -> Self {
        Self(ring)
    }

    /// The look-up value under the current key: length of the key id (1 byte), key id, 32-byte
    /// MAC. `domain` ("national-id", "user-id", "lane") keeps equal values of different kinds
    /// apart.
    pub fn lookup(&self, domain: &str, value: &[u8]) -> Lookup {
        one(self.0.current(), domain, value)
    }

    /// Whether values can stand under other keys than the current one.
    pub const fn has_earlier(&self) -> bool {
        self.0.has_earlier()
    }

    /// Whether a stored value was made with another key than the current one.
    pub fn is_outdated(&self, lookup: &Lookup) -> bool {
        KeyId::read(&lookup.0).is_none_or(|(id, _)| id != *self.0.current().id())
    }

    /// The look-up values under every key, the current one first: rows that were written before
    /// a rotation are found by one of the others.
    pub fn lookups(&self, domain: &str, value: &[u8]) -> Vec<Lookup> {
        let each = |key| one(key, domain, value);
        self.0.all().map(each).collect()
    }
}

fn one(key: &Key, domain: &str, value: &[u8]) -> Lookup {
    let length = (domain.len() as u64).to_be_bytes();
    let mac = prf::hmac_parts(key.expose(), &[&length, domain.as_bytes(), value]);
    let mut out = Vec::with_capacity(1 + key.id().as_str().len() + mac.len());
    key.id().write(&mut out);
    out.extend_from_slice(&mac);
    Lookup(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pure::ring::test_ring;

    #[test]
    fn equal_values_of_other_kinds_or_keys_differ() {
        let ring = LookupRing::new(test_ring(1, &[]));
        let value = ring.lookup("user-id", b"ab");
        assert_eq!(value, ring.lookup("user-id", b"ab"));
        assert_ne!(value, ring.lookup("lane", b"ab"));
        assert_ne!(value, ring.lookup("user-ida", b"b"));
        assert_ne!(
            value,
            LookupRing::new(test_ring(2, &[])).lookup("user-id", b"ab")
        );
    }

    #[test]
    fn a_row_from_before_a_rotation_is_found() {
        let old = LookupRing::new(test_ring(1, &[])).lookup("user-id", b"x");
        let rotated = LookupRing::new(test_ring(2, &[1]));
        let [new, second] = &rotated.lookups("user-id", b"x")[..] else {
            panic!("two look-up values");
        };
        assert_eq!((new, second), (&rotated.lookup("user-id", b"x"), &old));
    }
}
