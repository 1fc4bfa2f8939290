//! Blocking a card that was lost, stolen or seen by others.

use super::CardRefusal;
use crate::notice::tell_everywhere;
use crate::record::{Record, impossible};
use crate::session_end::end_all;
use crate::{Call, Context, Error};
use lykill_core::DisplayName;
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_issuer::types::{Card, CardKind, CardLabel, Eid};
use lykill_store::card::{card_block, card_by_label, card_release_successor};
use lykill_store::eid::eid_lock;
use lykill_store::person::person_fetch;
use lykill_store::print_job::print_void_card;
use lykill_store::{Channel, Commit, Rollback, StoreError, Tx};
use std::sync::Arc;

/// Blocks a card at once; sessions and tokens of its eID end with it (security.md case 30).
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn block(
    ctx: &Context,
    call: &Call,
    label: &str,
    reason: &str,
) -> Result<Result<(), CardRefusal>, Error> {
    block_of(ctx, call, CardKind::KeyCard, (label, reason)).await
}

/// [`block`] of a card or a letter of codes.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub(crate) async fn block_of(
    ctx: &Context,
    call: &Call,
    kind: CardKind,
    (label, reason): (&str, &str),
) -> Result<Result<(), CardRefusal>, Error> {
    let Ok(label) = DisplayName::parse(&label.to_ascii_uppercase()) else {
        return Ok(Err(unknown(kind)));
    };
    let Ok(reason) = DisplayName::parse(reason) else {
        return Ok(Err(CardRefusal::Reason));
    };
    let (label, reason) = (CardLabel(label.into()), String::from(reason));
    let job = Arc::new((ctx.clone(), *call, label, reason));
    let blocked = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, label, reason) = job.as_ref();
            run(tx, (ctx, call), (kind, label), reason).await
        })
    });
    let blocked = blocked.await?;
    ctx.db.notify(Channel::Outbox);
    Ok(blocked)
}

const fn unknown(kind: CardKind) -> CardRefusal {
    match kind {
        CardKind::KeyCard => CardRefusal::NoSuchCard,
        CardKind::PinLetter => CardRefusal::NoSuchLetter,
    }
}

async fn run(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    (kind, label): (CardKind, &CardLabel),
    reason: &str,
) -> Result<Commit<Result<(), CardRefusal>>, Rollback> {
    let now = ctx.now();
    let mut cards = card_by_label(tx, label).await?;
    cards.retain(|card| card.kind == kind);
    let [card] = cards.as_slice() else {
        return Ok(Commit(Err(unknown(kind))));
    };
    let lost = || impossible("card", "eid_id", &card.id);
    // Held, so that two cards that are blocked at once see each other.
    let eid = eid_lock(tx, card.eid).await?.ok_or_else(lost)?;
    if !card_block(tx, card.id, now, reason).await?.is_spent() {
        return Ok(Commit(Err(CardRefusal::NotInUse)));
    }
    print_void_card(tx, card.id, now).await?;
    card_release_successor(tx, eid.id).await?;
    end_all(tx, ctx, (eid.id, eid.person), now).await?;
    tell(tx, ctx, call, (card, &eid)).await?;
    Ok(Commit(Ok(())))
}

async fn tell(
    tx: &mut Tx<'_>,
    ctx: &Context,
    call: &Call,
    (card, eid): (&Card, &Eid),
) -> Result<(), StoreError> {
    let now = ctx.now();
    let lost = || impossible("eid", "person", &eid.id);
    let person = person_fetch(tx, eid.person).await?.ok_or_else(lost)?;
    Record::new(ctx, call, now, AuditKind::CardBlocked)
        .eid(eid.id)
        .person(person.id)
        .detail(card.label.to_string())
        .save(tx)
        .await?;
    let (label, at) = (card.label.to_string(), now);
    let notice = match card.kind {
        CardKind::KeyCard => Notice::CardBlocked { card: label, at },
        CardKind::PinLetter => Notice::PinLetterBlocked { letter: label, at },
    };
    tell_everywhere(tx, ctx, &person, (notice, now))
        .await
        .map(drop)
}
