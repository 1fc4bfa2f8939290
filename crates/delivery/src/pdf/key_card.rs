//! The printed key card: 148 numbers with their keys on three panels, cut out and folded twice to
//! the size of a bank card (domain.md P3; ISO/IEC 7810 ID-1: 85.6 × 54 mm).
//!
//! Each pair stands where [`place_of_index`] says, the map that the page which asks for a key
//! follows too: "middle panel, column 3, row 5" means the place on this paper. For a screen
//! reader each column is a table whose rows have the number as their head.

use super::PdfError;
use super::book::Book;
use super::envelope::envelope;
use super::ink::{GREY, MIST, PETROL, SAND, Style, WHITE};
use super::shape::Area;
use super::sheet::Sheet;
use super::typeset::Text;
use crate::letterhead::Letterhead;
use crate::words::{Argument, Words};
use krilla::tagging::{TableHeaderScope, Tag, TagGroup};
use lykill_core::{Language, Secret};
use lykill_crypto::pure::card::{PAIRS, format_key};
use lykill_issuer::types::card_place::{COLUMNS, PANEL_ROWS, Place, place_of_index};

const CARD: Area = Area {
    x: 20.0,
    y: 112.0,
    width: 85.6,
    height: 162.0,
};
const PANEL: f32 = 54.0;
const ROW: f32 = 3.95;
/// From the panel's top to the stripe of the first row: the first panel has a heading.
const TOPS: [f32; PANEL_ROWS.len()] = [5.6, 1.4, 1.4];
const MARGIN: f32 = 3.2;
/// From one column to the next.
const COLUMN: f32 = 20.4;
/// From the number to its key.
const KEY: f32 = 7.4;
/// From a row's stripe to the line on which its digits stand.
const BASE: f32 = 2.85;
/// Rows that are numbered in the margin, for who counts to "row 8".
const COUNTED: [u8; 2] = [5, 10];
const SIDE: Area = Area { x: 110.0, ..CARD };
/// How long the marks beside a fold are, outside the card.
const FOLD: f32 = 2.4;

const NUMBER: Style = Style::bold(7.2);
const DIGITS: Style = Style::regular(7.2);
const SMALL: Style = Style::regular(6.2);
const BODY: Style = Style::regular(10.0);

/// What stands on a card and on the letter around it.
#[derive(Clone, Copy)]
pub struct CardPrint<'a> {
    /// Name and address lines.
    pub to: &'a [String],
    /// The language of the card.
    pub language: Language,
    /// The card's name, such as `R413-882`.
    pub label: &'a str,
    /// All 148 pairs, lowest number first.
    pub pairs: &'a [(u16, u32)],
}

impl CardPrint<'_> {
    /// All pairs with their places, lowest number first.
    pub(crate) fn placed(&self) -> impl Iterator<Item = (Place, u16, u32)> {
        let places = (0..).map_while(place_of_index);
        places
            .zip(self.pairs)
            .map(|(place, (number, key))| (place, *number, *key))
    }

    /// Refuses a card that has another number of keys than the map has places.
    pub(crate) const fn check(&self) -> Result<(), PdfError> {
        if self.pairs.len() == PAIRS {
            Ok(())
        } else {
            Err(PdfError::NotACard)
        }
    }

    /// The card's title.
    pub(crate) fn title(&self) -> String {
        Words(self.language).with("card-name", &[("card", self.label.into())])
    }
}

/// The letter that is a key card.
pub(crate) fn key_card(
    print: &CardPrint<'_>,
    head: &Letterhead,
) -> Result<Secret<Vec<u8>>, PdfError> {
    print.check()?;
    let words = Words(print.language);
    let mut book = Book::new(&print.title(), print.language, head.issuer())?;
    book.page(|sheet| {
        envelope(sheet, print.to, head);
        heading(sheet, print, words, head);
        sheet.rounded(CARD, 3.2, |sheet| card(sheet, print, words, head));
        sheet.rounded(SIDE, 3.2, |sheet| instructions(sheet, print, words, head));
        folds(sheet);
    })?;
    book.finish()
}

/// What the letter around the card says, as text; the keys stand on the paper only.
pub(crate) fn key_card_text(print: &CardPrint<'_>, head: &Letterhead) -> String {
    let words = Words(print.language);
    let arguments = letter_arguments(print, words, head);
    let keys = [
        "card-letter-title",
        "card-letter-intro",
        "card-letter-warning",
    ];
    keys.map(|key| words.with(key, &arguments)).join("\n")
}

