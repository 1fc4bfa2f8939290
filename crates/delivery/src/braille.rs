//! The key card for a braille embosser: BRF, six-dot braille as ASCII characters, 40 cells a line
//! and 25 lines a page, pages ended by a form feed.
//!
//! Uncontracted: letters, digits after the number sign, capitals after their sign, and the marks
//! that our texts need. Norwegian and Danish end a sentence with dot 3 (Norwegian handbook of
//! literary braille, 2012, chapters 2, 3, 7 and 8), English with dots 2, 5 and 6. A column of the
//! card is a page of the file, and a row of it a line: row, number, key.

use crate::pdf::{CardPrint, PdfError};
use crate::words::Words;
use lykill_core::{Language, Secret};
use lykill_crypto::pure::card::format_key;
use lykill_issuer::types::card_place::{COLUMNS, PANEL_ROWS};

/// Cells of a line.
const CELLS: usize = 40;
/// Lines of a page.
const LINES: usize = 25;
/// Cells from the row's mark to its number: `#ac` and two spaces.
const TO_NUMBER: usize = 5;
/// Ends a line, as embossers read it.
const NEW_LINE: &str = "\r\n";
/// Ends a page.
const NEW_PAGE: char = '\u{c}';
/// Before digits (dots 3, 4, 5, 6).
const NUMBER_SIGN: char = '#';
/// Before a capital (dot 6).
const CAPITAL_SIGN: char = ',';

const TEXTS: [&str; 5] = [
    "braille-intro",
    "card-use-1",
    "card-use-2",
    "card-use-3",
    "card-never",
];

/// The card as a BRF file.
///
/// # Errors
/// [`PdfError::NotACard`] when the card has another number of keys than 148.
pub(crate) fn braille(print: &CardPrint<'_>) -> Result<Secret<Vec<u8>>, PdfError> {
    print.check()?;
    let mut file = String::new();
    push_page(&mut file, &first_page(print));
    for panel in 0..PANEL_ROWS.len() as u8 {
        for column in 0..COLUMNS {
            push_page(&mut file, &column_page(print, (panel, column)));
        }
    }
    Ok(Secret::new(file.into_bytes()))
}

fn push_page(file: &mut String, lines: &[String]) {
    for line in lines.iter().take(LINES) {
        file.push_str(line);
        file.push_str(NEW_LINE);
    }
    file.push(NEW_PAGE);
}

fn first_page(print: &CardPrint<'_>) -> Vec<String> {
    let words = Words(print.language);
    let mut lines = wrapped(&cells(&print.title(), print.language));
    for key in TEXTS {
        lines.push(String::new());
        lines.extend(wrapped(&cells(&words.plain(key), print.language)));
    }
    lines
}

fn column_page(print: &CardPrint<'_>, at: (u8, u8)) -> Vec<String> {
    let name = Words(print.language).column(at.0, at.1);
    let mut lines = vec![
        cells(&print.title(), print.language),
        cells(&name, print.language),
        String::new(),
    ];
    let own = print
        .placed()
        .filter(|(place, ..)| (place.panel, place.column) == at);
    for (place, number, key) in own {
        let key = format_key(key);
        let (first, last) = key.split_at(3);
        let row = digits(&(u32::from(place.row) + 1).to_string());
        let pair = [number.to_string().as_str(), first, last].map(digits);
        lines.push(format!(
            "{row:TO_NUMBER$}{}  {} {}",
            pair[0], pair[1], pair[2]
        ));
    }
    lines
}

fn digits(digits: &str) -> String {
    let cells = digits.chars().filter_map(digit);
    std::iter::once(NUMBER_SIGN).chain(cells).collect()
}

/// Digits are the first ten letters.
const fn digit(digit: char) -> Option<char> {
    match digit {
        '0' => Some('j'),
        '1'..='9' => Some((digit as u8 - b'1' + b'a') as char),
        _ => None,
    }
}

