//! The key card as a text that a person or a screen reader reads out: a sentence a pair, its
//! digits apart, column after column as the page names them.

use crate::pdf::{CardPrint, PdfError};
use crate::words::Words;
use lykill_core::Secret;
use lykill_crypto::pure::card::format_key;

/// The card as text in UTF-8.
///
/// # Errors
/// [`PdfError::NotACard`] when the card has another number of keys than 148.
pub(crate) fn read_aloud(print: &CardPrint<'_>) -> Result<Secret<Vec<u8>>, PdfError> {
    print.check()?;
    let words = Words(print.language);
    let mut lines = vec![format!("{}.", print.title())];
    let texts = ["read-aloud-intro", "card-use-3", "card-keep", "card-never"];
    lines.extend(texts.map(|key| words.plain(key)));
    let mut column = None;
    for (place, number, key) in print.placed() {
        let here = (place.panel, place.column);
        if column.replace(here) != Some(here) {
            lines.push(String::new());
            lines.push(format!("{}.", words.column(here.0, here.1)));
        }
        let key = format_key(key);
        let (first, last) = key.split_at(3);
        let row = (u32::from(place.row) + 1).to_string();
        let key = format!("{}, {}", apart(first), apart(last));
        let number = apart(&number.to_string());
        let pair = [
            ("row", row.into()),
            ("number", number.into()),
            ("key", key.into()),
        ];
        lines.push(words.with("read-aloud-pair", &pair));
    }
    let mut text = lines.join("\n");
    text.push('\n');
    Ok(Secret::new(text.into_bytes()))
}

/// `1007` as `1 0 0 7`, so that nobody hears "one thousand and seven".
fn apart(digits: &str) -> String {
    let digits: Vec<String> = digits.chars().map(String::from).collect();
    digits.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::samples::{pairs, print};
    use lykill_core::Language;

    fn text(language: Language) -> String {
        let pairs = pairs();
        let text = read_aloud(&print(&[], language, &pairs)).expect("a card");
        String::from_utf8(text.expose().clone()).expect("UTF-8")
    }

    #[test]
    fn a_pair_is_a_sentence_below_its_column() {
        let text = text(Language::En);
        assert!(text.starts_with("Key card R413-882.\n"), "{text}");
        let (_, middle) = text
            .split_once("\nMiddle panel, column 3.\n")
            .expect("a column");
        let fifth = middle.lines().nth(4).expect("a row");
        assert_eq!(fifth, "Row 5: number 5 6 8 0, key 0 3 7, 0 3 8.");
    }

    #[test]
    fn every_pair_is_said_once_in_every_language() {
        for language in Language::ALL {
            let text = text(language);
            assert!(
                !text.contains("{$") && !text.contains("read-aloud"),
                "{text}"
            );
            let digits = |line: &str| line.chars().filter(char::is_ascii_digit).collect();
            let is_pair = |line: &&str| line.len() > 30 && line.matches(' ').count() > 9;
            let said = text.lines().skip(6).filter(is_pair);
            let said: Vec<String> = said.map(digits).collect();
            assert_eq!(said.len(), 148);
            for (said, (number, key)) in said.iter().zip(pairs()) {
                let wanted = format!("{number}{}", format_key(key));
                assert!(said.ends_with(&wanted), "{said}: {wanted}");
            }
        }
    }
}
