//! Which card is asked, and for which number: pinned until it is answered.

use crate::Context;
use crate::record::impossible;
use lykill_broker::types::RefusedReason;
use lykill_core::id::{CardId, EidId};
use lykill_core::{MethodKind, random};
use lykill_crypto::pure::card::CardSecret;
use lykill_crypto::pure::seal::Aad;
use lykill_issuer::key_card::{self, WhichCard};
use lykill_issuer::types::{Card, CardKind};
use lykill_store::card::{card_fetch, card_list_of, card_pin, card_used};
use lykill_store::{StoreError, Tx};

/// The number that is asked of a card.
pub(super) struct Prompt {
    pub(super) card: CardId,
    pub(super) number: u16,
}

/// By which method a card of a kind logs in.
pub(super) const fn method_kind(kind: CardKind) -> MethodKind {
    match kind {
        CardKind::KeyCard => MethodKind::KeyCard,
        CardKind::PinLetter => MethodKind::PinLetter,
    }
}

/// Why a login ends when no card of a kind can be asked.
pub(super) const fn none_left(kind: CardKind) -> RefusedReason {
    match kind {
        CardKind::KeyCard => RefusedReason::NoCard,
        CardKind::PinLetter => RefusedReason::NoPinLetter,
    }
}

/// Opens a card's secret.
pub(crate) fn secret(ctx: &Context, card: &Card) -> Result<CardSecret, StoreError> {
    let aad = Aad {
        table: "card",
        row: card.id.as_bytes(),
        owner: card.eid.as_bytes(),
    };
    let impossible = || impossible("card", "secret", &card.id);
    let plain = ctx
        .keys
        .seal()
        .open(&aad, &card.secret)
        .map_err(|_| impossible())?;
    CardSecret::from_bytes(plain.expose()).map_err(|_| impossible())
}

/// The sorted numbers of a card, or of a letter of codes.
pub(crate) fn numbers(ctx: &Context, card: &Card) -> Result<Vec<u16>, StoreError> {
    if card.kind == CardKind::PinLetter {
        return Ok(key_card::pin_numbers());
    }
    let secret = secret(ctx, card)?;
    let numbers = ctx.keys.card().numbers(&secret);
    let numbers = numbers.map_err(|_| impossible("card", "secret", &card.id))?;
    Ok(numbers.to_vec())
}

/// The card of a kind to ask and its pinned number; pins one when none is. None when no card of it
/// is usable.
pub(super) async fn prompt(
    tx: &mut Tx<'_>,
    ctx: &Context,
    eid: EidId,
    (kind, holder_says_new): (CardKind, bool),
) -> Result<Option<Prompt>, StoreError> {
    let cards = card_list_of(tx, eid, kind).await?;
    let WhichCard::Ask(id) = key_card::which_card(&cards, holder_says_new) else {
        return Ok(None);
    };
    let Some(card) = cards.into_iter().find(|card| card.id == id) else {
        return Ok(None);
    };
    if let Some(number) = card.pinned {
        return Ok(Some(Prompt { card: id, number }));
    }
    pin(tx, ctx, &card).await
}

async fn pin(tx: &mut Tx<'_>, ctx: &Context, card: &Card) -> Result<Option<Prompt>, StoreError> {
    let used = card_used(tx, card.id).await?;
    let draw = u32::from_be_bytes(random::bytes(ctx.rng.as_ref()));
    let Some(number) = key_card::choose_number(&numbers(ctx, card)?, &used, draw) else {
        return Ok(None);
    };
    if card_pin(tx, card.id, number).await?.is_spent() {
        return Ok(Some(Prompt {
            card: card.id,
            number,
        }));
    }
    // Another login pinned one between the two statements: that one is asked.
    let pinned = card_fetch(tx, card.id).await?.and_then(|card| card.pinned);
    Ok(pinned.map(|number| Prompt {
        card: card.id,
        number,
    }))
}
