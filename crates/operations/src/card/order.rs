//! Ordering an extra card.

use super::CardRefusal;
use super::refill::make;
use crate::post::is_held;
use crate::record::impossible;
use crate::telephone::{Asked, take};
use crate::{Call, Context, Error};
use lykill_core::CardFormat;
use lykill_core::id::CardId;
use lykill_issuer::types::{CardState, EidState};
use lykill_issuer::{key_card, user_id};
use lykill_store::card::card_list;
use lykill_store::eid::{eid_by_user_id, eid_lock};
use lykill_store::person::{person_fetch, person_set_card_format};
use lykill_store::{Channel, Commit, Rollback, Tx};
use std::sync::Arc;

/// A card that was ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardOrdered {
    /// The card.
    pub card: CardId,
    /// Its name on paper.
    pub label: String,
}

/// Orders a card for a user id: at most three may be outstanding (seed 2). A format is kept for
/// the cards that follow; without one the card comes in the format that the person has.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn order(
    ctx: &Context,
    call: &Call,
    user_id: &str,
    format: Option<CardFormat>,
) -> Result<Result<CardOrdered, CardRefusal>, Error> {
    order_asked(ctx, call, user_id, (format, Asked::Proofed)).await
}

/// As [`order`], for somebody who may be a caller on the telephone: then the card is posted days
/// later, only to an address that is not new, and the holder is told at once (security.md
/// case 20).
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn order_asked(
    ctx: &Context,
    call: &Call,
    user_id: &str,
    how: (Option<CardFormat>, Asked),
) -> Result<Result<CardOrdered, CardRefusal>, Error> {
    let job = Arc::new((ctx.clone(), *call, user_id.to_owned()));
    let ordered = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, user_id) = job.as_ref();
            run(tx, (ctx, call), user_id, how).await
        })
    });
    let ordered = ordered.await?;
    ctx.db.notify(Channel::Outbox);
    Ok(ordered)
}

async fn run(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    typed: &str,
    (format, asked): (Option<CardFormat>, Asked),
) -> Result<Commit<Result<CardOrdered, CardRefusal>>, Rollback> {
    let eid = match user_id::parse(typed) {
        Ok(user_id) => eid_by_user_id(tx, &user_id).await?,
        Err(_) => None,
    };
    let Some(found) = eid else {
        return Ok(Commit(Err(CardRefusal::NoSuchUserId)));
    };
    let lost = || impossible("eid", "id", &found.id);
    // The lock makes "at most three" hold for parallel orders too (security.md case 13).
    let eid = eid_lock(tx, found.id).await?.ok_or_else(lost)?;
    if matches!(eid.state, EidState::Blocked { .. }) {
        return Ok(Commit(Err(CardRefusal::EidBlocked)));
    }
    if is_held(tx, eid.person).await? {
        return Ok(Commit(Err(CardRefusal::PostHeld)));
    }
    let cards = card_list(tx, eid.id).await?;
    let outstanding = cards
        .iter()
        .filter(|card| card.state == CardState::Dormant)
        .count();
    if !key_card::extra_allowed(u32::try_from(outstanding).unwrap_or(u32::MAX)) {
        return Ok(Commit(Err(CardRefusal::TooMany)));
    }
    let person = person_fetch(tx, eid.person).await?.ok_or_else(lost)?;
    if asked == Asked::ByTelephone && !take(tx, (ctx, call), (eid.id, &person), "key-card").await? {
        return Ok(Commit(Err(CardRefusal::AddressIsNew)));
    }
    if let Some(format) = format {
        person_set_card_format(tx, person.id, format).await?;
    }
    let card = make(tx, ctx, call, (&eid, &person)).await?;
    Ok(Commit(Ok(CardOrdered {
        card: card.id,
        label: card.label.to_string(),
    })))
}
