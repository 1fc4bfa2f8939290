//! How a refresh token is written, and how one follows from another.
//!
//! A token is the name of its family and 256 bits, each in base64url, with a dot between. The name
//! finds the family, so that a token which was exchanged long ago is still known for one: that is
//! a replay. Access tokens have no dot.
//!
//! The children of a token, the next refresh token and its access token, are derived from the
//! token, from a salt that is drawn for the exchange, and under a key that is not in the database.
//! So the same question within moments gets the same answer although only hashes are stored, and
//! from a stolen database, even with old tokens, no living token can be made.

use lykill_crypto::pure::{b64, prf};

/// Bytes of the salt of one exchange.
pub const SALT_BYTES: usize = 16;

/// Names a family: the SHA-256 of the code from which it came.
pub type Family = [u8; 32];

/// The tokens that follow from one exchange.
#[derive(Clone, PartialEq, Eq)]
pub struct Children {
    /// The next refresh token.
    pub refresh: String,
    /// The access token.
    pub access: String,
}

/// Writes a token.
pub fn write(family: &Family, secret: &[u8; 32]) -> String {
    format!("{}.{}", b64::encode(family), b64::encode(secret))
}

/// The family that a token names; none when it is no refresh token.
pub fn family(token: &str) -> Option<Family> {
    let (family, secret) = token.split_once('.')?;
    let part = |text: &str| -> Option<Family> { b64::decode(text).ok()?.try_into().ok() };
    part(secret)?;
    part(family)
}

/// What is to be hashed under the key that is not in the database, to seed [`children`].
pub fn seed(parent: &str, salt: &[u8]) -> Vec<u8> {
    [&prf::sha256(parent.as_bytes())[..], salt].concat()
}

/// The tokens that follow, from the keyed hash of [`seed`].
pub fn children(family: &Family, seed: &[u8]) -> Children {
    Children {
        refresh: write(family, &prf::hmac(seed, b"refresh token")),
        access: b64::encode(&prf::hmac(seed, b"access token")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_a_whole_token_names_a_family() {
        let token = write(&[7; 32], &[9; 32]);
        assert_eq!(family(&token), Some([7; 32]));
        let half = b64::encode(&[7; 32]);
        for none in ["", ".", &half, &format!("{half}."), &format!(".{half}")] {
            assert_eq!(family(none), None, "{none}");
        }
        for none in [
            format!("{token}."),
            format!("{token}A"),
            token.replace('.', ".."),
        ] {
            assert_eq!(family(&none), None, "{none}");
        }
    }

    #[test]
    fn the_same_exchange_gives_the_same_children_and_no_other_does() {
        let parent = write(&[7; 32], &[9; 32]);
        let of = |parent: &str, salt: &[u8]| children(&[7; 32], &seed(parent, salt));
        let one = of(&parent, &[1; SALT_BYTES]);
        assert!(one == of(&parent, &[1; SALT_BYTES]));
        assert!(one != of(&parent, &[2; SALT_BYTES]));
        assert!(one != of(&one.refresh, &[1; SALT_BYTES]));
        assert_eq!(family(&one.refresh), Some([7; 32]));
        assert_eq!(family(&one.access), None);
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "\\PC{0,120}") {
            let named = |family: Family| text.starts_with(&b64::encode(&family));
            prop_assert!(family(&text).is_none_or(named));
        }
    }
}
