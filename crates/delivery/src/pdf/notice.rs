//! A notice on paper: what an e-mail would say, to who has none.

use super::PdfError;
use super::book::Book;
use super::envelope::envelope;
use super::letter::{BODY, TEXT, TITLE};
use crate::letterhead::Letterhead;
use lykill_core::{Language, Secret};

/// The letter with a title and a text, whose paragraphs are parted by empty lines.
pub(crate) fn notice_letter(
    (to, language): (&[String], Language),
    (title, text): (&str, &str),
    head: &Letterhead,
) -> Result<Secret<Vec<u8>>, PdfError> {
    let mut book = Book::new(title, language, head.issuer())?;
    book.page(|sheet| {
        envelope(sheet, to, head);
        let mut y = sheet.heading(TEXT, (1, TITLE), title) + 1.0;
        for paragraph in text.split("\n\n") {
            y = sheet.paragraph(TEXT.at(y, 60.0), BODY, paragraph) + 3.0;
        }
    })?;
    book.finish()
}
