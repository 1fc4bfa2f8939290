//! Work that nobody waits for.

use crate::record::Record;
use crate::{Call, Context, Error};
use lykill_core::Timestamp;
use lykill_core::audit::AuditKind;
use lykill_core::id::{OutboxId, RequestId};
use lykill_core::time::days;
use lykill_issuer::letter::next_post;
use lykill_issuer::types::PrintQueue;
use lykill_store::meta::{meta_fetch, meta_save};
use lykill_store::outbox::outbox_release_orphans;
use lykill_store::print_job::{print_alarm, print_counts};
use lykill_store::purge::purge as purge_rows;
use lykill_store::signing_key::signing_key_delete_ended;
use lykill_store::{Commit, StoreError};
use std::sync::Arc;
use std::time::Duration;

/// A signing key is kept so long after its end for `lykill key list`; then nobody finds it.
const ENDED_KEYS: Duration = days(30);

/// Rows that one transaction of the purge removes at most.
const PURGE_ROWS: u32 = 500;

/// Removes what ended long ago, a chunk at a time; gives the number of rows that went.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn purge(ctx: &Context) -> Result<u64, Error> {
    let now = ctx.now();
    note_clock(ctx, now).await?;
    let gone = ctx.db.write(move |tx| {
        Box::pin(async move {
            let keys = signing_key_delete_ended(tx, now - ENDED_KEYS).await?;
            Ok(Commit(keys + purge_rows(tx, now, PURGE_ROWS).await?))
        })
    });
    Ok(gone.await?)
}

/// The name under which the database keeps the latest moment that was seen.
pub(crate) const CLOCK: &str = "clock-high-water";

/// Notes the latest moment that was seen, so that a start under a clock that was set back is
/// refused (design.md section 4, "Time").
async fn note_clock(ctx: &Context, now: Timestamp) -> Result<(), StoreError> {
    ctx.db
        .write(move |tx| {
            Box::pin(async move {
                let seen = meta_fetch(tx, CLOCK)
                    .await?
                    .and_then(|text| text.parse().ok());
                if seen.is_none_or(|seen: i64| seen < now.micros()) {
                    meta_save(tx, CLOCK, &now.micros().to_string()).await?;
                }
                Ok(Commit(()))
            })
        })
        .await
}

/// A print job that nobody acknowledges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StuckPrint {
    /// The job.
    pub job: OutboxId,
    /// In which queue.
    pub queue: PrintQueue,
    /// Since when.
    pub queued_at: Timestamp,
}

/// Looks after the post: names the print jobs that became stuck, each once in its life, and lets
/// go what waits for a post that will never leave (security.md case 218).
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn watch_prints(ctx: &Context) -> Result<Vec<StuckPrint>, Error> {
    let job = Arc::new(ctx.clone());
    let stuck = ctx.db.write(move |tx| {
        let ctx = Arc::clone(&job);
        Box::pin(async move {
            let now = ctx.now();
            let (spacing, profile) = (ctx.settings.letter_spacing, ctx.settings.profile);
            outbox_release_orphans(tx, next_post(now, spacing, profile)).await?;
            let stuck = print_alarm(tx, now - ctx.settings.print_alarm, now).await?;
            let call = Call {
                request: RequestId::new(now, ctx.rng.as_ref()),
                peer: None,
            };
            for job in &stuck {
                Record::new(&ctx, &call, now, AuditKind::PrintStuck)
                    .person(job.person)
                    .detail(format!("{} {}", job.id, job.kind))
                    .save(tx)
                    .await?;
            }
            Ok(Commit(stuck))
        })
    });
    let named = stuck.await?.into_iter().map(|job| StuckPrint {
        job: job.id,
        queue: job.queue,
        queued_at: job.queued_at,
    });
    Ok(named.collect())
}

/// What a print queue holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrintLoad {
    /// Which queue.
    pub queue: PrintQueue,
    /// Jobs that wait for their acknowledgement.
    pub queued: u64,
    /// Those of them that wait too long.
    pub stuck: u64,
}

/// What both print queues hold now.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn print_load(ctx: &Context) -> Result<[PrintLoad; 2], Error> {
    let before = ctx.now() - ctx.settings.print_alarm;
    let counts = ctx.db.read_long(move |tx| {
        Box::pin(async move {
            let [first, second] = PrintQueue::ALL;
            let first = print_counts(tx, first, before).await?;
            Ok([first, print_counts(tx, second, before).await?])
        })
    });
    let [first, second] = counts.await?;
    let load = |queue, (queued, stuck)| PrintLoad {
        queue,
        queued,
        stuck,
    };
    let [cards, letters] = PrintQueue::ALL;
    Ok([load(cards, first), load(letters, second)])
}
