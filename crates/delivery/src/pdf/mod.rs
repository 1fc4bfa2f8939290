//! Paper: letters and key cards as PDF, A4, with our own subset of Inter inside.
//!
//! Each file is tagged for those who do not see it (PDF/UA-1): a reading order, headings, lists,
//! tables, a title, a language and an outline. Names and addresses are values that are drawn,
//! never source that is run: there is no template language here, no file is opened and nothing is
//! fetched (security.md case 187). The same row always gives the same bytes.

mod book;
mod cover;
mod envelope;
mod face;
mod ink;
mod key_card;
mod large_print;
mod letter;
mod notice;
mod pin_letter;
mod shape;
mod sheet;
mod typeset;
mod welcome;

pub(crate) use cover::cover_letter;
pub use key_card::CardPrint;
pub(crate) use key_card::{key_card, key_card_text};
pub(crate) use large_print::{PAGES as LARGE_PRINT_PAGES, large_print};
pub(crate) use letter::{PasswordPrint, password_letter, password_text};
pub(crate) use notice::notice_letter;
pub(crate) use pin_letter::{PinPrint, pin_letter, pin_text};
pub(crate) use welcome::{WelcomePrint, welcome_letter, welcome_text};

/// The PDF could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    /// A font that is compiled in does not load.
    #[error("a built-in font does not load")]
    Font,
    /// The PDF library refused the document.
    #[error("the PDF library refused the document")]
    Refused,
    /// A key card has another number of keys than 148.
    #[error("a key card has 148 keys")]
    NotACard,
}

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
