//! Somebody says no to an order that waits, or takes back their own.

use super::OrderRefusal;
use crate::record::{Record, impossible};
use crate::{Call, Context, Error};
use lykill_core::audit::AuditKind;
use lykill_core::id::HeldOrderId;
use lykill_issuer::held_order::{self, Undecided};
use lykill_issuer::types::{Clerk, HeldState};
use lykill_store::eid::eid_fetch;
use lykill_store::held_order::{held_order_end, held_order_fetch};
use lykill_store::{Commit, Rollback, Tx};
use std::sync::Arc;

/// Ends an order that waits: nothing is made. Who ordered it may do so, too.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn refuse(
    ctx: &Context,
    call: &Call,
    id: &str,
    by: &str,
) -> Result<Result<(), OrderRefusal>, Error> {
    let Ok(id) = id.trim().parse::<HeldOrderId>() else {
        return Ok(Err(OrderRefusal::NoSuchOrder));
    };
    let by = match held_order::clerk(by) {
        Ok(by) => by,
        Err(error) => return Ok(Err(error.into())),
    };
    let job = Arc::new((ctx.clone(), *call, by));
    let done = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { run(tx, (&job.0, &job.1), (id, &job.2)).await })
    });
    Ok(done.await?)
}

async fn run(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    (id, by): (HeldOrderId, &Clerk),
) -> Result<Commit<Result<(), OrderRefusal>>, Rollback> {
    let now = ctx.now();
    let Some(order) = held_order_fetch(tx, id).await? else {
        return Ok(Commit(Err(OrderRefusal::NoSuchOrder)));
    };
    if let Err(undecided) = held_order::waits(&order, now) {
        return Ok(Commit(Err(undecided.into())));
    }
    let ended = held_order_end(tx, id, HeldState::Refused, now).await?;
    if !ended.is_spent() {
        return Ok(Commit(Err(Undecided::Over.into())));
    }
    let lost = || impossible("held_order", "eid", &id);
    let eid = eid_fetch(tx, order.eid).await?.ok_or_else(lost)?;
    Record::new(ctx, call, now, AuditKind::OrderRefused)
        .eid(eid.id)
        .person(eid.person)
        .detail(format!("{id} by {}", by.as_str()))
        .save(tx)
        .await?;
    Ok(Commit(Ok(())))
}
