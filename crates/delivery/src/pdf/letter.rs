//! The letter with the temporary password.

use super::PdfError;
use super::book::Book;
use super::envelope::envelope;
use super::ink::{GREY, MIST, Style};
use super::shape::Area;
use super::sheet::Sheet;
use crate::letterhead::Letterhead;
use crate::words::{Argument, Words};
use krilla::tagging::{Tag, TagGroup};
use lykill_core::{Language, Secret, Timestamp};

/// The text of a letter.
pub(super) const BODY: Style = Style::regular(11.0);
pub(super) const TITLE: Style = Style::bold(18.0);
pub(super) const SUBTITLE: Style = Style::bold(12.5);
pub(super) const TEXT: Area = Area {
    x: 20.0,
    y: 88.0,
    width: 160.0,
    height: 30.0,
};
/// From a list's numbers to its text.
pub(super) const INDENT: f32 = 7.5;

const STEPS: [&str; 4] = [
    "password-letter-step-1",
    "password-letter-step-2",
    "password-letter-step-3",
    "password-letter-step-4",
];

/// What stands in the letter.
pub(crate) struct PasswordPrint<'a> {
    /// Name and address lines.
    pub(crate) to: &'a [String],
    /// The language of the letter.
    pub(crate) language: Language,
    /// The temporary password.
    pub(crate) password: &'a str,
    /// When it ends.
    pub(crate) valid_until: Timestamp,
}

/// The letter with the temporary password.
pub(crate) fn password_letter(
    print: &PasswordPrint<'_>,
    head: &Letterhead,
) -> Result<Secret<Vec<u8>>, PdfError> {
    let words = Words(print.language);
    let title = words.plain("password-letter-title");
    let mut book = Book::new(&title, print.language, head.issuer())?;
    book.page(|sheet| {
        envelope(sheet, print.to, head);
        let y = sheet.heading(TEXT, (1, TITLE), &title);
        let intro = words.plain("password-letter-intro");
        let y = sheet.paragraph(TEXT.at(y + 1.0, 20.0), BODY, &intro);
        let y = secrets(sheet, y + 2.0, print, words, head);
        let y = steps(sheet, y + 13.0, (words, "password-letter-steps"), &STEPS);
        let warning = words.with("password-letter-warning", &[head.help_argument(words)]);
        sheet.paragraph(TEXT.at(y + 6.0, 30.0), BODY, &warning);
    })?;
    book.finish()
}

/// What the letter says, as text.
pub(crate) fn password_text(print: &PasswordPrint<'_>, head: &Letterhead) -> String {
    let words = Words(print.language);
    let entry = |key, value| format!("{}: {value}", words.plain(key));
    let until = ("until", head.moment(words, print.valid_until).into());
    let mut lines = vec![
        words.plain("password-letter-title"),
        words.plain("password-letter-intro"),
        entry("password-letter-password", print.password),
        words.with("password-letter-valid", &[until]),
    ];
    lines.extend(STEPS.map(|key| words.plain(key)));
    lines.push(words.with("password-letter-warning", &[head.help_argument(words)]));
    lines.join("\n")
}

/// A heading of the second level and its numbered steps.
pub(super) fn steps(
    sheet: &mut Sheet<'_>,
    y: f32,
    (words, title): (Words, &str),
    keys: &[&str],
) -> f32 {
    let title = words.plain(title);
    let y = sheet.heading(TEXT.at(y, 8.0), (2, SUBTITLE), &title);
    let texts: Vec<String> = keys.iter().map(|key| words.plain(key)).collect();
    sheet.steps(TEXT.at(y + 1.5, 15.0), (BODY, INDENT), &texts)
}

fn secrets(
    sheet: &mut Sheet<'_>,
    y: f32,
    print: &PasswordPrint<'_>,
    words: Words,
    head: &Letterhead,
) -> f32 {
    let frame = TEXT.at(y, 30.0);
    let valid: [(&str, Argument); 1] = [("until", head.moment(words, print.valid_until).into())];
    sheet.rounded(frame, 2.5, |sheet| {
        sheet.fill(frame, MIST);
        let password = words.plain("password-letter-password");
        labelled(sheet, frame.at(y + 8.5, 0.0), &password, print.password);
        let until = words.with("password-letter-valid", &valid);
        let area = Area {
            x: frame.x + 6.0,
            width: frame.width - 12.0,
            ..frame.at(y + 25.0, 0.0)
        };
        sheet.paragraph(area, Style::regular(10.0), &until);
    });
    y + frame.height
}

/// What something is, small, and below it the thing itself, large.
pub(super) fn labelled(sheet: &mut Sheet<'_>, area: Area, label: &str, value: &str) {
    let small = Style::regular(9.5).in_color(GREY);
    let mut nodes = sheet.line((area.x + 6.0, area.y), small, label);
    nodes.extend(sheet.line((area.x + 6.0, area.y + 7.0), Style::bold(16.0), value));
    sheet.put(TagGroup::with_children(Tag::P, nodes));
}
