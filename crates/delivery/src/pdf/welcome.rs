//! The welcome letter: what comes by post, the letter's number, and how to activate the eID.

use super::PdfError;
use super::book::Book;
use super::envelope::envelope;
use super::ink::{MIST, Style};
use super::letter::{BODY, TEXT, TITLE, labelled, steps};
use super::shape::Area;
use super::sheet::Sheet;
use crate::letterhead::Letterhead;
use crate::words::Words;
use lykill_core::{Language, Secret, Timestamp};

const STEPS: [&str; 4] = [
    "welcome-letter-step-1",
    "welcome-letter-step-2",
    "welcome-letter-step-3",
    "welcome-letter-step-4",
];

/// What stands in the letter.
pub(crate) struct WelcomePrint<'a> {
    /// Name and address lines.
    pub(crate) to: &'a [String],
    /// The language of the letter.
    pub(crate) language: Language,
    /// The letter's number, in groups.
    pub(crate) number: &'a str,
    /// Where the eID is activated.
    pub(crate) activate_url: &'a str,
    /// Until when.
    pub(crate) valid_until: Timestamp,
}

/// The welcome letter.
pub(crate) fn welcome_letter(
    print: &WelcomePrint<'_>,
    head: &Letterhead,
) -> Result<Secret<Vec<u8>>, PdfError> {
    let words = Words(print.language);
    let title = words.plain("welcome-letter-title");
    let mut book = Book::new(&title, print.language, head.issuer())?;
    book.page(|sheet| {
        envelope(sheet, print.to, head);
        let y = sheet.heading(TEXT, (1, TITLE), &title);
        let intro = words.plain("welcome-letter-intro");
        let y = sheet.paragraph(TEXT.at(y + 1.0, 20.0), BODY, &intro);
        let y = facts(sheet, y + 2.0, print, (words, head));
        let y = steps(sheet, y + 13.0, (words, "welcome-letter-steps"), &STEPS);
        let help = words.with("welcome-letter-help", &[head.help_argument(words)]);
        sheet.paragraph(TEXT.at(y + 6.0, 30.0), BODY, &help);
    })?;
    book.finish()
}

/// What the letter says, as text.
pub(crate) fn welcome_text(print: &WelcomePrint<'_>, head: &Letterhead) -> String {
    let words = Words(print.language);
    let entry = |key, value| format!("{}: {value}", words.plain(key));
    let until = ("until", head.moment(words, print.valid_until).into());
    let mut lines = vec![
        words.plain("welcome-letter-title"),
        words.plain("welcome-letter-intro"),
        entry("welcome-letter-number", print.number),
        entry("welcome-letter-where", print.activate_url),
        words.with("welcome-letter-valid", &[until]),
    ];
    lines.extend(STEPS.map(|key| words.plain(key)));
    lines.push(words.with("welcome-letter-help", &[head.help_argument(words)]));
    lines.join("\n")
}

fn facts(
    sheet: &mut Sheet<'_>,
    y: f32,
    print: &WelcomePrint<'_>,
    (words, head): (Words, &Letterhead),
) -> f32 {
    let frame = TEXT.at(y, 46.0);
    let until = ("until", head.moment(words, print.valid_until).into());
    sheet.rounded(frame, 2.5, |sheet| {
        sheet.fill(frame, MIST);
        let number = words.plain("welcome-letter-number");
        labelled(sheet, frame.at(y + 8.5, 0.0), &number, print.number);
        let place = words.plain("welcome-letter-where");
        labelled(sheet, frame.at(y + 24.5, 0.0), &place, print.activate_url);
        let area = Area {
            x: frame.x + 6.0,
            width: frame.width - 12.0,
            ..frame.at(y + 41.0, 0.0)
        };
        let valid = words.with("welcome-letter-valid", &[until]);
        sheet.paragraph(area, Style::regular(10.0), &valid);
    });
    y + frame.height
}
