//! The print jobs, for the operator and the print house: no name, no address, no secret.

use crate::{Context, Error};
use lykill_core::Timestamp;
use lykill_core::id::{OutboxId, PersonId};
use lykill_issuer::letter::is_stuck;
use lykill_issuer::types::{PrintJob, PrintQueue, PrintState};
use lykill_store::print_job::print_list;

/// Which jobs to list.
#[derive(Debug, Clone, Copy)]
pub struct Filter {
    /// Of this queue only.
    pub queue: Option<PrintQueue>,
    /// In this state.
    pub state: PrintState,
    /// So many at most, the oldest.
    pub limit: u32,
}

/// A print job as operators see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintSummary {
    /// Its id, which is the name of its files.
    pub job: OutboxId,
    /// Who prints it.
    pub queue: PrintQueue,
    /// What it is, such as `key-card`.
    pub kind: String,
    /// To whom it goes.
    pub person: PersonId,
    /// What became of it.
    pub state: PrintState,
    /// When it was queued.
    pub queued_at: Timestamp,
    /// When it was posted.
    pub acknowledged_at: Option<Timestamp>,
    /// Whether it waits too long.
    pub stuck: bool,
}

/// Lists print jobs, oldest first.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn list(ctx: &Context, filter: Filter) -> Result<Vec<PrintSummary>, Error> {
    let jobs = ctx.db.read_long(move |tx| {
        Box::pin(async move { print_list(tx, filter.queue, filter.state, filter.limit).await })
    });
    let jobs = jobs.await?.into_iter();
    Ok(jobs.map(|job| summary(ctx, job)).collect())
}

fn summary(ctx: &Context, job: PrintJob) -> PrintSummary {
    let late = is_stuck(job.queued_at, ctx.now(), ctx.settings.print_alarm);
    PrintSummary {
        job: job.id,
        queue: job.queue,
        kind: job.kind,
        person: job.person,
        state: job.state,
        queued_at: job.queued_at,
        acknowledged_at: job.acknowledged_at,
        stuck: late && job.state == PrintState::Queued,
    }
}
