//! A key card in the format that its holder needs: what is printed, and the file beside it.

use crate::braille::braille;
use crate::letterhead::Letterhead;
use crate::pdf::{self, CardPrint, PdfError};
use crate::read_aloud::read_aloud;
use lykill_core::{CardFormat, Secret};

/// A card that is ready for the print house.
#[derive(Debug)]
pub struct CardPaper {
    /// What is printed: the card, or in braille and as text the letter that comes with it.
    pub pdf: Secret<Vec<u8>>,
    /// Pages of the PDF.
    pub pages: u32,
    /// What is embossed or recorded, in those formats.
    pub beside: Option<CardFile>,
}

/// A file that holds the keys in another form than print.
#[derive(Debug)]
pub struct CardFile {
    /// What its name ends with: `brf` or `txt`.
    pub extension: &'static str,
    /// Its media type.
    pub content_type: &'static str,
    /// What stands in it.
    pub bytes: Secret<Vec<u8>>,
}

/// The card in that format. The same print always gives the same bytes.
///
/// # Errors
/// [`PdfError::NotACard`] when the card has another number of keys than 148; the others when the
/// PDF library does not do its part.
pub fn card_paper(
    format: CardFormat,
    print: &CardPrint<'_>,
    head: &Letterhead,
) -> Result<CardPaper, PdfError> {
    let printed = |pdf, pages| CardPaper {
        pdf,
        pages,
        beside: None,
    };
    match format {
        CardFormat::Standard => Ok(printed(pdf::key_card(print, head)?, 1)),
        CardFormat::LargePrint => {
            let pages = u32::try_from(pdf::LARGE_PRINT_PAGES).unwrap_or(u32::MAX);
            Ok(printed(pdf::large_print(print, head)?, pages))
        }
        CardFormat::Braille => Ok(CardPaper {
            beside: Some(CardFile {
                extension: "brf",
                content_type: "application/x-brf",
                bytes: braille(print)?,
            }),
            ..printed(pdf::cover_letter(print, head, "braille-letter-intro")?, 1)
        }),
        CardFormat::ReadAloud => Ok(CardPaper {
            beside: Some(CardFile {
                extension: "txt",
                content_type: "text/plain; charset=utf-8",
                bytes: read_aloud(print)?,
            }),
            ..printed(
                pdf::cover_letter(print, head, "read-aloud-letter-intro")?,
                1,
            )
        }),
    }
}
