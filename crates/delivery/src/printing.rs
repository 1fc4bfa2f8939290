//! Paper out of what the outbox row says: its PDF, and what it says as text.

use crate::card_keys::card_pairs;
use crate::card_paper::card_paper;
use crate::compose::notice_paper;
use crate::fault::Fault;
use crate::letterhead::Letterhead;
use crate::pdf::{self, CardPrint, PasswordPrint, PinPrint, WelcomePrint};
use crate::spool::Paper;
use crate::words::Words;
use lykill_core::effect::Notice;
use lykill_core::{CardFormat, Language, Secret};
use lykill_crypto::engine::Keys;
use lykill_issuer::types::{Card, CardState};

/// The welcome letter.
pub(crate) fn welcome_letter(print: &WelcomePrint<'_>, head: &Letterhead) -> Result<Paper, Fault> {
    Ok(Paper {
        subject: Words(print.language).plain("welcome-letter-summary"),
        text: Secret::new(pdf::welcome_text(print, head)),
        pdf: pdf::welcome_letter(print, head)?,
        pages: 1,
        beside: None,
    })
}

/// The letter with the temporary password.
pub(crate) fn password_letter(
    print: &PasswordPrint<'_>,
    head: &Letterhead,
) -> Result<Paper, Fault> {
    Ok(Paper {
        subject: Words(print.language).plain("password-letter-summary"),
        text: Secret::new(pdf::password_text(print, head)),
        pdf: pdf::password_letter(print, head)?,
        pages: 1,
        beside: None,
    })
}

/// A notice on paper: the words of the e-mail.
pub(crate) fn notice_letter(
    (to, language): (&[String], Language),
    notice: &Notice,
    head: &Letterhead,
) -> Result<Paper, Fault> {
    let (title, text) = notice_paper(notice, Words(language), head);
    Ok(Paper {
        subject: Words(language).plain("notice-letter-summary"),
        pdf: pdf::notice_letter((to, language), (&title, &text), head)?,
        text: Secret::new(format!("{title}\n{text}")),
        pages: 1,
        beside: None,
    })
}

/// The letter of codes. One that was blocked before it was printed is not printed.
pub(crate) fn pin_letter(
    (to, language): (&[String], Language),
    (keys, card): (&Keys, &Card),
    head: &Letterhead,
) -> Result<Paper, Fault> {
    if matches!(card.state, CardState::Blocked { .. }) {
        return Err(Fault::Card);
    }
    let codes = card_pairs(keys, card)?;
    let print = PinPrint {
        to,
        language,
        label: &card.label.0,
        codes: codes.expose(),
    };
    Ok(Paper {
        subject: Words(language).with("pin-letter-summary", &[("letter", print.label.into())]),
        text: Secret::new(pdf::pin_text(&print, head)),
        pdf: pdf::pin_letter(&print, head)?,
        pages: 1,
        beside: None,
    })
}

/// The letter that is a key card. A card that was blocked before it was printed is not printed.
pub(crate) fn key_card(
    (to, language, format): (&[String], Language, CardFormat),
    (keys, card): (&Keys, &Card),
    head: &Letterhead,
) -> Result<Paper, Fault> {
    if matches!(card.state, CardState::Blocked { .. }) {
        return Err(Fault::Card);
    }
    let pairs = card_pairs(keys, card)?;
    let print = CardPrint {
        to,
        language,
        label: &card.label.0,
        pairs: pairs.expose(),
    };
    let made = card_paper(format, &print, head)?;
    Ok(Paper {
        subject: Words(language).with("card-letter-summary", &[("card", print.label.into())]),
        text: Secret::new(pdf::key_card_text(&print, head)),
        pdf: made.pdf,
        pages: made.pages,
        beside: made.beside,
    })
}
