//! Ordering an extra card.

use super::CardRefusal;
use super::refill::{make, on_its_way};
use crate::order::{Asked, Placed, Verdict, Wish, hold};
use crate::post::is_held;
use crate::record::impossible;
use crate::{Call, Context, Error};
use lykill_core::CardFormat;
use lykill_core::id::{CardId, EidId};
use lykill_issuer::types::{CardKind, Eid, EidState, Ordered, Person};
use lykill_issuer::{key_card, user_id};
use lykill_store::eid::{eid_by_user_id, eid_lock};
use lykill_store::person::{person_fetch, person_set_card_format};
use lykill_store::{Channel, Commit, Rollback, StoreError, Tx};
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
/// the cards that follow; without one the card comes in the format that the person has. An order
/// to an address that is new, or of a caller on the telephone, waits for a second person
/// (security.md case 20).
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn order(
    ctx: &Context,
    call: &Call,
    user_id: &str,
    (format, asked): (Option<CardFormat>, Asked),
) -> Result<Result<Placed<CardOrdered>, CardRefusal>, Error> {
    order_of(ctx, call, user_id, (Ordered::KeyCard, format, asked)).await
}

/// [`order`] of a card or a letter of codes.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub(crate) async fn order_of(
    ctx: &Context,
    call: &Call,
    user_id: &str,
    (what, format, asked): (Ordered, Option<CardFormat>, Asked),
) -> Result<Result<Placed<CardOrdered>, CardRefusal>, Error> {
    let job = Arc::new((ctx.clone(), *call, user_id.to_owned(), asked));
    let ordered = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, user_id, asked) = job.as_ref();
            let wish = Wish {
                what,
                format,
                reason: "",
                asked,
            };
            run(tx, (ctx, call), user_id, &wish).await
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
    wish: &Wish<'_>,
) -> Result<Commit<Result<Placed<CardOrdered>, CardRefusal>>, Rollback> {
    let eid = match user_id::parse(typed) {
        Ok(user_id) => eid_by_user_id(tx, &user_id).await?,
        Err(_) => None,
    };
    let Some(found) = eid else {
        return Ok(Commit(Err(CardRefusal::NoSuchUserId)));
    };
    let kind = kind_of(wish.what);
    let eid = match checked(tx, found.id, kind).await? {
        Ok(eid) => eid,
        Err(refusal) => return Ok(Commit(Err(refusal))),
    };
    let lost = || impossible("eid", "person", &eid.id);
    let person = person_fetch(tx, eid.person).await?.ok_or_else(lost)?;
    if kind == CardKind::PinLetter && person.national_id.is_none() {
        return Ok(Commit(Err(CardRefusal::NoNationalId)));
    }
    Ok(Commit(
        match hold(tx, (ctx, call), (&eid, &person), wish).await? {
            Verdict::Refused(refusal) => Err(refusal.into()),
            Verdict::Held(held) => Ok(Placed::Held(held)),
            Verdict::Make => {
                let made = place(tx, (ctx, call), (&eid, &person), (kind, wish.format));
                let made = made.await?;
                Ok(Placed::Made(made))
            }
        },
    ))
}

/// What an order makes.
pub(crate) const fn kind_of(what: Ordered) -> CardKind {
    match what {
        Ordered::PinLetter => CardKind::PinLetter,
        Ordered::KeyCard | Ordered::Letters | Ordered::NewPassword | Ordered::Unblock => {
            CardKind::KeyCard
        }
    }
}

/// The eID, held, when a card of this kind can be ordered for it.
pub(crate) async fn checked(
    tx: &mut Tx<'_>,
    eid: EidId,
    kind: CardKind,
) -> Result<Result<Eid, CardRefusal>, StoreError> {
    let lost = || impossible("eid", "id", &eid);
    // The lock makes "at most three" hold for parallel orders too (security.md case 13).
    let eid = eid_lock(tx, eid).await?.ok_or_else(lost)?;
    if matches!(eid.state, EidState::Blocked { .. }) {
        return Ok(Err(CardRefusal::EidBlocked));
    }
    if is_held(tx, eid.person).await? {
        return Ok(Err(CardRefusal::PostHeld));
    }
    if !key_card::extra_allowed(kind, on_its_way(tx, eid.id, kind).await?) {
        return Ok(Err(match kind {
            CardKind::KeyCard => CardRefusal::TooMany,
            CardKind::PinLetter => CardRefusal::LetterOnItsWay,
        }));
    }
    Ok(Ok(eid))
}

/// Makes the card.
pub(crate) async fn place(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    (eid, person): (&Eid, &Person),
    (kind, format): (CardKind, Option<CardFormat>),
) -> Result<CardOrdered, StoreError> {
    if let Some(format) = format {
        person_set_card_format(tx, person.id, format).await?;
    }
    let card = make(tx, (ctx, call), (eid, person), kind).await?;
    Ok(CardOrdered {
        card: card.id,
        label: card.label.to_string(),
    })
}
