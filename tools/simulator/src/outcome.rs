//! What becomes of a delivery in the outbox: the worker's writes, as the worker makes them.

use crate::stage::Stage;
use lykill_core::audit::{AuditKind, AuditRow};
use lykill_core::id::{AuditId, OutboxId};
use lykill_delivery::{ATTEMPTS_MAX, next_attempt};
use lykill_issuer::types::PrintJob;
use lykill_operations::{Call, Context};
use lykill_store::{
    Commit, OutboxRow, audit_insert, outbox_dead, outbox_done, outbox_expire, outbox_retry,
    print_insert,
};
use std::sync::Arc;

/// Rows whose time is over that are erased at once.
const EXPIRED: u32 = 100;

/// A delivery failed: it is tried again later, or given up.
pub async fn failed(stage: &Stage, row: &OutboxRow) {
    let Some(at) = next_attempt(stage.now(), row.attempts, ATTEMPTS_MAX) else {
        return give_up(stage, row).await;
    };
    let id = row.id;
    let told = stage.ask(("deliver: retry", None), async move |ctx: Context, _| {
        let retry = ctx.db.write(move |tx| {
            Box::pin(async move { Ok(Commit(outbox_retry(tx, id, at, "simulated").await?)) })
        });
        Ok(retry.await?)
    });
    let _the_lease_ends = told.await;
}

/// A delivery can never succeed.
pub async fn give_up(stage: &Stage, row: &OutboxRow) {
    let id = row.id;
    let told = stage.ask(
        ("deliver: give up", None),
        async move |ctx: Context, call| {
            let (now, audit) = (ctx.now(), row_of(&ctx, call, AuditKind::DeliveryFailed, id));
            let audit = Arc::new(audit);
            let dead = ctx.db.write(move |tx| {
                let audit = Arc::clone(&audit);
                Box::pin(async move {
                    if outbox_dead(tx, id, now, "simulated").await?.is_spent() {
                        audit_insert(tx, &audit).await?;
                    }
                    Ok(Commit(()))
                })
            });
            Ok(dead.await?)
        },
    );
    let _the_lease_ends = told.await;
}

/// Deliveries were handed over; what is paper lies at the print house.
pub async fn done(
    ctx: &Context,
    call: Call,
    ended: Vec<(OutboxId, Option<PrintJob>)>,
) -> Result<(), lykill_operations::Error> {
    let now = ctx.now();
    let rows = ended.into_iter();
    let rows: Arc<Vec<_>> = Arc::new(
        rows.map(|(id, job)| (id, row_of(ctx, call, AuditKind::Delivered, id), job))
            .collect(),
    );
    let done = ctx.db.write(move |tx| {
        let rows = Arc::clone(&rows);
        Box::pin(async move {
            for (id, audit, job) in rows.iter() {
                if outbox_done(tx, *id, now).await?.is_spent() {
                    audit_insert(tx, audit).await?;
                    if let Some(job) = job {
                        let _first = print_insert(tx, job).await?;
                    }
                }
            }
            Ok(Commit(()))
        })
    });
    Ok(done.await?)
}

/// The time of what was not delivered is over.
pub async fn expire(ctx: &Context, call: Call) -> Result<(), lykill_operations::Error> {
    let owned = (ctx.clone(), call);
    let expired = ctx.db.write(move |tx| {
        let (ctx, call) = owned.clone();
        Box::pin(async move {
            for id in outbox_expire(tx, ctx.now(), EXPIRED).await?.undelivered {
                let audit = row_of(&ctx, call, AuditKind::DeliveryExpired, id);
                audit_insert(tx, &audit).await?;
            }
            Ok(Commit(()))
        })
    });
    Ok(expired.await?)
}

fn row_of(ctx: &Context, call: Call, kind: AuditKind, id: OutboxId) -> AuditRow {
    let at = ctx.now();
    AuditRow {
        id: AuditId::new(at, ctx.rng.as_ref()),
        at,
        request: call.request,
        kind,
        person: None,
        eid: None,
        client: None,
        company: None,
        login: None,
        detail: id.to_string(),
    }
}
