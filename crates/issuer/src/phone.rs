//! Telephone numbers of people, to which codes and notices go.

use lykill_core::time::days;
use lykill_core::{DisplayName, Timestamp};
use std::time::Duration;

/// No code goes to a changed number for so long: whoever had it changed in the holder's name has
/// nothing of it before the holder heard of it by every other way (security.md case 75).
pub const NEW_NUMBER_WAITS: Duration = days(1);

/// What was typed is no telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("5 to 15 digits, with a plus before the country's")]
pub struct NotAPhone;

/// A telephone number as it is written: digits, spaces, hyphens, dots and brackets, and a plus
/// before the country's number.
///
/// # Errors
/// [`NotAPhone`] for anything that no gateway could call.
pub fn parse(text: &str) -> Result<String, NotAPhone> {
    let shown = DisplayName::parse(text).map_err(|_| NotAPhone)?;
    if is_dialable(shown.as_str()) {
        Ok(String::from(shown))
    } else {
        Err(NotAPhone)
    }
}

/// Whether a gateway can call a number as it is registered: an earlier release took any text.
pub fn is_dialable(text: &str) -> bool {
    let plain: String = text.chars().filter(|c| !" -().".contains(*c)).collect();
    let digits = plain.strip_prefix('+').unwrap_or(&plain);
    (5..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

/// From when a code may go to a number that was changed at a moment.
pub fn settled(changed_at: Option<Timestamp>) -> Option<Timestamp> {
    changed_at.map(|at| at + NEW_NUMBER_WAITS)
}

/// A number as it is shown to who knows the password only: its last two digits, and not how long
/// it is.
pub fn masked(text: &str) -> String {
    let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    let last: String = digits.iter().skip(digits.len().saturating_sub(2)).collect();
    format!("••• •• •{last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_one_that_can_be_called() {
        for good in [
            "+47 900 00 101",
            "90000101",
            "(045) 12.34-56",
            "+4790000101",
        ] {
            assert_eq!(parse(good).as_deref(), Ok(good));
        }
        let bad = [
            "",
            "+",
            "1234",
            "+47 9000 010x",
            "90000101,90000102",
            "9000\r\n0101",
            "9000 0101 0000 0000",
            "++4790000101",
            "٩٠٠٠٠١٠١",
        ];
        for bad in bad {
            assert_eq!(parse(bad), Err(NotAPhone), "{bad:?}");
        }
    }

    #[test]
    fn two_digits_are_shown_of_a_number_of_any_length() {
        assert_eq!(masked("+47 900 00 101"), "••• •• •01");
        assert_eq!(masked("12345"), "••• •• •45");
        assert_eq!(masked(""), "••• •• •");
    }
}
