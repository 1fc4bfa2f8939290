//! How a token that shows one-time codes makes them: HOTP (RFC 4226) or TOTP (RFC 6238).

/// The hash under the HMAC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OathHash {
    /// SHA-1, the one of RFC 4226.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

impl OathHash {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Sha1, Self::Sha256, Self::Sha512];

    /// The word in storage and in seed files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Sha512 => "sha512",
        }
    }

    /// The hash of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hash| hash.word() == word)
    }
}

/// How many decimal digits a code has (RFC 4226 section 5.3: at least six).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OathDigits {
    /// Six.
    Six,
    /// Eight.
    Eight,
}

impl OathDigits {
    /// The count.
    pub const fn count(self) -> u8 {
        match self {
            Self::Six => 6,
            Self::Eight => 8,
        }
    }

    /// The digits of a count; none of one that we do not serve.
    pub const fn from_count(count: u8) -> Option<Self> {
        match count {
            6 => Some(Self::Six),
            8 => Some(Self::Eight),
            _ => None,
        }
    }

    /// One more than the largest code.
    pub const fn modulus(self) -> u32 {
        match self {
            Self::Six => 1_000_000,
            Self::Eight => 100_000_000,
        }
    }
}

/// What moves from one code to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Moving {
    /// A counter in the token: each press of the button is the next one (RFC 4226).
    Counter,
    /// The token's clock (RFC 6238).
    Clock {
        /// Seconds of one step.
        period_s: u32,
    },
}

/// How a token makes its codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OathProfile {
    /// The hash under the HMAC.
    pub hash: OathHash,
    /// How many digits it shows.
    pub digits: OathDigits,
    /// What moves.
    pub moving: Moving,
}
