//! Sealing with AES-256-GCM (NIST SP 800-38D, RFC 5116): a value that is stored can be opened
//! only with the key file, and only in the table, row and for the owner it was sealed for.
//!
//! A sealed value: version (1 byte, 1), length of the key id (1 byte), key id, nonce (12 bytes),
//! ciphertext with its 16-byte tag. Nonces are drawn at random, so one key must seal at most 2^32
//! values (SP 800-38D section 8.3); rotation comes long before that.

use crate::pure::ring::{KeyId, KeyRing, UnknownKey};
use aws_lc_rs::aead;
use lykill_core::{Sealed, Secret};
use zeroize::Zeroize;

const VERSION: u8 = 1;

/// Bytes of a nonce.
pub const NONCE_BYTES: usize = 12;

/// Where a sealed value belongs. It is authenticated, not stored: moved to another row, the value
/// does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aad<'a> {
    /// The table, and the column when a table seals several.
    pub table: &'a str,
    /// The row's id.
    pub row: &'a [u8],
    /// Whose value it is, or empty when it is nobody's.
    pub owner: &'a [u8],
}

impl Aad<'_> {
    fn encode(&self, head: &[u8]) -> Vec<u8> {
        let mut out = head.to_vec();
        for part in [self.table.as_bytes(), self.row, self.owner] {
            out.extend_from_slice(&(part.len() as u64).to_be_bytes());
            out.extend_from_slice(part);
        }
        out
    }
}

/// Why a value was not sealed or does not open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The key that it names is not in the key file.
    #[error(transparent)]
    UnknownKey(#[from] UnknownKey),
    /// It was changed, moved to another place, or sealed under another key of the same id.
    #[error("the sealed value was changed or does not belong here")]
    Tampered,
    /// It is no sealed value.
    #[error("not a sealed value")]
    Malformed,
    /// The cipher refused to seal: the value is longer than it can take (64 GiB).
    #[error("the value is too long to be sealed")]
    TooLong,
}

/// The keys that seal.
#[derive(Debug, Clone)]
pub struct SealRing(KeyRing);

impl SealRing {
    /// Seals and opens with these keys, which are used for nothing else.
    pub const fn new(ring: KeyRing) -> Self {
        Self(ring)
    }

    /// The id of the key that seals now.
    pub const fn current_id(&self) -> &KeyId {
        self.0.current().id()
    }

    /// Whether values can be sealed with other keys than the current one.
    pub const fn has_earlier(&self) -> bool {
        self.0.has_earlier()
    }

    /// What every value that the key of this id sealed begins with; look-up values of a key
    /// begin with the same but for the first byte.
    pub fn beginning(id: &KeyId) -> Vec<u8> {
        let mut head = vec![VERSION];
        id.write(&mut head);
        head
    }

    /// Seals `plaintext` for one place. `nonce` must be freshly drawn for each call.
    ///
    /// # Errors
    /// [`SealError::TooLong`] beyond what AES-GCM can take.
    pub fn seal(
        &self,
        aad: &Aad<'_>,
        plaintext: &[u8],
        nonce: [u8; NONCE_BYTES],
    ) -> Result<Sealed, SealError> {
        let key = self.0.current();
        let mut sealed = vec![VERSION];
        key.id().write(&mut sealed);
        let bound = aead::Aad::from(aad.encode(&sealed));
        let mut text = plaintext.to_vec();
        let done = cipher(key.expose())?.seal_in_place_append_tag(
            aead::Nonce::assume_unique_for_key(nonce),
            bound,
            &mut text,
        );
        if done.is_err() {
            text.zeroize();
            return Err(SealError::TooLong);
        }
        sealed.extend_from_slice(&nonce);
        sealed.append(&mut text);
        Ok(Sealed(sealed))
    }

    /// Opens a value in the place it was sealed for, with the key that it names.
    ///
    /// # Errors
    /// [`SealError::UnknownKey`], [`SealError::Tampered`] or [`SealError::Malformed`].
    pub fn open(&self, aad: &Aad<'_>, sealed: &Sealed) -> Result<Secret<Vec<u8>>, SealError> {
        let (id, nonce, text) = split(&sealed.0).ok_or(SealError::Malformed)?;
        let key = self.0.get(&id)?;
        let mut head = vec![VERSION];
        id.write(&mut head);
        let bound = aead::Aad::from(aad.encode(&head));
        let nonce = aead::Nonce::assume_unique_for_key(nonce);
        let mut text = text.to_vec();
        let opened = cipher(key.expose())?.open_in_place(nonce, bound, &mut text);
        let length = opened.map_err(|_| SealError::Tampered)?.len();
        text.truncate(length);
        Ok(Secret::new(text))
    }

