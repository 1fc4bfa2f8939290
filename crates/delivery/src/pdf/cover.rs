//! The letter that comes with a card in large print, in braille or to be read aloud: what it is,
//! how it is used, whom to ask. No key stands in it, and no letter is below 16 points but those
//! of the address.

use super::PdfError;
use super::book::Book;
use super::envelope::envelope;
use super::ink::Style;
use super::key_card::{CardPrint, letter_arguments};
use super::shape::Area;
use crate::letterhead::Letterhead;
use crate::words::Words;
use lykill_core::Secret;

const BODY: Style = Style::regular(16.0);
const TITLE: Style = Style::bold(22.0);
const SUBTITLE: Style = Style::bold(18.0);
const TEXT: Area = Area {
    x: 20.0,
    y: 92.0,
    width: 170.0,
    height: 40.0,
};

/// The letter alone, as a file of one page.
pub(crate) fn cover_letter(
    print: &CardPrint<'_>,
    head: &Letterhead,
    intro: &str,
) -> Result<Secret<Vec<u8>>, PdfError> {
    let mut book = Book::new(&print.title(), print.language, head.issuer())?;
    cover(&mut book, print, head, intro)?;
    book.finish()
}

/// The letter as the first page of a document; `intro` is the text that says what comes with it.
pub(super) fn cover(
    book: &mut Book,
    print: &CardPrint<'_>,
    head: &Letterhead,
    intro: &str,
) -> Result<(), PdfError> {
    let words = Words(print.language);
    let arguments = letter_arguments(print, words, head);
    let paragraphs = [
        words.with(intro, &arguments),
        words.plain("card-first-key"),
        words.plain("card-keep"),
    ];
    book.page(|sheet| {
        envelope(sheet, print.to, head);
        let title = words.with("card-letter-title", &arguments);
        let mut y = sheet.heading(TEXT, (1, TITLE), &title);
        for paragraph in &paragraphs {
            y = sheet.paragraph(TEXT.at(y, 32.0), BODY, paragraph) + 2.0;
        }
        let title = words.plain("card-use-title");
        let y = sheet.heading(TEXT.at(y + 6.0, 10.0), (2, SUBTITLE), &title);
        let steps = ["card-use-1", "card-use-2", "card-use-3"].map(|key| words.plain(key));
        let y = sheet.steps(TEXT.at(y, 16.0), (BODY, 9.0), &steps);
        let title = words.plain("card-lost-title");
        let y = sheet.heading(TEXT.at(y + 6.0, 10.0), (2, SUBTITLE), &title);
        let lost = words.with("card-lost", &[head.help_argument(words)]);
        sheet.paragraph(TEXT.at(y, 24.0), BODY, &lost);
    })
}
