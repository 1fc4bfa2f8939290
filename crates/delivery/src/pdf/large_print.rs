//! The key card in large print: A4, the pairs at 19 points and nothing below 16 but the address
//! and its sender, which are for the post. A page a panel, so that "middle panel, column 3, row
//! 5" is the second page of pairs, its third column, its fifth row.

use super::PdfError;
use super::book::Book;
use super::cover::cover;
use super::ink::{GREY, MIST, Style};
use super::key_card::{CardPrint, grouped, row};
use super::shape::Area;
use super::sheet::Sheet;
use crate::letterhead::Letterhead;
use crate::words::Words;
use krilla::tagging::{Tag, TagGroup};
use lykill_core::Secret;
use lykill_issuer::types::card_place::{COLUMNS, PANEL_ROWS};

/// All pages: the cover and a page for each panel.
pub(crate) const PAGES: usize = 1 + PANEL_ROWS.len();

const LEFT: f32 = 20.0;
const RIGHT: f32 = 190.0;
const SMALL: Style = Style::regular(16.0);
const PANEL: Style = Style::bold(24.0);
const COLUMN: Style = Style::bold(18.0);
const NUMBER: Style = Style::bold(19.0);
const DIGITS: Style = Style::regular(19.0);
/// A column with its heading: two beside each other, two below.
const BLOCK: Area = Area {
    x: LEFT,
    y: 52.0,
    width: 78.0,
    height: 118.0,
};
/// From one column of the card to the one beside it on the page.
const BESIDE: f32 = 92.0;
/// From a column's heading to its first row.
const FIRST: f32 = 9.5;
const PITCH: f32 = 7.9;
/// From a row's left end to its number and to its key.
const TO_NUMBER: f32 = 12.0;
const TO_KEY: f32 = 36.0;

/// The card in large print.
pub(crate) fn large_print(
    print: &CardPrint<'_>,
    head: &Letterhead,
) -> Result<Secret<Vec<u8>>, PdfError> {
    print.check()?;
    let mut book = Book::new(&print.title(), print.language, head.issuer())?;
    cover(&mut book, print, head, "large-letter-intro")?;
    for panel in 0..PANEL_ROWS.len() as u8 {
        book.page(|sheet| page(sheet, panel, print))?;
    }
    book.finish()
}

fn page(sheet: &mut Sheet<'_>, panel: u8, print: &CardPrint<'_>) {
    let words = Words(print.language);
    let number = (usize::from(panel) + 2).to_string();
    let page = [("page", number.into()), ("pages", PAGES.to_string().into())];
    let mut top = sheet.line((LEFT, 20.0), SMALL, &print.title());
    top.extend(sheet.line_to((RIGHT, 20.0), SMALL, &words.with("card-page", &page)));
    sheet.put(TagGroup::with_children(Tag::P, top));
    let title = Area {
        width: RIGHT - LEFT,
        ..BLOCK.at(36.0, 0.0)
    };
    sheet.heading(title, (2, PANEL), &words.panel(panel));
    for column in 0..COLUMNS {
        let block = Area {
            x: LEFT + f32::from(column % 2) * BESIDE,
            y: BLOCK.y + f32::from(column / 2) * BLOCK.height,
            ..BLOCK
        };
        pairs(sheet, block, (panel, column), print);
    }
}

fn pairs(sheet: &mut Sheet<'_>, block: Area, at: (u8, u8), print: &CardPrint<'_>) {
    let words = Words(print.language);
    let column = (u32::from(at.1) + 1).to_string();
    let caption = words.with("card-only-column", &[("column", column.into())]);
    sheet.heading(block, (3, COLUMN), &caption);
    let name = words.column(at.0, at.1);
    let mut table = TagGroup::new(Tag::Table.with_summary(Some(name)));
    let own = print
        .placed()
        .filter(|(place, ..)| (place.panel, place.column) == at);
    for (place, number, key) in own {
        let y = block.y + FIRST + f32::from(place.row) * PITCH;
        if place.row.is_multiple_of(2) {
            sheet.fill(block.at(y - 5.8, PITCH), MIST);
        }
        let mark = (u32::from(place.row) + 1).to_string();
        sheet.mark((block.x + 1.5, y), SMALL.in_color(GREY), &mark);
        let number = sheet.line((block.x + TO_NUMBER, y), NUMBER, &number.to_string());
        let key = sheet.line((block.x + TO_KEY, y), DIGITS, &grouped(key));
        table.push(row(number, key));
    }
    sheet.put(table);
}
