//! Printing anew: never the same secrets twice. The old card, number or temporary password is
//! void, whoever may have seen it (security.md cases 19, 218).

use super::{PrintRefusal, job_id};
use crate::card::refill::make;
use crate::letters::{self, Drawn};
use crate::post::is_held;
use crate::record::{Record, impossible};
use crate::void_post::hold;
use crate::{Call, Context, Error};
use lykill_core::audit::AuditKind;
use lykill_core::id::{CardId, LetterId, OutboxId};
use lykill_issuer::activation;
use lykill_issuer::held_order::{self, Held};
use lykill_issuer::types::{CardState, Eid, Letter, LetterState, Person, PrintJob, PrintState};
use lykill_store::card::{card_block, card_fetch};
use lykill_store::eid::{eid_by_person, eid_lock, eid_reissue};
use lykill_store::letter::{letter_by_post, letter_end, letter_insert, letter_new_password};
use lykill_store::person::{person_fetch, person_post};
use lykill_store::print_job::{print_end, print_lock};
use lykill_store::{Channel, Commit, Rollback, StoreError, Tx};
use std::sync::Arc;

/// A job that is printed anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reprinted {
    /// The job that is void.
    pub job: OutboxId,
}

/// Orders what a job carried anew, with new secrets, and voids the old.
///
/// # Errors
/// [`Error`] when the database or the hash pool cannot answer.
pub async fn reprint(
    ctx: &Context,
    call: &Call,
    job: &str,
) -> Result<Result<Reprinted, PrintRefusal>, Error> {
    let id = match job_id(job) {
        Ok(id) => id,
        Err(refusal) => return Ok(Err(refusal)),
    };
    // Drawn whether or not they are needed: what the job carries is looked at under its lock.
    let drawn = letters::draw(ctx).await?;
    let job = Arc::new((ctx.clone(), *call, drawn));
    let done = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { run(tx, (&job.0, &job.1, &job.2), id).await })
    });
    let done = done.await?;
    ctx.db.notify(Channel::Outbox);
    Ok(done)
}

type Tools<'a> = (&'a Context, &'a Call, &'a Drawn);

async fn run(
    tx: &mut Tx<'_>,
    tools: Tools<'_>,
    id: OutboxId,
) -> Result<Commit<Result<Reprinted, PrintRefusal>>, Rollback> {
    let (ctx, call, _) = tools;
    let now = ctx.now();
    let Some(job) = print_lock(tx, id).await? else {
        return Ok(Commit(Err(PrintRefusal::NoSuchJob)));
    };
    if job.state == PrintState::Void {
        return Ok(Commit(Err(PrintRefusal::Void)));
    }
    // Held before the address is read: whoever changes it holds them, too.
    hold(tx, job.person).await?;
    if is_held(tx, job.person).await? {
        return Ok(Commit(Err(PrintRefusal::PostHeld)));
    }
    let post = person_post(tx, job.person).await?.unwrap_or_default();
    if held_order::is_held(false, post.address_changed_at, now) != Held::No {
        return Ok(Commit(Err(PrintRefusal::AddressIsNew)));
    }
    let lost = || impossible("print_job", "person", &id);
    let person = person_fetch(tx, job.person).await?.ok_or_else(lost)?;
    let outcome = match job.card {
        Some(card) => card_anew(tx, tools, &person, card).await?,
        None => letter_anew(tx, tools, &person, &job).await?,
    };
    if let Err(refusal) = outcome {
        return Ok(Commit(Err(refusal)));
    }
    // A job that came back stays so.
    let _ended = print_end(tx, id, PrintState::Void, now).await?;
    Record::new(ctx, call, now, AuditKind::PostReprinted)
        .person(person.id)
        .detail(format!("{id} {}", job.kind))
        .save(tx)
        .await?;
    Ok(Commit(Ok(Reprinted { job: id })))
}

async fn card_anew(
    tx: &mut Tx<'_>,
    (ctx, call, _): Tools<'_>,
    person: &Person,
    card: CardId,
) -> Result<Result<(), PrintRefusal>, StoreError> {
    let lost = || impossible("card", "id", &card);
    let found = card_fetch(tx, card).await?.ok_or_else(lost)?;
    let eid = eid_lock(tx, found.eid).await?.ok_or_else(lost)?;
    let card = card_fetch(tx, card).await?.ok_or_else(lost)?;
    match card.state {
        CardState::Dormant => {}
        CardState::Active | CardState::Retired => return Ok(Err(PrintRefusal::InUse)),
        CardState::Blocked { .. } => return Ok(Err(PrintRefusal::Void)),
    }
    if !card_block(tx, card.id, ctx.now(), "printed anew")
        .await?
        .is_spent()
    {
        return Ok(Err(PrintRefusal::Void));
    }
    make(tx, (ctx, call), (&eid, person), card.kind).await?;
    Ok(Ok(()))
}

async fn letter_anew(
    tx: &mut Tx<'_>,
    (ctx, _, drawn): Tools<'_>,
    person: &Person,
    job: &PrintJob,
) -> Result<Result<(), PrintRefusal>, StoreError> {
    for eid in eid_by_person(tx, person.id).await? {
        let lost = || impossible("eid", "id", &eid.id);
        let eid = eid_lock(tx, eid.id).await?.ok_or_else(lost)?;
        let Some(letter) = letter_by_post(tx, eid.id, job.id).await? else {
            continue;
        };
        if !activation::is_valid(ctx.now(), letter.valid_until) {
            return Ok(Err(PrintRefusal::Spent));
        }
        if letter.welcome_post == job.id {
            new_number(tx, ctx, (person, drawn), letter).await?;
        } else {
            new_password(tx, ctx, (&eid, person), (drawn, &letter)).await?;
        }
        return Ok(Ok(()));
    }
    Ok(Err(PrintRefusal::Spent))
}

/// Another number for the same temporary password.
async fn new_number(
    tx: &mut Tx<'_>,
    ctx: &Context,
    (person, drawn): (&Person, &Drawn),
    old: Letter,
) -> Result<(), StoreError> {
    let now = ctx.now();
    let _ended = letter_end(tx, old.id, LetterState::Void, now).await?;
    let carried = (&drawn.number, old.valid_until);
    let letter = Letter {
        id: LetterId::new(now, ctx.rng.as_ref()),
        number: letters::number_lookup(ctx, &drawn.number),
        welcome_post: letters::post_welcome(tx, ctx, person, carried).await?,
        issued_at: now,
        ..old
    };
    letter_insert(tx, &letter).await
}

/// Another temporary password for the same number.
async fn new_password(
    tx: &mut Tx<'_>,
    ctx: &Context,
    (eid, person): (&Eid, &Person),
    (drawn, letter): (&Drawn, &Letter),
) -> Result<(), StoreError> {
    let post = letters::post_password(tx, ctx, person, drawn).await?;
    let until = drawn.valid_until;
    let _changed = eid_reissue(tx, eid.id, &drawn.hash, until).await?;
    letter_new_password(tx, letter.id, (&drawn.hash, until), post).await
}
