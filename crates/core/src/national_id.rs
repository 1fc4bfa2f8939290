//! National identity numbers: personal data, so they never show in logs or debug output.

use crate::Profile;
use std::fmt;
use zeroize::Zeroize;

/// A national number in its normal form: digits only, as many as the profile says.
///
/// Whether it belongs to somebody is for the register to say, never for a checksum alone
/// (security.md case 29).
#[derive(Clone, PartialEq, Eq, Zeroize)]
pub struct NationalId(String);

/// Why a text is no national number of the profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a national number has {digits} digits")]
pub struct NotANationalId {
    /// How many digits are expected.
    pub digits: usize,
}

impl NationalId {
    /// Reads a number as people write it: spaces and one hyphen may stand between the digits.
    ///
    /// # Errors
    /// [`NotANationalId`] when anything else stands there or the count of digits is another.
    pub fn parse(profile: Profile, text: &str) -> Result<Self, NotANationalId> {
        let digits = profile.national_id_digits();
        let kept: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        let whole = kept.len() == digits && kept.bytes().all(|b| b.is_ascii_digit());
        if whole && text.len() <= digits + 4 {
            Ok(Self(kept))
        } else {
            Err(NotANationalId { digits })
        }
    }

    /// The digits, for sealing, look-up and release to a client that is entitled to them.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for NationalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NationalId(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_may_write_spaces_and_a_hyphen() {
        let id = NationalId::parse(Profile::TestDk, "010180-1234").expect("a CPR number");
        assert_eq!(id.digits(), "0101801234");
        assert!(NationalId::parse(Profile::TestNo, "010180 12345").is_ok());
        assert!(!format!("{id:?}").contains("0101"));
    }

    #[test]
    fn another_count_or_another_digit_is_refused() {
        for bad in ["", "123", "٠١٠١٨٠١٢٣٤٥", "0101801234x", "010180123456"] {
            assert!(NationalId::parse(Profile::TestNo, bad).is_err(), "{bad:?}");
        }
    }
}
