//! The formats in which a key card is made for its holder.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// How the keys of a card reach somebody's fingers, eyes or ears. The keys are the same in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CardFormat {
    /// A card to cut out and fold twice, to the size of a bank card.
    #[default]
    Standard,
    /// A4 pages in letters of 16 points or more.
    LargePrint,
    /// A file for a braille embosser: BRF, 40 cells by 25 lines.
    Braille,
    /// A text that a person or a screen reader reads out.
    ReadAloud,
}

/// A word names no format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a card is standard, large-print, braille or read-aloud")]
pub struct NotACardFormat;

impl CardFormat {
    /// All formats, the ordinary one first.
    pub const ALL: [Self; 4] = [
        Self::Standard,
        Self::LargePrint,
        Self::Braille,
        Self::ReadAloud,
    ];

    /// The word that is stored, typed and logged: `standard`, `large-print`, `braille` or
    /// `read-aloud`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::LargePrint => "large-print",
            Self::Braille => "braille",
            Self::ReadAloud => "read-aloud",
        }
    }

    /// The format of a stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.word() == word)
    }
}

impl FromStr for CardFormat {
    type Err = NotACardFormat;

    fn from_str(word: &str) -> Result<Self, NotACardFormat> {
        Self::from_word(word).ok_or(NotACardFormat)
    }
}

impl fmt::Display for CardFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_one_word_in_all_places() {
        for format in CardFormat::ALL {
            let json = serde_json::to_string(&format).expect("a word");
            assert_eq!(json, format!("\"{format}\""));
            assert_eq!(format.word().parse(), Ok(format));
        }
        assert_eq!("Braille".parse::<CardFormat>(), Err(NotACardFormat));
        assert_eq!(CardFormat::default(), CardFormat::Standard);
    }
}
