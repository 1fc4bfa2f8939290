//! What an electronic ID is good for at a service, by the holder's age and number.

use serde::{Deserialize, Serialize};

/// Which rules of age and national number hold at a service (domain.md row P13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SectorKind {
    /// A bank.
    Bank,
    /// A public authority.
    Public,
    /// An employer's service for its employees.
    Employer,
    /// Any other service.
    #[default]
    Private,
}

impl SectorKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Bank, Self::Public, Self::Employer, Self::Private];

    /// The word in `lykill_sector`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bank => "bank",
            Self::Public => "public",
            Self::Employer => "employer",
            Self::Private => "private",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What somebody may do at a service; more is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rights {
    /// Look, and neither pay nor sign.
    Look,
    /// Everything.
    Full,
}

impl Rights {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Look, Self::Full];

    /// The word in tables and tokens.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Full => "full",
        }
    }

    /// The rights of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rights| rights.word() == word)
    }
}
