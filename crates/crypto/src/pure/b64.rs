//! Base64url without padding (RFC 4648 section 5), read strictly: no padding, no white space and
//! no stray bits at the end, so that each value has one spelling only.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

/// The text is not base64url without padding in its one canonical spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not base64url without padding")]
pub struct NotBase64Url;

/// The text is not base64 with padding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not base64")]
pub struct NotBase64;

/// Writes bytes as base64url without padding.
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads base64url without padding.
///
/// # Errors
/// [`NotBase64Url`] for any character outside the alphabet, padding, or bits that do not belong
/// to a byte and are not zero.
pub fn decode(text: &str) -> Result<Vec<u8>, NotBase64Url> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| NotBase64Url)
}

/// Reads base64 with padding (RFC 4648 section 4) as XML writes it: white space may stand anywhere.
///
/// # Errors
/// [`NotBase64`] for any other character, missing padding, or stray bits at the end.
pub fn decode_xml(text: &str) -> Result<Vec<u8>, NotBase64> {
    let is_space = |c: &char| matches!(c, ' ' | '\t' | '\r' | '\n');
    let text: String = text.chars().filter(|c| !is_space(c)).collect();
    STANDARD.decode(text).map_err(|_| NotBase64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_value_has_one_spelling_only() {
        assert_eq!(decode("AA"), Ok(vec![0]));
        for bad in ["AB", "AA==", "AA=", "A", "A A", "AA\n", "+/", "AAé"] {
            assert_eq!(decode(bad), Err(NotBase64Url), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(bytes: Vec<u8>) {
            prop_assert_eq!(decode(&encode(&bytes)), Ok(bytes));
        }

        #[test]
        fn what_is_read_is_written_the_same(text in "[A-Za-z0-9_-]{0,12}") {
            if let Ok(bytes) = decode(&text) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }
    }
}
