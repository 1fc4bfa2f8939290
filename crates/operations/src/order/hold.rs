//! Whether an order waits for a second person; then the holder hears of it where they could be
//! reached before.

use super::{Asked, Held, NotHeld};
use crate::notice::tell_everywhere;
use crate::record::Record;
use crate::{Call, Context};
use lykill_core::CardFormat;
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_core::id::HeldOrderId;
use lykill_issuer::held_order::{self, APPROVED_WITHIN, clerk, is_held};
use lykill_issuer::types::{Clerk, Eid, HeldOrder, HeldState, Ordered, Person};
use lykill_store::held_order::{held_order_by_eid, held_order_insert};
use lykill_store::person::person_post;
use lykill_store::{StoreError, Tx};

/// What somebody wants.
pub(crate) struct Wish<'a> {
    /// What.
    pub(crate) what: Ordered,
    /// In which format, of a key card.
    pub(crate) format: Option<CardFormat>,
    /// Why, in the words of who orders it; empty where none are asked for.
    pub(crate) reason: &'a str,
    /// How the order came.
    pub(crate) asked: &'a Asked,
}

/// What becomes of an order.
pub(crate) enum Verdict {
    /// It is made.
    Make,
    /// It waits.
    Held(Held),
    /// It is not taken.
    Refused(NotHeld),
}

/// Decides on an order for an eID, which the caller holds.
pub(crate) async fn hold(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    (eid, person): (&Eid, &Person),
    wish: &Wish<'_>,
) -> Result<Verdict, StoreError> {
    let now = ctx.now();
    let post = person_post(tx, person.id).await?.unwrap_or_default();
    match is_held(wish.asked.by_telephone, post.address_changed_at, now) {
        held_order::Held::No => return Ok(Verdict::Make),
        held_order::Held::Never => return Ok(Verdict::Refused(NotHeld::AddressIsNew)),
        held_order::Held::Waits => {}
    }
    let by = match wish.asked.by.as_deref().map(clerk) {
        Some(Ok(by)) => by,
        Some(Err(error)) => return Ok(Verdict::Refused(error.into())),
        None => return Ok(Verdict::Refused(NotHeld::Nameless)),
    };
    let waiting = held_order_by_eid(tx, eid.id, now).await?;
    if waiting.iter().any(|order| order.what == wish.what) {
        return Ok(Verdict::Refused(NotHeld::WaitsAlready));
    }
    let notice = match wish.asked.by_telephone {
        true => Notice::OrderedByTelephone { at: now },
        false => Notice::OrderedToNewAddress { at: now },
    };
    let is_told = tell_everywhere(tx, ctx, person, (notice, now)).await?;
    let order = keep(tx, (ctx, call), eid, (wish, by, is_told)).await?;
    Ok(Verdict::Held(Held {
        order: order.id,
        expires_at: order.expires_at,
    }))
}

async fn keep(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    eid: &Eid,
    (wish, asked_by, is_told): (&Wish<'_>, Clerk, bool),
) -> Result<HeldOrder, StoreError> {
    let now = ctx.now();
    let order = HeldOrder {
        id: HeldOrderId::new(now, ctx.rng.as_ref()),
        eid: eid.id,
        what: wish.what,
        format: wish.format,
        reason: wish.reason.to_owned(),
        by_telephone: wish.asked.by_telephone,
        asked_by,
        asked_at: now,
        expires_at: now + APPROVED_WITHIN,
        state: HeldState::Waiting,
        ended_at: None,
    };
    held_order_insert(tx, &order).await?;
    let how = match order.by_telephone {
        true => "by telephone",
        false => "to a new address",
    };
    let told = match is_told {
        true => "",
        false => ", there is no way to tell the holder",
    };
    let reason = match order.reason.as_str() {
        "" => String::new(),
        reason => format!(": {reason}"),
    };
    let (id, what, by) = (order.id, order.what.word(), order.asked_by.as_str());
    Record::new(ctx, call, now, AuditKind::OrderHeld)
        .eid(eid.id)
        .person(eid.person)
        .detail(format!("{id} {what} {how}, ordered by {by}{told}{reason}"))
        .save(tx)
        .await?;
    Ok(order)
}