/// A text in cells. What has none is left out: our texts have none such, a test says.
fn cells(text: &str, language: Language) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut in_number = false;
    for c in text.chars() {
        if let Some(cell) = digit(c) {
            if !in_number {
                out.push(NUMBER_SIGN);
            }
            out.push(cell);
        } else {
            if c.is_uppercase() {
                out.push(CAPITAL_SIGN);
            }
            out.extend(c.to_lowercase().filter_map(|c| letter(c, language)));
        }
        in_number = c.is_ascii_digit();
    }
    out
}

const fn letter(letter: char, language: Language) -> Option<char> {
    match letter {
        'a'..='z' | ' ' | '-' => Some(letter),
        'æ' => Some('>'),
        'ø' => Some('['),
        'å' => Some('*'),
        'é' => Some('='),
        ',' => Some('1'),
        ':' => Some('3'),
        '.' => Some(match language {
            Language::En => '4',
            Language::Nb | Language::Nn | Language::Da => '\'',
        }),
        _ => None,
    }
}

/// Lines of at most 40 cells, broken at spaces.
fn wrapped(cells: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in cells.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.len() + 1 + word.len() <= CELLS => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::samples::{pairs, print};

    fn file(language: Language) -> String {
        let pairs = pairs();
        let file = braille(&print(&[], language, &pairs)).expect("a card");
        String::from_utf8(file.expose().clone()).expect("ASCII")
    }

    #[test]
    fn the_file_is_what_an_embosser_reads() {
        for language in Language::ALL {
            let file = file(language);
            assert!(file.is_ascii() && file.ends_with('\u{c}'));
            let pages: Vec<&str> = file.split_terminator('\u{c}').collect();
            assert_eq!(pages.len(), 13);
            for page in pages {
                let lines: Vec<&str> = page.split_terminator("\r\n").collect();
                assert!(lines.len() <= LINES, "{language:?}: {}", lines.len());
                assert!(lines.iter().all(|line| line.len() <= CELLS), "{lines:?}");
            }
        }
    }

    #[test]
    fn a_row_is_its_number_and_its_key_with_number_signs() {
        let file = file(Language::Da);
        let page = file.split('\u{c}').nth(1).expect("a page");
        let lines: Vec<&str> = page.split("\r\n").collect();
        assert_eq!(lines[0], ",n[glekort ,r#dac-#hhb");
        assert_eq!(lines[1], ",[verste felt1 kolonne #a");
        assert_eq!(lines[3], "#a   #ajjj  #jjj #jjj");
        assert_eq!(lines[4], "#b   #ajfj  #fed #cba");
    }

    #[test]
    fn every_pair_can_be_read_back_in_its_place() {
        let file = file(Language::En);
        let number = |cells: &str| -> String {
            let digits = cells.strip_prefix('#').expect("a number sign").chars();
            let digit = |c| {
                if c == 'j' {
                    '0'
                } else {
                    char::from(c as u8 - b'a' + b'1')
                }
            };
            digits.map(digit).collect()
        };
        let mut expected = pairs().into_iter();
        for (index, page) in file.split_terminator('\u{c}').skip(1).enumerate() {
            let rows = if (4..8).contains(&index) { 13 } else { 12 };
            let lines: Vec<&str> = page.split_terminator("\r\n").skip(3).collect();
            assert_eq!(lines.len(), rows);
            for (row, line) in (1..).zip(lines) {
                let cells: Vec<String> = line.split_whitespace().map(number).collect();
                let (wanted, key) = expected.next().expect("a pair");
                let key = format_key(key);
                let wanted = [&row.to_string(), &wanted.to_string(), &key[..3], &key[3..]];
                assert_eq!(cells, wanted);
            }
        }
        assert_eq!(expected.next(), None);
    }

    #[test]
    fn no_text_of_ours_has_a_character_without_a_cell() {
        for language in Language::ALL {
            let words = Words(language);
            for key in TEXTS {
                let text = words.plain(key);
                let known = |c: char| digit(c).is_some() || letter(c, language).is_some();
                let odd: String = text.to_lowercase().chars().filter(|c| !known(*c)).collect();
                assert_eq!(odd, "", "{text}");
            }
        }
    }
}
