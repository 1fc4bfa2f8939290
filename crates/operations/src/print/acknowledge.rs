//! The print house says that a job was printed and handed to the post.

use super::{PrintRefusal, job_id};
use crate::record::Record;
use crate::{Call, Context, Error};
use lykill_core::Timestamp;
use lykill_core::audit::AuditKind;
use lykill_core::id::OutboxId;
use lykill_issuer::letter::next_post;
use lykill_issuer::types::PrintState;
use lykill_store::outbox::outbox_unchain;
use lykill_store::print_job::{print_acknowledge, print_lock};
use lykill_store::{Commit, Rollback, Tx};
use std::sync::Arc;

/// A job that was posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acknowledged {
    /// The job.
    pub job: OutboxId,
    /// When it was acknowledged the first time.
    pub at: Timestamp,
    /// Whether that was an earlier call.
    pub already: bool,
}

/// Acknowledges a job: its files are erased, and the person's next post may follow after the
/// spacing. A second acknowledgement changes nothing (security.md case 218).
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn acknowledge(
    ctx: &Context,
    call: &Call,
    job: &str,
) -> Result<Result<Acknowledged, PrintRefusal>, Error> {
    let id = match job_id(job) {
        Ok(id) => id,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let job = Arc::new((ctx.clone(), *call));
    let done = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { run(tx, (&job.0, &job.1), id).await })
    });
    Ok(done.await?)
}

async fn run(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    id: OutboxId,
) -> Result<Commit<Result<Acknowledged, PrintRefusal>>, Rollback> {
    let now = ctx.now();
    let Some(job) = print_lock(tx, id).await? else {
        return Ok(Commit(Err(PrintRefusal::NoSuchJob)));
    };
    let answer = |at, already| {
        Ok(Commit(Ok(Acknowledged {
            job: id,
            at,
            already,
        })))
    };
    match job.state {
        PrintState::Queued => {}
        PrintState::Acknowledged => return answer(job.acknowledged_at.unwrap_or(now), true),
        PrintState::Returned => return Ok(Commit(Err(PrintRefusal::Returned))),
        PrintState::Void => return Ok(Commit(Err(PrintRefusal::Void))),
    }
    if !print_acknowledge(tx, id, now).await?.is_spent() {
        return Err(Rollback::Retry);
    }
    let (spacing, profile) = (ctx.settings.letter_spacing, ctx.settings.profile);
    outbox_unchain(tx, id, next_post(now, spacing, profile)).await?;
    Record::new(ctx, call, now, AuditKind::PrintAcknowledged)
        .person(job.person)
        .detail(format!("{id} {}", job.kind))
        .save(tx)
        .await?;
    answer(now, false)
}
