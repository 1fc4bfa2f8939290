//! Keys with ids: one is current and makes new values, earlier ones still open old values, so
//! that keys are rotated while the server runs.

use crate::pure::prf;
use lykill_core::Secret;
use std::fmt;

/// The longest key id, in bytes: its length stands in one byte before it.
const ID_BYTES_MAX: usize = 32;

/// Names a key in stored values: 1 to 32 of `a–z 0–9 -`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyId(String);

/// The text cannot name a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key id has 1 to 32 of a to z, 0 to 9 and -")]
pub struct NotAKeyId;

impl KeyId {
    /// Reads a key id.
    ///
    /// # Errors
    /// [`NotAKeyId`] when it is empty, too long or has other characters.
    pub fn parse(text: &str) -> Result<Self, NotAKeyId> {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if (1..=ID_BYTES_MAX).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAKeyId)
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Appends the id to a stored value: its length in one byte, then the id.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.push(u8::try_from(self.0.len()).unwrap_or(0));
        out.extend_from_slice(self.0.as_bytes());
    }

    /// Splits a stored value that begins with an id into the id and the rest.
    pub(crate) fn read(stored: &[u8]) -> Option<(Self, &[u8])> {
        let (length, rest) = stored.split_first()?;
        let (id, rest) = rest.split_at_checked(usize::from(*length))?;
        let id = Self::parse(std::str::from_utf8(id).ok()?).ok()?;
        Some((id, rest))
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A stored value names a key that is not in the ring: the key file is not the one it was made
/// with, or the key was retired too early.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the key {id} is not in the key file")]
pub struct UnknownKey {
    /// The id that the value names.
    pub id: String,
}

/// A 256-bit key and its id.
#[derive(Debug, Clone)]
pub struct Key {
    id: KeyId,
    secret: Secret<[u8; 32]>,
}

impl Key {
    /// A key.
    pub const fn new(id: KeyId, secret: Secret<[u8; 32]>) -> Self {
        Self { id, secret }
    }

    /// Its id.
    pub const fn id(&self) -> &KeyId {
        &self.id
    }

    /// Its 32 bytes, for the one primitive that the ring is for.
    pub(crate) const fn expose(&self) -> &[u8; 32] {
        self.secret.expose()
    }
}

/// The keys of one purpose.
#[derive(Debug, Clone)]
pub struct KeyRing {
    current: Key,
    earlier: Vec<Key>,
}

impl KeyRing {
    /// A ring that makes new values with `current` and still opens those of `earlier`.
    pub const fn new(current: Key, earlier: Vec<Key>) -> Self {
        Self { current, earlier }
    }

    /// The key that makes new values.
    pub const fn current(&self) -> &Key {
        &self.current
    }

    /// The key of this id.
    ///
    /// # Errors
    /// [`UnknownKey`] when the ring has none.
    pub fn get(&self, id: &KeyId) -> Result<&Key, UnknownKey> {
        let unknown = || UnknownKey { id: id.to_string() };
        self.all().find(|key| key.id == *id).ok_or_else(unknown)
    }

    /// Whether there are other keys than the current one.
    pub const fn has_earlier(&self) -> bool {
        !self.earlier.is_empty()
    }

    /// All keys, the current one first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.current).chain(&self.earlier)
    }
}

/// A key for one purpose out of the secret in the key file, so that no two primitives ever share
/// a key (NIST SP 800-108r1 section 4: the label separates purposes).
pub(crate) fn derive(secret: &[u8; 32], label: &str) -> Secret<[u8; 32]> {
    Secret::new(prf::hmac_parts(secret, &[b"lykill key ", label.as_bytes()]))
}

#[cfg(test)]
pub(crate) fn test_ring(current: u8, earlier: &[u8]) -> KeyRing {
    let key = |n: u8| {
        let id = KeyId::parse(&format!("key-{n}")).expect("a key id");
        Key::new(id, Secret::new([n; 32]))
    };
    KeyRing::new(key(current), earlier.iter().map(|n| key(*n)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_back_from_a_stored_value() {
        let id = KeyId::parse("3f9a12bc").expect("a key id");
        let mut stored = Vec::new();
        id.write(&mut stored);
        stored.extend_from_slice(b"rest");
        assert_eq!(KeyId::read(&stored), Some((id, &b"rest"[..])));
    }

    #[test]
    fn a_broken_id_is_not_read() {
        for bad in [&b""[..], b"\x00", b"\x05abc", b"\x03A.b", b"\x02\xff\xff"] {
            assert_eq!(KeyId::read(bad), None, "{bad:?}");
        }
        assert_eq!(KeyId::parse(&"a".repeat(33)), Err(NotAKeyId));
    }

    #[test]
    fn earlier_keys_are_found_and_others_are_named() {
        let ring = test_ring(2, &[1]);
        let id = |text| KeyId::parse(text).expect("a key id");
        assert_eq!(ring.current().id().as_str(), "key-2");
        assert!(ring.get(&id("key-1")).is_ok());
        let unknown = ring.get(&id("key-9")).expect_err("unknown");
        assert_eq!(unknown.to_string(), "the key key-9 is not in the key file");
    }

    #[test]
    fn debug_output_shows_no_key() {
        assert!(!format!("{:?}", test_ring(7, &[])).contains("7, 7"));
    }
}
