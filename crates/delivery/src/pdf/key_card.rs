//! The printed key card: 148 numbers with their keys on three panels, cut out and folded twice to
//! the size of a bank card (domain.md P3; ISO/IEC 7810 ID-1: 85.6 × 54 mm).
//!
//! Numbers rise down each column, column after column, panel after panel: the page that asks
//! says "panel 2, column 3, row 5" and means the place on this paper.

use super::sheet::{self, Area, GREY, MIST, SAND, Sheet, Style, TEAL, WHITE};
use super::{PdfError, letter};
use crate::letterhead::Letterhead;
use crate::words::{Argument, Words};
use lykill_core::{Language, Secret};
use lykill_crypto::pure::card::{PAIRS, format_key};

const CARD: Area = Area {
    x: 20.0,
    y: 96.0,
    width: 85.6,
    height: 162.0,
};
const PANEL: f32 = 54.0;
const ROWS: [usize; 3] = [12, 13, 12];
const COLUMNS: usize = 4;
const ROW: f32 = 3.95;
/// From the panel's top to the stripe of the first row: the first panel has a heading.
const TOPS: [f32; 3] = [5.6, 1.4, 1.4];
const MARGIN: f32 = 2.4;
/// From the number to its key.
const KEY: f32 = 7.7;
const SIDE: Area = Area { x: 108.6, ..CARD };

const NUMBER: Style = Style::bold(7.2);
const DIGITS: Style = Style::regular(7.2);
const SMALL: Style = Style::regular(6.2);
const BODY: Style = Style::regular(10.0);

/// What stands on a card and on the letter around it.
pub(crate) struct KeyCardPrint<'a> {
    /// Name and address lines.
    pub(crate) to: &'a [String],
    /// The language of the card.
    pub(crate) language: Language,
    /// The card's name, such as `R413-882`.
    pub(crate) label: &'a str,
    /// All pairs, lowest number first.
    pub(crate) pairs: &'a [(u16, u32)],
}

/// The letter that is a key card.
pub(crate) fn key_card(
    print: &KeyCardPrint<'_>,
    head: &Letterhead,
) -> Result<Secret<Vec<u8>>, PdfError> {
    if print.pairs.len() != PAIRS {
        return Err(PdfError::NotACard);
    }
    let words = Words(print.language);
    let label = ("card", Argument::from(print.label));
    let title = words.with("card-name", std::slice::from_ref(&label));
    sheet::page(&title, print.language, |sheet| {
        letter::address(sheet, print.to);
        heading(sheet, print, words, head);
        sheet.rounded(CARD, 3.2, |sheet| {
            for panel in 0..ROWS.len() {
                keys_of_panel(sheet, panel, print);
            }
            captions(sheet, print, words, head);
        });
        sheet.rounded(SIDE, 3.2, |sheet| instructions(sheet, &title, words, head));
        for fold in [1.0, 2.0] {
            sheet.dashes((CARD.x, CARD.y + fold * PANEL), CARD.width);
            sheet.dashes((SIDE.x, SIDE.y + fold * PANEL), SIDE.width);
        }
    })
}

/// What the letter around the card says, as text; the keys stand on the paper only.
pub(crate) fn key_card_text(print: &KeyCardPrint<'_>, head: &Letterhead) -> String {
    let words = Words(print.language);
    let arguments = letter_arguments(print, words, head);
    let keys = [
        "card-letter-title",
        "card-letter-intro",
        "card-letter-warning",
    ];
    keys.map(|key| words.with(key, &arguments)).join("\n")
}

