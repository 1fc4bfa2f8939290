//! Names of people, companies and services: one display string, Unicode, as registered.

use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// A name that can stand on a page, in a letter or in an e-mail header: 1 to 200 characters, NFC,
/// no control characters and no bidirectional overrides (security.md cases 85, 183, 188).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DisplayName(String);

/// The text cannot be a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to 200 characters and no line breaks or control characters")]
pub struct NotADisplayName;

fn overrides_direction(c: char) -> bool {
    let marks = ['\u{200e}', '\u{200f}', '\u{061c}'];
    marks.contains(&c)
        || ('\u{202a}'..='\u{202e}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
}

impl DisplayName {
    /// Trims and normalises a name.
    ///
    /// # Errors
    /// [`NotADisplayName`] when nothing is left, more than 200 characters are, or a control
    /// character or bidirectional override is among them.
    pub fn parse(text: &str) -> Result<Self, NotADisplayName> {
        let name: String = text.trim().nfc().collect();
        let bad = name
            .chars()
            .any(|c| c.is_control() || overrides_direction(c));
        let length = name.chars().count();
        if bad || !(1..=200).contains(&length) {
            Err(NotADisplayName)
        } else {
            Ok(Self(name))
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for DisplayName {
    type Error = NotADisplayName;
    fn try_from(text: String) -> Result<Self, NotADisplayName> {
        Self::parse(&text)
    }
}

impl From<DisplayName> for String {
    fn from(name: DisplayName) -> String {
        name.0
    }
}

impl fmt::Display for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_183_a_name_cannot_turn_a_line_around() {
        for bad in ["", "  ", "a\nb", "a\u{202e}b", "\0", &"x".repeat(201)] {
            assert_eq!(DisplayName::parse(bad), Err(NotADisplayName), "{bad:?}");
        }
        let name = DisplayName::parse(" Áile Sa\u{30a}stad ").expect("a name");
        assert_eq!(name.as_str(), "Áile Såstad");
    }
}
