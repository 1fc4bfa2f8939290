//! The languages in which pages, letters and e-mails exist.

use serde::{Deserialize, Serialize};

/// A language that every catalogue has in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Norwegian bokmål.
    #[default]
    Nb,
    /// Norwegian nynorsk.
    Nn,
    /// Danish.
    Da,
    /// English.
    En,
}

impl Language {
    /// All languages, in the order of the language menu.
    pub const ALL: [Self; 4] = [Self::Nb, Self::Nn, Self::Da, Self::En];

    /// The BCP 47 tag: `nb`, `nn`, `da` or `en`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Nb => "nb",
            Self::Nn => "nn",
            Self::Da => "da",
            Self::En => "en",
        }
    }

    /// The language that serves a BCP 47 tag best (`no` is served in bokmål), or none.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "nb" | "no" => Some(Self::Nb),
            "nn" => Some(Self::Nn),
            "da" => Some(Self::Da),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}
