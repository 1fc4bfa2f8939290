//! A letter or card came back from the post: the address is in doubt, so nothing more goes there,
//! and nothing that went there counts.

use super::{PrintRefusal, job_id};
use crate::notice;
use crate::record::{Record, impossible};
use crate::session_end::end_all;
use crate::{Call, Context, Error};
use lykill_core::EffectKind;
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_core::id::{CardId, OutboxId, PersonId};
use lykill_issuer::types::{Card, CardState, Eid, EidState, LetterState, PrintJob, PrintState};
use lykill_store::card::{card_block, card_list};
use lykill_store::eid::{eid_by_person, eid_lock, eid_reissue};
use lykill_store::letter::{letter_end, letter_live};
use lykill_store::outbox::{outbox_waiting, outbox_withdraw};
use lykill_store::person::{person_fetch, person_hold};
use lykill_store::print_job::{print_by_person, print_end, print_lock};
use lykill_store::{Channel, Commit, Rollback, StoreError, Tx};
use std::sync::Arc;

/// Why cards are blocked and post is held, in the record.
const REASON: &str = "post came back";

/// A job that came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Returned {
    /// The job.
    pub job: OutboxId,
    /// The person, whose post is held from now on.
    pub person: PersonId,
    /// Whether the person could be told by e-mail.
    pub told: bool,
}

/// Notes that a job came back. The person's post is held until they have another address; cards
/// that nobody has received and letters that were not used are void; the person is told.
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
    // It may be held since an earlier return.
    let _held_before = person_hold(tx, person.id, now, REASON).await?;
    void_all(tx, ctx, &job).await?;
    Record::new(ctx, call, now, AuditKind::PostReturned)
        .person(person.id)
        .detail(format!("{id} {}", job.kind))
        .save(tx)
        .await?;
    let notice = Notice::PostReturned { at: now };
    let told = notice::tell(tx, ctx, &person, (notice, now)).await?;
    Ok(Commit(Ok(Returned {
        job: id,
        person: person.id,
        told,
    })))
}

/// Everything on its way to this address, and everything that may lie there unopened.
async fn void_all(tx: &mut Tx<'_>, ctx: &Context, job: &PrintJob) -> Result<(), StoreError> {
    let now = ctx.now();
    // Held first: whoever orders paper for one of them holds it, too, and is seen below.
    let mut eids = Vec::new();
    for eid in eid_by_person(tx, job.person).await? {
        let lost = || impossible("eid", "id", &eid.id);
        eids.push(eid_lock(tx, eid.id).await?.ok_or_else(lost)?);
    }
    let mut received = Vec::new();
    for other in print_by_person(tx, job.person).await? {
        match other.state {
            PrintState::Acknowledged => received.extend(other.card),
            PrintState::Queued => {
                let _ended = print_end(tx, other.id, PrintState::Void, now).await?;
            }
            PrintState::Returned | PrintState::Void => {}
        }
    }
    for row in outbox_waiting(tx, job.person, EffectKind::PAPER).await? {
        let _withdrawn = outbox_withdraw(tx, row.id, now).await?;
    }
    for eid in &eids {
        void_letters(tx, ctx, eid).await?;
        void_cards(tx, ctx, eid, (job.card, &received)).await?;
    }
    Ok(())
}

/// The letters of an eID that awaits activation no longer activate it.
async fn void_letters(tx: &mut Tx<'_>, ctx: &Context, eid: &Eid) -> Result<(), StoreError> {
    let now = ctx.now();
    if let Some(letter) = letter_live(tx, eid.id).await? {
        let _ended = letter_end(tx, letter.id, LetterState::Void, now).await?;
    }
    if let EidState::AwaitsActivation { temporary, .. } = &eid.state {
        let _ended = eid_reissue(tx, eid.id, temporary, now).await?;
    }
    Ok(())
}

/// The card that came back is blocked, and so is each that its holder cannot have yet.
async fn void_cards(
    tx: &mut Tx<'_>,
    ctx: &Context,
    eid: &Eid,
    (returned, received): (Option<CardId>, &[CardId]),
) -> Result<(), StoreError> {
    let now = ctx.now();
    // Nobody who has not activated is known to live where the post went.
    let received = match eid.state {
        EidState::AwaitsActivation { .. } => &[],
        _ => received,
    };
    let is_void = |card: &Card| {
        let on_its_way = card.state == CardState::Dormant && !received.contains(&card.id);
        on_its_way || Some(card.id) == returned
    };
    for card in card_list(tx, eid.id)
        .await?
        .iter()
        .filter(|card| is_void(card))
    {
        let blocked = card_block(tx, card.id, now, REASON).await?;
        if blocked.is_spent() && card.state == CardState::Active {
            end_all(tx, ctx, (eid.id, eid.person), now).await?;
        }
    }
    Ok(())
}
