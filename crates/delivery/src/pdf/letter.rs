//! The letter with the temporary password, and the address that stands in the window of every
//! envelope.

use super::PdfError;
use super::sheet::{self, Area, GREY, MIST, Sheet, Style};
use crate::letterhead::Letterhead;
use crate::words::{Argument, Words};
use lykill_core::{Language, Secret, Timestamp};

/// The window of a C5 envelope, left: DS 734 and NS 4129 put it within this area.
const WINDOW: Area = Area {
    x: 20.0,
    y: 22.0,
    width: 86.0,
    height: 32.0,
};
const LINES_MAX: usize = 6;
const BODY: Style = Style::regular(11.0);
const TEXT: Area = Area {
    x: 20.0,
    y: 78.0,
    width: 160.0,
    height: 20.0,
};

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
    /// The user id to log in with the first time.
    pub(crate) user_id: &'a str,
    /// The temporary password.
    pub(crate) password: &'a str,
    /// When it ends.
    pub(crate) valid_until: Timestamp,
}

/// Name and address in the window: one line each, cut where the window ends.
pub(crate) fn address(sheet: &mut Sheet<'_>, to: &[String]) {
    let pitch = WINDOW.height / LINES_MAX as f32;
    for (index, line) in to
        .iter()
        .filter(|line| !line.is_empty())
        .take(LINES_MAX)
        .enumerate()
    {
        let y = WINDOW.y + 4.0 + index as f32 * pitch;
        let area = Area {
            y,
            height: pitch,
            ..WINDOW
        };
        sheet.paragraph(area, Style::regular(10.5), line);
    }
}

/// The letter with the temporary password.
pub(crate) fn password_letter(
    print: &PasswordPrint<'_>,
    head: &Letterhead,
) -> Result<Secret<Vec<u8>>, PdfError> {
    let words = Words(print.language);
    let title = words.plain("password-letter-title");
    sheet::page(&title, print.language, |sheet| {
        address(sheet, print.to);
        sheet.text(
            (WINDOW.x, 66.0),
            Style::bold(9.0).in_color(GREY),
            head.issuer(),
        );
        let y = sheet.paragraph(TEXT, Style::bold(17.0), &title);
        let intro = words.plain("password-letter-intro");
        let y = sheet.paragraph(Area { y: y + 1.0, ..TEXT }, BODY, &intro);
        let y = secrets(sheet, y + 2.0, print, words, head);
        let y = steps(sheet, y + 12.0, words);
        let warning = words.with("password-letter-warning", &[head.help_argument(words)]);
        sheet.paragraph(Area { y: y + 8.0, ..TEXT }, BODY, &warning);
    })
}

/// What the letter says, as text.
pub(crate) fn password_text(print: &PasswordPrint<'_>, head: &Letterhead) -> String {
    let words = Words(print.language);
    let entry = |key, value| format!("{}: {value}", words.plain(key));
    let until = ("until", head.moment(words, print.valid_until).into());
    let mut lines = vec![
        words.plain("password-letter-title"),
        words.plain("password-letter-intro"),
        entry("password-letter-user-id", print.user_id),
        entry("password-letter-password", print.password),
        words.with("password-letter-valid", &[until]),
    ];
    lines.extend(STEPS.map(|key| words.plain(key)));
    lines.push(words.with("password-letter-warning", &[head.help_argument(words)]));
    lines.join("\n")
}

fn secrets(
    sheet: &mut Sheet<'_>,
    y: f32,
    print: &PasswordPrint<'_>,
    words: Words,
    head: &Letterhead,
) -> f32 {
    let frame = Area {
        y,
        height: 44.0,
        ..TEXT
    };
    let valid: [(&str, Argument); 1] = [("until", head.moment(words, print.valid_until).into())];
    sheet.rounded(frame, 2.5, |sheet| {
        sheet.fill(frame, MIST);
        let mut line = |down, style, text: &str| sheet.text((frame.x + 6.0, y + down), style, text);
        line(
            8.0,
            Style::regular(9.5),
            &words.plain("password-letter-user-id"),
        );
        line(15.0, Style::bold(15.0), print.user_id);
        line(
            23.0,
            Style::regular(9.5),
            &words.plain("password-letter-password"),
        );
        line(30.5, Style::bold(17.0), print.password);
        line(
            39.0,
            Style::regular(10.0),
            &words.with("password-letter-valid", &valid),
        );
    });
    y + frame.height
}

fn steps(sheet: &mut Sheet<'_>, y: f32, words: Words) -> f32 {
    sheet.text(
        (TEXT.x, y),
        Style::bold(12.0),
        &words.plain("password-letter-steps"),
    );
    let mut y = y + 7.5;
    for (number, key) in (1..).zip(STEPS) {
        sheet.text((TEXT.x, y), Style::bold(11.0), &format!("{number}."));
        let area = Area {
            x: TEXT.x + 7.0,
            y,
            width: TEXT.width - 7.0,
            height: 15.0,
        };
        y = sheet.paragraph(area, BODY, &words.plain(key)) + 1.8;
    }
    y
}
