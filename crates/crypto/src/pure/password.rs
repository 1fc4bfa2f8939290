//! Passwords before they are hashed, and the form in which a hash is stored.
//!
//! Passwords are compared as NIST SP 800-63B-4 section 3.1.1.2 asks: Unicode normalised (NFKC),
//! case kept, nothing cut off.

use crate::pure::ring::KeyId;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use lykill_core::Secret;
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// The longest password, in bytes of UTF-8 as it was typed.
pub const PASSWORD_BYTES_MAX: usize = 1024;

/// The password is longer than [`PASSWORD_BYTES_MAX`]; it was not hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a password has at most 1024 bytes")]
pub struct TooLong;

/// Normalises a password to NFKC (UAX #15), so that "å" typed on any keyboard is the same.
///
/// # Errors
/// [`TooLong`] when it is longer than the cap: it is refused, never cut.
pub fn prepare(password: &str) -> Result<Secret<String>, TooLong> {
    if password.len() > PASSWORD_BYTES_MAX {
        return Err(TooLong);
    }
    Ok(Secret::new(password.nfkc().collect()))
}

/// What a hash costs: the parameters of Argon2id (RFC 9106 section 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Cost {
    /// What new hashes cost unless configured otherwise: 19 MiB, two passes, one lane (OWASP
    /// Password Storage Cheat Sheet).
    pub const DEFAULT: Self = Self {
        memory_kib: 19_456,
        passes: 2,
        lanes: 1,
    };
    /// The most that a stored hash may ask for (security.md case 51).
    pub const CEILING: Self = Self {
        memory_kib: 262_144,
        passes: 10,
        lanes: 4,
    };

    const fn is_above_ceiling(self) -> bool {
        self.memory_kib > Self::CEILING.memory_kib
            || self.passes > Self::CEILING.passes
            || self.lanes > Self::CEILING.lanes
    }

    /// RFC 9106 section 3.1: at least one pass, one lane, and 8 KiB for each lane.
    const fn is_possible(self) -> bool {
        self.passes >= 1 && self.lanes >= 1 && self.memory_kib >= self.lanes.saturating_mul(8)
    }

    /// Refuses a cost that Argon2 cannot have or that would be an attack on our memory.
    ///
    /// # Errors
    /// [`PasswordHashError`].
    pub const fn check(self) -> Result<(), PasswordHashError> {
        if self.is_above_ceiling() {
            Err(PasswordHashError::ParametersAboveCeiling)
        } else if self.is_possible() {
            Ok(())
        } else {
            Err(PasswordHashError::Malformed)
        }
    }
}

/// Why a stored hash cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordHashError {
    /// It asks for more than [`Cost::CEILING`].
    #[error("the stored password hash asks for more memory or time than is allowed")]
    ParametersAboveCeiling,
    /// It has not the form that [`PasswordHash`] documents.
    #[error("the stored password hash is malformed")]
    Malformed,
}

/// A stored hash: `PEPPER$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH`.
///
/// After the id of the pepper it is a PHC string: salt (16 bytes) and hash (32 bytes) in base64
/// without padding. What Argon2id hashed is not the password but HMAC-SHA-256(pepper, NFKC of the
/// password), so a stolen database alone lets nobody try passwords.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash {
    /// The pepper it was made with.
    pub(crate) pepper: KeyId,
    /// What it cost.
    pub(crate) cost: Cost,
    /// Its salt.
    pub(crate) salt: [u8; 16],
    /// The output of Argon2id.
    pub(crate) hash: [u8; 32],
}

impl PasswordHash {
    /// Reads a stored hash, and refuses one that would cost too much before anything is computed.
    ///
    /// # Errors
    /// [`PasswordHashError`].
    pub fn parse(stored: &str) -> Result<Self, PasswordHashError> {
        let malformed = PasswordHashError::Malformed;
        let parts: Vec<&str> = stored.split('$').collect();
        let [pepper, "argon2id", "v=19", cost, salt, hash] = parts[..] else {
            return Err(malformed);
        };
        let cost = parse_cost(cost).ok_or(malformed)?;
        cost.check()?;
        Ok(Self {
            pepper: KeyId::parse(pepper).map_err(|_| malformed)?,
            cost,
            salt: bytes(salt).ok_or(malformed)?,
            hash: bytes(hash).ok_or(malformed)?,
        })
    }
}