    /// Whether the value was sealed with an earlier key and is to be sealed anew; false when it
    /// is no sealed value.
    pub fn is_outdated(&self, sealed: &Sealed) -> bool {
        split(&sealed.0).is_some_and(|(id, ..)| id != *self.current_id())
    }
}

fn cipher(key: &[u8; 32]) -> Result<aead::LessSafeKey, SealError> {
    let key = aead::UnboundKey::new(&aead::AES_256_GCM, key).map_err(|_| SealError::Malformed)?;
    Ok(aead::LessSafeKey::new(key))
}

fn split(sealed: &[u8]) -> Option<(KeyId, [u8; NONCE_BYTES], &[u8])> {
    let (version, rest) = sealed.split_first()?;
    let (id, rest) = KeyId::read(rest)?;
    let (nonce, text) = rest.split_first_chunk()?;
    (*version == VERSION && text.len() >= 16).then_some((id, *nonce, text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pure::ring::test_ring;
    use proptest::prelude::*;

    const HERE: Aad<'_> = Aad {
        table: "card",
        row: b"row",
        owner: b"owner",
    };

    fn ring(current: u8, earlier: &[u8]) -> SealRing {
        SealRing::new(test_ring(current, earlier))
    }

    #[test]
    fn a_value_opens_in_its_own_place_only() {
        let ring = ring(1, &[]);
        let sealed = ring.seal(&HERE, b"secret", [9; 12]).expect("sealed");
        let places = [
            Aad {
                table: "cardr",
                row: b"ow",
                ..HERE
            },
            Aad {
                row: b"rowo",
                owner: b"wner",
                ..HERE
            },
            Aad { owner: b"", ..HERE },
        ];
        for place in places {
            let opened = ring.open(&place, &sealed).err();
            assert_eq!(opened, Some(SealError::Tampered), "{place:?}");
        }
        assert_eq!(
            ring.open(&HERE, &sealed).expect("opens").expose(),
            b"secret"
        );
    }

    #[test]
    fn rotation_opens_old_values_and_marks_them() {
        let old = ring(1, &[])
            .seal(&HERE, b"secret", [9; 12])
            .expect("sealed");
        let rotated = ring(2, &[1]);
        assert_eq!(
            rotated.open(&HERE, &old).expect("opens").expose(),
            b"secret"
        );
        assert!(rotated.is_outdated(&old));
        let new = rotated.seal(&HERE, b"secret", [8; 12]).expect("sealed");
        assert!(!rotated.is_outdated(&new));
        let unknown = UnknownKey {
            id: "key-1".to_owned(),
        };
        let error = ring(2, &[]).open(&HERE, &old).err();
        assert_eq!(error, Some(SealError::UnknownKey(unknown)));
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens(text: Vec<u8>, nonce: [u8; 12], row: Vec<u8>, owner: Vec<u8>) {
            let aad = Aad { table: "t", row: &row, owner: &owner };
            let sealed = ring(3, &[]).seal(&aad, &text, nonce).expect("sealed");
            let opened = ring(3, &[]).open(&aad, &sealed).expect("opens");
            prop_assert_eq!(opened.expose(), &text);
        }

        #[test]
        fn a_changed_bit_never_opens(text: Vec<u8>, at: prop::sample::Index, bit in 0..8_u8) {
            let mut sealed = ring(3, &[]).seal(&HERE, &text, [1; 12]).expect("sealed");
            let at = at.index(sealed.0.len());
            sealed.0[at] ^= 1 << bit;
            prop_assert!(ring(3, &[]).open(&HERE, &sealed).is_err());
        }

        #[test]
        fn noise_never_opens(noise: Vec<u8>) {
            prop_assert!(ring(3, &[]).open(&HERE, &Sealed(noise)).is_err());
        }
    }
}
