//! A letter or card came back from the post: the address is in doubt, so nothing more goes there,
//! and nothing that went there counts.

use super::{PrintRefusal, job_id};
use crate::notice::{self, LETTER_WITHIN};
use crate::record::{Record, impossible};
use crate::void_post::{Lost, hold, void, withdraw};
use crate::{Call, Context, Error};
use lykill_core::EffectKind;
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_core::id::{OutboxId, PersonId};
use lykill_issuer::letter::NEW_ADDRESS_WAITS;
use lykill_issuer::types::{PrintJob, PrintState};
use lykill_store::person::{person_fetch, person_hold, person_post};
use lykill_store::print_job::{print_end, print_lock};
use lykill_store::{Channel, Commit, Rollback, StoreError, Tx};
use std::sync::Arc;
use std::time::Duration;

/// Why cards are blocked and post is held, in the record.
const REASON: &str = "post came back";

/// A job that came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Returned {
    /// The job.
    pub job: OutboxId,
    /// The person.
    pub person: PersonId,
    /// Whether their post is held from now on: not when it came back from an address that they
    /// left since.
    pub is_held: bool,
    /// Whether the person could be told by e-mail or SMS.
    pub told: bool,
}

/// Notes that a job came back. The person's post is held until they have another address; cards
/// that nobody has received and letters that were not used are void; the person is told. When the
/// person has another address already, what this job carried is void and nothing else.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn returned(
    ctx: &Context,
    call: &Call,
    job: &str,
) -> Result<Result<Returned, PrintRefusal>, Error> {
    let id = match job_id(job) {
        Ok(id) => id,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let job = Arc::new((ctx.clone(), *call));
    let done = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { run(tx, (&job.0, &job.1), id).await })
    });
    let done = done.await?;
    ctx.db.notify(Channel::Outbox);
    Ok(done)
}

async fn run(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    id: OutboxId,
) -> Result<Commit<Result<Returned, PrintRefusal>>, Rollback> {
    let now = ctx.now();
    let Some(job) = print_lock(tx, id).await? else {
        return Ok(Commit(Err(PrintRefusal::NoSuchJob)));
    };
    match job.state {
        PrintState::Queued | PrintState::Acknowledged => {}
        PrintState::Returned => return Ok(Commit(Err(PrintRefusal::Returned))),
        PrintState::Void => return Ok(Commit(Err(PrintRefusal::Void))),
    }
    if !print_end(tx, id, PrintState::Returned, now)
        .await?
        .is_spent()
    {
        return Err(Rollback::Retry);
    }
    let lost = || impossible("print_job", "person", &id);
    let person = person_fetch(tx, job.person).await?.ok_or_else(lost)?;
    let is_left = void_job(tx, ctx, &job).await?;
    Record::new(ctx, call, now, AuditKind::PostReturned)
        .person(person.id)
        .detail(format!("{id} {}", job.kind))
        .save(tx)
        .await?;
    let mut told = false;
    if !is_left {
        // It may be held since an earlier return.
        let _held_before = person_hold(tx, person.id, now, REASON).await?;
        let notice = Notice::PostReturned { at: now };
        told = notice::tell(tx, ctx, &person, (notice, now)).await?;
    }
    Ok(Commit(Ok(Returned {
        job: id,
        person: person.id,
        is_held: !is_left,
        told,
    })))
}

/// Everything on its way to this address, and everything that may lie there unopened. What came
/// back from an address that the person left says nothing about the one that they have: then it
/// is this job alone. Gives whether that was so.
async fn void_job(tx: &mut Tx<'_>, ctx: &Context, job: &PrintJob) -> Result<bool, StoreError> {
    let eids = hold(tx, job.person).await?;
    let is_left = is_left(tx, job).await?;
    let mut lost = Lost::default();
    if !is_left {
        lost = withdraw(tx, ctx, job.person).await?;
        lost.is_unopened = true;
    }
    lost.posts.push(job.id);
    lost.cards.extend(job.card);
    for eid in &eids {
        void(tx, ctx, (eid, &lost), REASON).await?;
    }
    Ok(is_left)
}

/// Whether the job went to an address that the person left.
async fn is_left(tx: &mut Tx<'_>, job: &PrintJob) -> Result<bool, StoreError> {
    // What waited on the day of a move was withdrawn, so what was queued later goes to the new
    // address; a notice goes to those that were left, for as long as the new one waits.
    let still = match job.kind == EffectKind::NOTICE_LETTER {
        true => NEW_ADDRESS_WAITS + LETTER_WITHIN,
        false => Duration::ZERO,
    };
    let post = person_post(tx, job.person).await?;
    let moved = post.and_then(|post| post.address_changed_at);
    Ok(moved.is_some_and(|moved| job.queued_at <= moved + still))
}