/// What the texts of a card's letter name.
pub(super) fn letter_arguments(
    print: &CardPrint<'_>,
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

fn heading(sheet: &mut Sheet<'_>, print: &CardPrint<'_>, words: Words, head: &Letterhead) {
    let arguments = letter_arguments(print, words, head);
    let title = words.with("card-letter-title", &arguments);
    let area = Area {
        width: 170.0,
        ..CARD
    };
    let y = sheet.heading(area.at(79.0, 12.0), (1, Style::bold(15.0)), &title);
    let intro = words.with("card-letter-intro", &arguments);
    let text = Text {
        whole: &intro,
        bold: print.label,
    };
    let y = sheet.paragraph(area.at(y, 10.0), BODY, text);
    let warning = words.with("card-letter-warning", &arguments);
    sheet.paragraph(area.at(y + 0.8, 10.0), BODY, &warning);
}

fn card(sheet: &mut Sheet<'_>, print: &CardPrint<'_>, words: Words, head: &Letterhead) {
    stripes(sheet);
    caption(sheet, print, words, head);
    let mut columns = TagGroup::new(Tag::Section);
    for panel in 0..PANEL_ROWS.len() as u8 {
        for column in 0..COLUMNS {
            let name = words.column(panel, column);
            let mut table = TagGroup::new(Tag::Table.with_summary(Some(name)));
            let pairs = print.placed();
            for (place, number, key) in
                pairs.filter(|(p, ..)| (p.panel, p.column) == (panel, column))
            {
                table.push(pair(sheet, place, number, key));
            }
            columns.push(table);
        }
    }
    sheet.put(columns);
    let never = words.plain("card-never");
    let area = Area {
        x: CARD.x + MARGIN,
        width: CARD.width - 2.0 * MARGIN,
        ..CARD.at(CARD.y + CARD.height - 2.3, 0.0)
    };
    sheet.paragraph(area, SMALL.in_color(GREY), &never);
}

/// Where a row's stripe begins.
fn row_top(panel: usize, row: u8) -> f32 {
    let top = TOPS.get(panel).copied().unwrap_or_default();
    CARD.y + panel as f32 * PANEL + top + f32::from(row) * ROW
}

fn stripes(sheet: &mut Sheet<'_>) {
    for (panel, rows) in PANEL_ROWS.into_iter().enumerate() {
        for row in (0..rows).step_by(2) {
            sheet.fill(CARD.at(row_top(panel, row), ROW), MIST);
        }
        for counted in COUNTED {
            let at = (CARD.x + 0.7, row_top(panel, counted - 1) + BASE - 0.2);
            sheet.mark(at, Style::regular(4.6).in_color(GREY), &counted.to_string());
        }
    }
}

/// A number and its key, drawn in their place, as a row of the column's table.
fn pair(sheet: &mut Sheet<'_>, place: Place, number: u16, key: u32) -> TagGroup {
    let x = CARD.x + MARGIN + f32::from(place.column) * COLUMN;
    let y = row_top(place.panel.into(), place.row) + BASE;
    let number = sheet.line((x, y), NUMBER, &number.to_string());
    let key = sheet.line((x + KEY, y), DIGITS, &grouped(key));
    row(number, key)
}

/// A row of a column's table: the number is the head of its key.
pub(super) fn row(number: Vec<krilla::tagging::Node>, key: Vec<krilla::tagging::Node>) -> TagGroup {
    let mut row = TagGroup::new(Tag::TR);
    row.push(TagGroup::with_children(
        Tag::TH(TableHeaderScope::Row),
        number,
    ));
    row.push(TagGroup::with_children(Tag::TD, key));
    row
}

/// `170344` as `170 344`.
pub(crate) fn grouped(key: u32) -> String {
    let mut key = format_key(key);
    key.insert(3, ' ');
    key
}

fn caption(sheet: &mut Sheet<'_>, print: &CardPrint<'_>, words: Words, head: &Letterhead) {
    let y = CARD.y + 4.2;
    let (left, right) = (CARD.x + MARGIN, CARD.x + CARD.width - MARGIN);
    let card = [("card", print.label.into())];
    let mut nodes = sheet.line((left, y), Style::bold(6.8).in_color(PETROL), head.issuer());
    let name = words.with("card-caption", &card);
    nodes.extend(sheet.line_to((right, y), SMALL.in_color(PETROL), &name));
    sheet.put(TagGroup::with_children(Tag::P, nodes));
}

fn folds(sheet: &mut Sheet<'_>) {
    for fold in [1.0, 2.0] {
        let y = CARD.y + fold * PANEL;
        for area in [CARD, SIDE] {
            sheet.dashes((area.x, y), area.width);
            sheet.rule((area.x - FOLD - 0.6, y), FOLD);
            sheet.rule((area.x + area.width + 0.6, y), FOLD);
        }
    }
}

fn instructions(sheet: &mut Sheet<'_>, print: &CardPrint<'_>, words: Words, head: &Letterhead) {
    let panel = |n: f32| SIDE.at(SIDE.y + n * PANEL, PANEL);
    sheet.fill(panel(0.0), PETROL);
    sheet.fill(panel(2.0), SAND);
    let text = |n: f32, down: f32, height| Area {
        x: SIDE.x + 5.0,
        width: SIDE.width - 10.0,
        ..SIDE.at(SIDE.y + n * PANEL + down, height)
    };
    let (title, white) = (Style::bold(12.0), BODY.in_color(WHITE));
    let issuer = text(0.0, 9.0, 6.0);
    sheet.heading(issuer, (2, title.in_color(WHITE)), &print.title());
    sheet.paragraph(text(0.0, 15.0, 5.0), white, head.issuer());
    sheet.heading(
        text(1.0, 9.0, 6.0),
        (2, title),
        &words.plain("card-use-title"),
    );
    let steps = ["card-use-1", "card-use-2", "card-use-3"].map(|key| words.plain(key));
    let y = sheet.steps(text(1.0, 15.0, 10.0), (BODY, 5.0), &steps);
    let keep = text(1.0, y - SIDE.y - PANEL + 2.0, 15.0);
    sheet.paragraph(keep, BODY, &words.plain("card-keep"));
    sheet.heading(
        text(2.0, 9.0, 6.0),
        (2, title),
        &words.plain("card-lost-title"),
    );
    let lost = words.with("card-lost", &[head.help_argument(words)]);
    sheet.paragraph(text(2.0, 15.0, 30.0), BODY, &lost);
}
