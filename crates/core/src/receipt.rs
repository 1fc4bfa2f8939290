//! What a gateway tells of a text message after it took it.

use crate::time::minutes;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What is known of a message that the gateway took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Receipt {
    /// Nothing was told yet, or nothing that is final.
    Unknown,
    /// It did not reach the telephone.
    Failed,
    /// It reached the telephone.
    Delivered,
}

impl Receipt {
    /// All of them; what comes later outweighs what comes before.
    pub const ALL: [Self; 3] = [Self::Unknown, Self::Failed, Self::Delivered];

    /// The word that is stored, and that reports use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Failed => "failed",
            Self::Delivered => "delivered",
        }
    }

    /// The receipt of a stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|receipt| receipt.word() == word)
    }

    /// What this one may take the place of. A message that arrived has arrived, whatever is told
    /// after; so receipts that come twice or out of order end alike (security.md case 217).
    pub const fn outweighs(self, known: Self) -> bool {
        match (known, self) {
            (Self::Unknown, Self::Failed | Self::Delivered) => true,
            (Self::Failed, Self::Delivered) => true,
            (_, Self::Unknown) | (Self::Failed, Self::Failed) | (Self::Delivered, _) => false,
        }
    }
}

/// The longest name of a message, in bytes.
const NAME_MAX: usize = 200;

/// Whether a text can be a gateway's name for a message: not empty, short, and on one line.
pub fn is_name(text: &str) -> bool {
    (1..=NAME_MAX).contains(&text.len()) && !text.contains(char::is_control)
}

/// A message of which nothing was told for so long counts as not delivered: a gateway that takes
/// everything and sends nothing looks like this.
pub const SILENT_AFTER: Duration = minutes(60);
/// Messages of this time are looked at together.
pub const COUNTED: Duration = minutes(24 * 60);
/// Fewer messages that did not arrive are no alarm: a few telephones are always switched off.
const ALARM_LEAST: u64 = 10;
/// One of so many that does not arrive is an alarm: a fifth.
const ALARM_SHARE: u64 = 5;

/// The messages that the gateway took within [`COUNTED`], by what is known of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Receipts {
    /// They reached the telephone.
    pub delivered: u64,
    /// They did not.
    pub failed: u64,
    /// Nothing was told of them within [`SILENT_AFTER`]; younger ones are not counted.
    pub unknown: u64,
}

impl Receipts {
    /// Whether so large a share does not arrive that something is wrong with the gateway.
    pub const fn is_alarm(&self) -> bool {
        let lost = self.failed.saturating_add(self.unknown);
        let all = lost.saturating_add(self.delivered);
        lost >= ALARM_LEAST && lost.saturating_mul(ALARM_SHARE) >= all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_on_one_line() {
        assert!(is_name("SM-1") && is_name(&"x".repeat(NAME_MAX)));
        for none in ["", "a\nb", "a\0b", &"x".repeat(NAME_MAX + 1)] {
            assert!(!is_name(none), "{none:?}");
        }
    }

    #[test]
    fn words_and_receipts_are_the_same() {
        for receipt in Receipt::ALL {
            assert_eq!(Receipt::from_word(receipt.word()), Some(receipt));
        }
        assert_eq!(Receipt::from_word("sent"), None);
    }

    /// Every order of any three receipts, each possibly twice, ends with the weightiest.
    #[test]
    fn case_217_receipts_end_alike_in_any_order() {
        for first in Receipt::ALL {
            for second in Receipt::ALL {
                for third in Receipt::ALL {
                    let told = [first, second, third];
                    let end = told.into_iter().fold(Receipt::Unknown, |known, told| {
                        if told.outweighs(known) { told } else { known }
                    });
                    let weight = |one: &Receipt| *one as u8;
                    assert_eq!(Some(end), told.into_iter().max_by_key(weight), "{told:?}");
                    assert!(!end.outweighs(end));
                }
            }
        }
    }

    #[test]
    fn case_217_a_gateway_that_loses_a_fifth_is_an_alarm() {
        let receipts = |delivered, failed, unknown| Receipts {
            delivered,
            failed,
            unknown,
        };
        assert!(!Receipts::default().is_alarm());
        assert!(!receipts(0, 9, 0).is_alarm(), "too few to tell");
        assert!(receipts(0, 10, 0).is_alarm());
        assert!(receipts(0, 0, 10).is_alarm(), "taken, and never heard of");
        assert!(receipts(40, 5, 5).is_alarm());
        assert!(!receipts(41, 5, 5).is_alarm());
        assert!(!receipts(u64::MAX, 10, 0).is_alarm());
    }
}
