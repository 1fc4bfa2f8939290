//! Assurance levels of Regulation (EU) 2015/1502.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How sure we are who this is; the order is that of the regulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Limited confidence.
    Low,
    /// Two factors of different kinds; at most this for anything printed, sent or typed.
    Substantial,
    /// Protected against duplication and tampering.
    High,
}

impl Level {
    /// All levels, lowest first.
    pub const ALL: [Self; 3] = [Self::Low, Self::Substantial, Self::High];

    /// The word that is stored and logged: `low`, `substantial` or `high`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Substantial => "substantial",
            Self::High => "high",
        }
    }

    /// The level of a stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.word() == word)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The one decision whether a level that was reached is enough for the level that was asked:
/// at authorize, at single sign-on reuse and at step-up alike (design.md section 4, "Levels").
pub fn meets(reached: Level, asked: Level) -> bool {
    reached >= asked
}
