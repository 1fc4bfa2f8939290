//! The languages in which pages, letters and e-mails exist.

use serde::{Deserialize, Serialize};

/// A language that every catalogue has in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Norwegian bokmål.
    #[default]
    Nb,
    /// Danish.
    Da,
    /// English.
    En,
}

impl Language {
    /// All languages, in the order of the language menu.
    pub const ALL: [Self; 3] = [Self::Nb, Self::Da, Self::En];

    /// The BCP 47 tag: `nb`, `da` or `en`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Nb => "nb",
            Self::Da => "da",
            Self::En => "en",
        }
    }

    /// The language that serves a BCP 47 tag best (`no` and `nn` are served in bokmål), or none.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "nb" | "no" | "nn" => Some(Self::Nb),
            "da" => Some(Self::Da),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}
