//! The print house of a world: what is due, what it posted, what came back.

use super::*;
use lykill_core::Timestamp;
use lykill_core::id::OutboxId;
use lykill_issuer::letter::next_post;
use lykill_issuer::types::PrintJob;
use lykill_operations::print::{self, PrintRefusal};
use lykill_store::{Commit, OutboxLane, OutboxRow, outbox_done, outbox_take, print_insert};

/// The posts of an order, in their turn.
pub const KINDS: [&str; 3] = ["welcome-letter", "temporary-password-letter", "key-card"];

/// Somebody who awaits their letters.
pub async fn newcomer(ctx: &Context) -> Holder {
    somebody(ctx, "Kari Moe", |new: &mut NewPerson| new.password = None).await
}

/// Takes what is due, as the worker does, and puts it into the print queues.
pub async fn print_due(ctx: &Context) -> Vec<PrintJob> {
    let now = ctx.now();
    let take = ctx.db.write(move |tx| {
        Box::pin(async move {
            Ok(Commit(
                outbox_take(tx, (OutboxLane::Post, now), days(1), 100).await?,
            ))
        })
    });
    let rows = take.await.expect("the outbox");
    let queued = |row: &OutboxRow| PrintJob::queued(row.id, &opened(ctx, row), row.person, now);
    let jobs: Vec<PrintJob> = rows.iter().filter_map(queued).collect();
    let stored = Arc::new((jobs.clone(), rows));
    let note = ctx.db.write(move |tx| {
        let stored = Arc::clone(&stored);
        Box::pin(async move {
            for row in &stored.1 {
                assert!(outbox_done(tx, row.id, now).await?.is_spent());
            }
            for job in &stored.0 {
                assert!(print_insert(tx, job).await?.is_spent());
            }
            Ok(Commit(()))
        })
    });
    note.await.expect("print jobs");
    jobs
}

/// The one job that is due.
#[track_caller]
pub fn one(jobs: Vec<PrintJob>) -> PrintJob {
    let [job] = <[PrintJob; 1]>::try_from(jobs).unwrap_or_else(|jobs| panic!("one: {jobs:?}"));
    job
}

/// The print house says that it posted a job.
pub async fn acknowledge(ctx: &Context, id: OutboxId) -> Result<print::Acknowledged, PrintRefusal> {
    let answer = print::acknowledge(ctx, &command(ctx), &id.to_string()).await;
    answer.expect("a database")
}

/// The next civil day, as the print house sees it.
pub fn wait_for_the_next(world: &World) -> Timestamp {
    let posted = world.clock.now();
    let next = next_post(posted, days(1), PROFILE);
    world.clock.set(next);
    next
}

/// A job came back from the post.
pub async fn came_back(ctx: &Context, id: OutboxId) -> Result<print::Returned, PrintRefusal> {
    let answer = print::returned(ctx, &command(ctx), &id.to_string()).await;
    answer.expect("a database")
}

/// A job is printed anew.
pub async fn reprint(ctx: &Context, id: OutboxId) -> Result<print::Reprinted, PrintRefusal> {
    let answer = print::reprint(ctx, &command(ctx), &id.to_string()).await;
    answer.expect("a database")
}
