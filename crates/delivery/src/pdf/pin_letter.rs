//! The letter of codes: numbered from 1, ten below each other in two columns (domain.md row N4).
//! For a screen reader each column is a table whose rows have the number as their head.

use super::PdfError;
use super::book::Book;
use super::envelope::envelope;
use super::ink::{MIST, Style};
use super::key_card::{grouped, row};
use super::letter::{BODY, TEXT, TITLE, steps};
use super::shape::Area;
use super::sheet::Sheet;
use crate::letterhead::Letterhead;
use crate::words::{Argument, Words};
use krilla::tagging::{Tag, TagGroup};
use lykill_core::{Language, Secret};

/// Codes below each other.
const ROWS: usize = 10;
/// From one row to the next.
const PITCH: f32 = 7.2;
/// From one column to the next.
const COLUMN: f32 = 80.0;
/// From a column's left end to its codes.
const CODE: f32 = 14.0;
const NUMBER: Style = Style::bold(12.0);
const DIGITS: Style = Style::regular(14.0);
const STEPS: [&str; 3] = [
    "pin-letter-step-1",
    "pin-letter-step-2",
    "pin-letter-step-3",
];

/// What stands in the letter.
pub(crate) struct PinPrint<'a> {
    /// Name and address lines.
    pub(crate) to: &'a [String],
    /// The language of the letter.
    pub(crate) language: Language,
    /// The letter's name, such as `R413-882`.
    pub(crate) label: &'a str,
    /// Its codes, by their numbers.
    pub(crate) codes: &'a [(u16, u32)],
}

impl PinPrint<'_> {
    fn arguments(&self, words: Words, head: &Letterhead) -> [(&'static str, Argument); 3] {
        [
            ("letter", self.label.into()),
            ("count", self.codes.len().to_string().into()),
            head.help_argument(words),
        ]
    }
}

/// The letter.
pub(crate) fn pin_letter(
    print: &PinPrint<'_>,
    head: &Letterhead,
) -> Result<Secret<Vec<u8>>, PdfError> {
    let words = Words(print.language);
    let arguments = print.arguments(words, head);
    let title = words.with("pin-letter-title", &arguments);
    let mut book = Book::new(&title, print.language, head.issuer())?;
    book.page(|sheet| {
        envelope(sheet, print.to, head);
        let y = sheet.heading(TEXT, (1, TITLE), &title);
        let intro = words.with("pin-letter-intro", &arguments);
        let y = sheet.paragraph(TEXT.at(y + 1.0, 20.0), BODY, &intro);
        let y = codes(sheet, y + 4.0, print, words);
        let y = steps(sheet, y + 12.0, (words, "pin-letter-steps"), &STEPS);
        let warning = words.with("pin-letter-warning", &arguments);
        sheet.paragraph(TEXT.at(y + 5.0, 30.0), BODY, &warning);
    })?;
    book.finish()
}

/// What the letter says, as text.
pub(crate) fn pin_text(print: &PinPrint<'_>, head: &Letterhead) -> String {
    let words = Words(print.language);
    let arguments = print.arguments(words, head);
    let mut lines = vec![
        words.with("pin-letter-title", &arguments),
        words.with("pin-letter-intro", &arguments),
    ];
    let code = |(number, code): &(u16, u32)| format!("{number}: {}", grouped(*code));
    lines.extend(print.codes.iter().map(code));
    lines.extend(STEPS.map(|key| words.plain(key)));
    lines.push(words.with("pin-letter-warning", &arguments));
    lines.join("\n")
}

fn codes(sheet: &mut Sheet<'_>, y: f32, print: &PinPrint<'_>, words: Words) -> f32 {
    let frame = TEXT.at(y, ROWS as f32 * PITCH + 5.0);
    sheet.rounded(frame, 2.5, |sheet| {
        sheet.fill(frame, MIST);
        let mut columns = TagGroup::new(Tag::Section);
        for (index, codes) in print.codes.chunks(ROWS).enumerate() {
            let area = Area {
                x: frame.x + 8.0 + index as f32 * COLUMN,
                ..frame.at(y + 7.5, 0.0)
            };
            let name = words.plain("pin-letter-codes");
            let mut table = TagGroup::new(Tag::Table.with_summary(Some(name)));
            for (line, (number, code)) in codes.iter().enumerate() {
                let y = area.y + line as f32 * PITCH;
                let number = sheet.line((area.x, y), NUMBER, &number.to_string());
                let code = sheet.line((area.x + CODE, y), DIGITS, &grouped(*code));
                table.push(row(number, code));
            }
            columns.push(table);
        }
        sheet.put(columns);
    });
    y + frame.height
}
