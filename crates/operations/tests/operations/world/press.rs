//! The print house of a world: what is due, what it posted, what came back.

use super::*;
use lykill_core::Timestamp;
use lykill_core::id::{HeldOrderId, OutboxId};
use lykill_issuer::letter::next_post;
use lykill_issuer::types::PrintJob;
use lykill_operations::Error;
use lykill_operations::card::{self, CardOrdered, CardRefusal};
use lykill_operations::order::{self, Approved, Asked, OrderRefusal, Placed};
use lykill_operations::person::{Moved, ReissueRefusal};
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

/// Somebody lives elsewhere now.
pub async fn moves(ctx: &Context, who: &Holder) -> Moved {
    moves_to(ctx, who, "Nygata 2").await
}

/// Somebody lives in this street now.
pub async fn moves_to(ctx: &Context, who: &Holder, line: &str) -> Moved {
    let lines = [line.to_owned(), "8002 Nordvik".to_owned()];
    let moved = person::change_address(ctx, &command(ctx), &who.user_id, &lines).await;
    moved.expect("a database").expect("another address")
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

/// How somebody who was proofed has something ordered.
pub fn proofed() -> Asked {
    Asked {
        by: Some("kari".to_owned()),
        by_telephone: false,
    }
}

/// Orders a card for somebody who was proofed. Where a second person must approve it, one does.
pub async fn order_card(
    ctx: &Context,
    user_id: &str,
) -> Result<Result<CardOrdered, CardRefusal>, Error> {
    let ordered = card::order(ctx, &command(ctx), user_id, (None, proofed())).await?;
    let held = match ordered {
        Ok(Placed::Held(held)) => held,
        Ok(Placed::Made(made)) => return Ok(Ok(made)),
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Approved::Card(label) = approve(ctx, held.order, "per").await.expect("a second yes") else {
        panic!("a card was ordered");
    };
    let card = look::card(ctx, &label).await.id;
    Ok(Ok(CardOrdered { card, label }))
}

/// Orders new letters for somebody who was proofed. Where a second person must approve it, one
/// does.
pub async fn order_letters(
    ctx: &Context,
    user_id: &str,
) -> Result<Result<Timestamp, ReissueRefusal>, Error> {
    let ordered = person::reissue_letter(ctx, &command(ctx), user_id, proofed()).await?;
    let held = match ordered {
        Ok(Placed::Held(held)) => held,
        Ok(Placed::Made(until)) => return Ok(Ok(until)),
        Err(refusal) => return Ok(Err(refusal)),
    };
    match approve(ctx, held.order, "per").await {
        Ok(Approved::Letters(until)) => Ok(Ok(until)),
        other => panic!("letters were ordered: {other:?}"),
    }
}

/// Somebody approves an order.
pub async fn approve(ctx: &Context, id: HeldOrderId, by: &str) -> Result<Approved, OrderRefusal> {
    let approved = order::approve(ctx, &command(ctx), &id.to_string(), by).await;
    approved.expect("a database")
}
