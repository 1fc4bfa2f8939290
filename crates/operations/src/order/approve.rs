//! A second person says yes: what was ordered is made.

use super::OrderRefusal;
use crate::letters::{self, Drawn};
use crate::person::Restart;
use crate::record::{Record, impossible};
use crate::{Call, Context, Error, card, person};
use lykill_core::Timestamp;
use lykill_core::audit::AuditKind;
use lykill_core::id::{EidId, HeldOrderId};
use lykill_issuer::held_order::{self, Undecided, posted_from};
use lykill_issuer::types::{Clerk, Eid, HeldOrder, HeldState, Ordered, Person};
use lykill_store::held_order::{held_order_end, held_order_fetch};
use lykill_store::person::{person_fetch, person_wait};
use lykill_store::{Channel, Commit, Rollback, StoreError, Tx};
use std::sync::Arc;

/// An order that was approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Approved {
    /// A key card or a letter of codes, by its name on paper.
    Card(String),
    /// Letters, until when they are good.
    Letters(Timestamp),
}

/// Approves an order, and makes what was ordered. Nobody approves their own. What a caller asked
/// for is posted three days after they asked, and nothing to an address that is new: no approval
/// shortens that.
///
/// # Errors
/// [`Error`] when the database or the hash pool cannot answer.
pub async fn approve(
    ctx: &Context,
    call: &Call,
    id: &str,
    by: &str,
) -> Result<Result<Approved, OrderRefusal>, Error> {
    let Ok(id) = id.trim().parse::<HeldOrderId>() else {
        return Ok(Err(OrderRefusal::NoSuchOrder));
    };
    let by = match held_order::clerk(by) {
        Ok(by) => by,
        Err(error) => return Ok(Err(error.into())),
    };
    // Drawn whether or not they are needed: what was ordered is looked at inside.
    let drawn = letters::draw(ctx).await?;
    let job = Arc::new((ctx.clone(), *call, drawn, by));
    let done = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, drawn, by) = job.as_ref();
            run(tx, (ctx, call, drawn), (id, by)).await
        })
    });
    let done = done.await?;
    ctx.db.notify(Channel::Outbox);
    Ok(done)
}

type Tools<'a> = (&'a Context, &'a Call, &'a Drawn);

async fn run(
    tx: &mut Tx<'_>,
    tools: Tools<'_>,
    (id, by): (HeldOrderId, &Clerk),
) -> Result<Commit<Result<Approved, OrderRefusal>>, Rollback> {
    let (ctx, call, _) = tools;
    let now = ctx.now();
    let Some(order) = held_order_fetch(tx, id).await? else {
        return Ok(Commit(Err(OrderRefusal::NoSuchOrder)));
    };
    if let Err(undecided) = held_order::approve(&order, by, now) {
        return Ok(Commit(Err(undecided.into())));
    }
    let eid = match checked(tx, &order).await? {
        Ok(eid) => eid,
        Err(refusal) => return Ok(Commit(Err(refusal))),
    };
    // Looked at under the eID's lock: whoever changes the address voids it under the same.
    let spent = held_order_end(tx, id, HeldState::Approved, now).await?;
    if !spent.is_spent() {
        return Ok(Commit(Err(Undecided::Over.into())));
    }
    let lost = || impossible("eid", "person", &eid.id);
    let person = person_fetch(tx, eid.person).await?.ok_or_else(lost)?;
    if let Some(from) = posted_from(&order) {
        person_wait(tx, person.id, from).await?;
    }
    Record::new(ctx, call, now, AuditKind::OrderApproved)
        .eid(eid.id)
        .person(person.id)
        .detail(format!("{id} by {}", by.as_str()))
        .save(tx)
        .await?;
    let made = make(tx, tools, (&eid, &person), &order).await?;
    Ok(Commit(Ok(made)))
}

/// Holds the eID, and asks what was asked when the order came.
async fn checked(
    tx: &mut Tx<'_>,
    order: &HeldOrder,
) -> Result<Result<Eid, OrderRefusal>, StoreError> {
    let eid: EidId = order.eid;
    Ok(match order.what {
        Ordered::KeyCard | Ordered::PinLetter => {
            let kind = card::kind_of(order.what);
            card::checked(tx, eid, kind).await?.map_err(Into::into)
        }
        Ordered::Letters => person::checked(tx, eid).await?.map_err(Into::into),
        Ordered::NewPassword | Ordered::Unblock => {
            let eid = person::restartable(tx, eid, why(order.what)).await?;
            eid.map_err(Into::into)
        }
    })
}

async fn make(
    tx: &mut Tx<'_>,
    (ctx, call, drawn): Tools<'_>,
    (eid, person): (&Eid, &Person),
    order: &HeldOrder,
) -> Result<Approved, Rollback> {
    Ok(match order.what {
        Ordered::KeyCard | Ordered::PinLetter => {
            let wanted = (card::kind_of(order.what), order.format);
            let made = card::place(tx, (ctx, call), (eid, person), wanted).await?;
            Approved::Card(made.label)
        }
        Ordered::NewPassword | Ordered::Unblock => {
            let why = (why(order.what), order.reason.as_str());
            let until = person::restart(tx, (ctx, call), (eid, person), (why, drawn)).await?;
            Approved::Letters(until)
        }
        Ordered::Letters => {
            let until = person::place(tx, (ctx, call), (eid, person), drawn).await?;
            Approved::Letters(until)
        }
    })
}

const fn why(what: Ordered) -> Restart {
    match what {
        Ordered::Unblock => Restart::Blocked,
        _ => Restart::Forgotten,
    }
}
