//! Country profiles: which national numbers, civil dates and language a deployment uses.

use crate::Language;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The profile of a deployment. The database records it; a server of another profile refuses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Profile {
    /// Denmark: CPR numbers, Europe/Copenhagen.
    #[serde(rename = "dk")]
    Dk,
    /// Norway: fødselsnummer and D-numbers, Europe/Oslo.
    #[serde(rename = "no")]
    No,
    /// Denmark with made-up people: synthetic numbers are accepted, nothing real is.
    #[serde(rename = "test-dk")]
    TestDk,
    /// Norway with made-up people.
    #[serde(rename = "test-no")]
    TestNo,
}

impl Profile {
    /// All profiles.
    pub const ALL: [Self; 4] = [Self::Dk, Self::No, Self::TestDk, Self::TestNo];

    /// The word in the configuration and in the database: `dk`, `no`, `test-dk`, `test-no`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Dk => "dk",
            Self::No => "no",
            Self::TestDk => "test-dk",
            Self::TestNo => "test-no",
        }
    }

    /// The profile of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.word() == word)
    }

    /// The IANA name of the zone in which civil dates (a birthday, a deadline) are read.
    pub const fn time_zone(self) -> &'static str {
        match self {
            Self::Dk | Self::TestDk => "Europe/Copenhagen",
            Self::No | Self::TestNo => "Europe/Oslo",
        }
    }

    /// How many digits a national number has.
    pub const fn national_id_digits(self) -> usize {
        match self {
            Self::Dk | Self::TestDk => 10,
            Self::No | Self::TestNo => 11,
        }
    }

    /// The language of a page when nothing else decides.
    pub const fn language(self) -> Language {
        match self {
            Self::Dk | Self::TestDk => Language::Da,
            Self::No | Self::TestNo => Language::Nb,
        }
    }

    /// Whether only made-up people live here.
    pub const fn is_test(self) -> bool {
        matches!(self, Self::TestDk | Self::TestNo)
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
