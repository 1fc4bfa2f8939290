//! Paper out of what the outbox row says: its PDF, and what it says as text.

use crate::card_keys::card_pairs;
use crate::fault::Fault;
use crate::letterhead::Letterhead;
use crate::pdf::{self, CardPrint, PasswordPrint};
use crate::spool::Paper;
use crate::words::Words;
use lykill_core::{Language, Secret};
use lykill_crypto::engine::Keys;
use lykill_issuer::types::{Card, CardState};

/// The letter with the temporary password.
pub(crate) fn password_letter(
    print: &PasswordPrint<'_>,
    head: &Letterhead,
) -> Result<Paper, Fault> {
    Ok(Paper {
        subject: Words(print.language).plain("password-letter-summary"),
        text: Secret::new(pdf::password_text(print, head)),
        pdf: pdf::password_letter(print, head)?,
    })
}

/// The letter that is a key card. A card that was blocked before it was printed is not printed.
pub(crate) fn key_card(
    to: &[String],
    language: Language,
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
    Ok(Paper {
        subject: Words(language).with("card-letter-summary", &[("card", print.label.into())]),
        text: Secret::new(pdf::key_card_text(&print, head)),
        pdf: pdf::key_card(&print, head)?,
    })
}