fn parse_cost(text: &str) -> Option<Cost> {
    let parts: Vec<&str> = text.split(',').collect();
    let [m, t, p] = parts[..] else {
        return None;
    };
    let number = |part: &str, name: &str| {
        let digits = part.strip_prefix(name)?;
        let plain = digits.bytes().all(|b| b.is_ascii_digit());
        // A number too large for 32 bits is still a number: it is above the ceiling.
        plain
            .then(|| digits.parse().unwrap_or(u32::MAX))
            .filter(|_| !digits.is_empty())
    };
    Some(Cost {
        memory_kib: number(m, "m=")?,
        passes: number(t, "t=")?,
        lanes: number(p, "p=")?,
    })
}

fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    STANDARD_NO_PAD.decode(text).ok()?.try_into().ok()
}

impl fmt::Display for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Cost {
            memory_kib,
            passes,
            lanes,
        } = self.cost;
        let (salt, hash) = (
            STANDARD_NO_PAD.encode(self.salt),
            STANDARD_NO_PAD.encode(self.hash),
        );
        let pepper = &self.pepper;
        write!(
            f,
            "{pepper}$argon2id$v=19$m={memory_kib},t={passes},p={lanes}${salt}${hash}"
        )
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SALT: &str = "AAAAAAAAAAAAAAAAAAAAAA";
    const HASH: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    fn stored(cost: &str) -> String {
        format!("3f9a12bc$argon2id$v=19${cost}${SALT}${HASH}")
    }

    #[test]
    fn a_hash_is_written_as_it_was_read() {
        let text = stored("m=19456,t=2,p=1");
        let hash = PasswordHash::parse(&text).expect("a hash");
        assert_eq!(hash.cost, Cost::DEFAULT);
        assert_eq!(hash.to_string(), text);
        assert_eq!(format!("{hash:?}"), "PasswordHash(…)");
    }

    #[test]
    fn case_051_a_poisoned_hash_is_refused_before_anything_is_computed() {
        for cost in [
            "m=67108864,t=2,p=1",
            "m=19456,t=1000000000,p=1",
            "m=19456,t=2,p=5",
            "m=262145,t=1,p=1",
            "m=99999999999999999999,t=1,p=1",
        ] {
            let error = PasswordHash::parse(&stored(cost)).err();
            assert_eq!(
                error,
                Some(PasswordHashError::ParametersAboveCeiling),
                "{cost}"
            );
        }
        assert!(PasswordHash::parse(&stored("m=262144,t=10,p=4")).is_ok());
    }

    #[test]
    fn a_hash_of_another_form_is_refused() {
        let good = stored("m=19456,t=2,p=1");
        let bad = [
            String::new(),
            good.replace("argon2id", "argon2i"),
            good.replace("v=19", "v=16"),
            good.replace("m=19456", "m=4"),
            good.replace("m=19456", "m=+9"),
            good.replace("t=2", "t=0"),
            good.replace("p=1", "p="),
            good.replace("m=19456,", ""),
            good.replace(SALT, "AAAA"),
            good.replace("3f9a12bc", "A"),
            format!("{good}$"),
            format!("{good}="),
        ];
        for text in bad {
            assert_eq!(
                PasswordHash::parse(&text),
                Err(PasswordHashError::Malformed),
                "{text}"
            );
        }
    }

    #[test]
    fn case_032_a_password_over_the_cap_is_refused_not_cut() {
        for length in [0, 64, 128, 1024] {
            assert!(prepare(&"p".repeat(length)).is_ok(), "{length}");
        }
        for length in [1025, 4096, 10_000_000] {
            assert_eq!(
                prepare(&"p".repeat(length)).err(),
                Some(TooLong),
                "{length}"
            );
        }
    }
}