fn letter_arguments(
    print: &KeyCardPrint<'_>,
    words: Words,
    head: &Letterhead,
) -> [(&'static str, Argument); 4] {
    let name = print.to.first().map(String::as_str).unwrap_or_default();
    [
        ("name", name.into()),
        ("card", print.label.into()),
        ("count", PAIRS.to_string().into()),
        head.help_argument(words),
    ]
}

fn heading(sheet: &mut Sheet<'_>, print: &KeyCardPrint<'_>, words: Words, head: &Letterhead) {
    let arguments = letter_arguments(print, words, head);
    let title = words.with("card-letter-title", &arguments);
    let area = |y, height| Area {
        x: CARD.x,
        y,
        width: 170.0,
        height,
    };
    let y = sheet.paragraph(area(62.0, 16.0), Style::bold(15.0), &title);
    let y = sheet.paragraph(
        area(y, 10.0),
        BODY,
        &words.with("card-letter-intro", &arguments),
    );
    sheet.paragraph(
        area(y + 0.8, 10.0),
        BODY,
        &words.with("card-letter-warning", &arguments),
    );
}

fn keys_of_panel(sheet: &mut Sheet<'_>, panel: usize, print: &KeyCardPrint<'_>) {
    let rows = ROWS.get(panel).copied().unwrap_or_default();
    let before: usize = ROWS.iter().take(panel).map(|rows| rows * COLUMNS).sum();
    let top = CARD.y + panel as f32 * PANEL + TOPS.get(panel).copied().unwrap_or_default();
    for row in (0..rows).step_by(2) {
        let y = top + row as f32 * ROW;
        sheet.fill(
            Area {
                y,
                height: ROW,
                ..CARD
            },
            MIST,
        );
    }
    let column_width = (CARD.width - 2.0 * MARGIN) / COLUMNS as f32;
    let pairs = print.pairs.iter().skip(before).take(rows * COLUMNS);
    for (index, (number, key)) in pairs.enumerate() {
        let x = CARD.x + MARGIN + (index / rows) as f32 * column_width;
        let y = top + (index % rows) as f32 * ROW + 2.85;
        sheet.text((x, y), NUMBER, &number.to_string());
        sheet.text((x + KEY, y), DIGITS, &grouped(*key));
    }
}

fn grouped(key: u32) -> String {
    let mut key = format_key(key);
    key.insert(3, ' ');
    key
}

fn captions(sheet: &mut Sheet<'_>, print: &KeyCardPrint<'_>, words: Words, head: &Letterhead) {
    let arguments = [("card", print.label.into()), ("panel", "1".into())];
    let heading = words.with("card-panel", &arguments);
    let y = CARD.y + 4.2;
    let right = CARD.x + CARD.width - MARGIN;
    sheet.text(
        (CARD.x + MARGIN, y),
        Style::bold(6.8).in_color(TEAL),
        head.issuer(),
    );
    sheet.text_to((right, y), SMALL.in_color(TEAL), &heading);
    let y = CARD.y + CARD.height - 2.3;
    sheet.text(
        (CARD.x + MARGIN, y),
        SMALL.in_color(GREY),
        &words.plain("card-never"),
    );
}

fn instructions(sheet: &mut Sheet<'_>, title: &str, words: Words, head: &Letterhead) {
    let panel = |n: f32| Area {
        y: SIDE.y + n * PANEL,
        height: PANEL,
        ..SIDE
    };
    sheet.fill(panel(0.0), TEAL);
    sheet.fill(panel(2.0), SAND);
    let text = |n: f32, down: f32, height| {
        let (x, y) = (SIDE.x + 5.0, SIDE.y + n * PANEL + down);
        Area {
            x,
            y,
            width: SIDE.width - 10.0,
            height,
        }
    };
    let (title_style, white) = (Style::bold(12.0), BODY.in_color(WHITE));
    sheet.paragraph(
        text(0.0, 9.0, 6.0),
        title_style.in_color(WHITE),
        head.issuer(),
    );
    sheet.paragraph(text(0.0, 15.0, 5.0), white, title);
    sheet.paragraph(
        text(1.0, 9.0, 6.0),
        title_style,
        &words.plain("card-use-title"),
    );
    let mut y = 15.0;
    for step in ["card-use-1", "card-use-2", "card-use-3"] {
        let after = sheet.paragraph(text(1.0, y, 10.0), BODY, &words.plain(step));
        y = after - SIDE.y - PANEL + 0.6;
    }
    sheet.paragraph(text(1.0, y + 2.0, 15.0), BODY, &words.plain("card-keep"));
    sheet.paragraph(
        text(2.0, 9.0, 6.0),
        title_style,
        &words.plain("card-lost-title"),
    );
    let lost = words.with("card-lost", &[head.help_argument(words)]);
    sheet.paragraph(text(2.0, 15.0, 30.0), BODY, &lost);
}
