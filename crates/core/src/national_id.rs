//! National identity numbers: personal data, so they never show in logs or debug output.
//!
//! A number that can be read is well formed, nothing more: whether it belongs to somebody is for
//! the register to say, never for a checksum (security.md case 29). Ages are counted from the
//! registered date of birth, never from a number.

mod denmark;
mod norway;

use crate::Profile;
use jiff::civil::Date;
use std::fmt;
use zeroize::Zeroize;

/// A national number in its normal form: digits only, as many as the profile says.
#[derive(Clone, PartialEq, Eq, Zeroize)]
pub struct NationalId(String);

/// Why a text is no national number of the profile. The number itself is never repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotANationalId {
    /// Another count of digits, or something else than digits.
    #[error("a national number has {0} digits")]
    Digits(usize),
    /// The first six digits are no date.
    #[error("its first six digits are no date of birth")]
    Date,
    /// The check digits are others.
    #[error("its check digits do not fit; a digit is mistyped")]
    CheckDigits,
    /// A help number, which an institution made for itself.
    #[error("it is a help number of an institution; the population register has no such number")]
    Help,
    /// A made-up number in a deployment for real people.
    #[error("it is a made-up number; only a test profile takes those")]
    Synthetic,
    /// A number that somebody may really have, in a deployment for made-up people.
    #[error("it may belong to somebody; a test profile takes made-up numbers only ({0})")]
    Real(&'static str),
}

/// What the digits of a number say, by country.
enum Parts {
    Denmark(denmark::Parts),
    Norway(norway::Parts),
}

impl NationalId {
    /// Reads a number as people write it: spaces and one hyphen may stand between the digits.
    /// A test profile takes made-up numbers only, the others real ones only.
    ///
    /// # Errors
    /// [`NotANationalId`] says what is wrong with it.
    pub fn parse(profile: Profile, text: &str) -> Result<Self, NotANationalId> {
        let kept: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        if text.len() > profile.national_id_digits() + 4 {
            return Err(NotANationalId::Digits(profile.national_id_digits()));
        }
        match (read(profile, &kept)?.is_synthetic(), profile) {
            (true, Profile::Dk | Profile::No) => Err(NotANationalId::Synthetic),
            (false, Profile::TestDk) => Err(NotANationalId::Real("day + 60")),
            (false, Profile::TestNo) => Err(NotANationalId::Real("month + 80")),
            _ => Ok(Self(kept)),
        }
    }

    /// A number that was parsed once, from the store: rules that have changed since then do not
    /// take it from its holder. None when it is no such number of digits.
    pub fn from_stored(profile: Profile, digits: &str) -> Option<Self> {
        let whole = digits.len() == profile.national_id_digits()
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        whole.then(|| Self(digits.to_owned()))
    }

    /// Whether the number tells the date of birth, as the rules of the country stand `today`. The
    /// register may still say another one: then the register is right.
    pub fn fits(&self, profile: Profile, birth_date: Date, today: Date) -> bool {
        match read(profile, &self.0) {
            Ok(Parts::Denmark(parts)) => parts.birth_date == birth_date,
            Ok(Parts::Norway(parts)) => parts.fits(birth_date, today),
            Err(_) => false,
        }
    }

    /// The `serial`-th made-up number, from 0, of somebody born on `birth_date`: what a test
    /// profile takes. None when that day has no more, or the profile is for real people.
    pub fn synthetic(profile: Profile, birth_date: Date, serial: usize) -> Option<Self> {
        match profile {
            Profile::TestDk => denmark::synthetic(birth_date, serial).map(Self),
            Profile::TestNo => norway::synthetic(birth_date, serial).map(Self),
            Profile::Dk | Profile::No => None,
        }
    }

    /// The digits, for sealing, look-up and release to a client that is entitled to them.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl Parts {
    const fn is_synthetic(&self) -> bool {
        match self {
            Self::Denmark(parts) => parts.is_synthetic,
            Self::Norway(parts) => parts.is_synthetic,
        }
    }
}

fn read(profile: Profile, text: &str) -> Result<Parts, NotANationalId> {
    let other = NotANationalId::Digits(profile.national_id_digits());
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(other);
    }
    let digits: Vec<u8> = text.bytes().map(|byte| byte - b'0').collect();
    match profile {
        Profile::Dk | Profile::TestDk => {
            let digits = digits.try_into().map_err(|_| other)?;
            denmark::read(&digits).map(Parts::Denmark)
        }
        Profile::No | Profile::TestNo => {
            let digits = digits.try_into().map_err(|_| other)?;
            norway::read(&digits).map(Parts::Norway)
        }
    }
}

impl fmt::Debug for NationalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NationalId(…)")
    }
}

#[cfg(test)]
mod tests;
