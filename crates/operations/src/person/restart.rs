//! Activation anew, by letters: of an eID that was blocked, after new proofing, and of one whose
//! holder forgot the password.

use super::EidRefusal;
use super::reissue::has_card;
use crate::card::refill::make;
use crate::letters::{self, Drawn};
use crate::login::reopen_lanes;
use crate::notice::tell_everywhere;
use crate::order::{Asked, Placed, Verdict, Wish, hold};
use crate::post::is_held;
use crate::record::{Record, impossible};
use crate::session_end::end_all;
use crate::{Call, Context, Error};
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_core::id::EidId;
use lykill_core::{DisplayName, Timestamp};
use lykill_issuer::types::{CardKind, Eid, EidState, Ordered, Person};
use lykill_issuer::user_id;
use lykill_store::eid::{eid_by_user_id, eid_end_password, eid_lock, eid_unblock};
use lykill_store::person::person_fetch;
use lykill_store::{Channel, Commit, Rollback, StoreError, Tx};
use std::sync::Arc;

/// Why an eID is activated anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Restart {
    /// It was blocked, and its holder was proofed anew.
    Blocked,
    /// Its holder forgot the password.
    Forgotten,
}

impl Restart {
    const fn ordered(self) -> Ordered {
        match self {
            Self::Blocked => Ordered::Unblock,
            Self::Forgotten => Ordered::NewPassword,
        }
    }
}

/// Opens an eID that was blocked, after its holder was proofed anew: letters and a new card are
/// posted, with which it is activated again. `reason` says how they were proofed. Gives when the
/// letters end. To an address that is new a second person must agree (security.md case 20).
///
/// # Errors
/// [`Error`] when the database or the hash pool cannot answer.
pub async fn unblock(
    ctx: &Context,
    call: &Call,
    user_id: &str,
    (reason, by): (&str, Option<String>),
) -> Result<Result<Placed<Timestamp>, EidRefusal>, Error> {
    let asked = Asked {
        by,
        by_telephone: false,
    };
    begin(ctx, call, user_id, (Restart::Blocked, reason, asked)).await
}

/// Ends a password that its holder forgot, with the sessions: letters are posted, with which they
/// choose another one. A card that can still be used stays. Gives when the letters end. Where
/// nobody knows who asks, and to an address that is new, a second person must agree (security.md
/// case 20), and until then the password stays.
///
/// # Errors
/// [`Error`] when the database or the hash pool cannot answer.
pub async fn end_password(
    ctx: &Context,
    call: &Call,
    user_id: &str,
    (reason, asked): (&str, Asked),
) -> Result<Result<Placed<Timestamp>, EidRefusal>, Error> {
    begin(ctx, call, user_id, (Restart::Forgotten, reason, asked)).await
}

struct Job {
    ctx: Context,
    call: Call,
    user_id: String,
    why: Restart,
    reason: DisplayName,
    asked: Asked,
    drawn: Drawn,
}

async fn begin(
    ctx: &Context,
    call: &Call,
    user_id: &str,
    (why, reason, asked): (Restart, &str, Asked),
) -> Result<Result<Placed<Timestamp>, EidRefusal>, Error> {
    let Ok(reason) = DisplayName::parse(reason) else {
        return Ok(Err(EidRefusal::Reason));
    };
    let job = Arc::new(Job {
        ctx: ctx.clone(),
        call: *call,
        user_id: user_id.to_owned(),
        why,
        reason,
        asked,
        drawn: letters::draw(ctx).await?,
    });
    let done = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { run(tx, &job).await })
    });
    let done = done.await?;
    ctx.db.notify(Channel::Outbox);
    Ok(done)
}

async fn run(
    tx: &mut Tx<'_>,
    job: &Job,
) -> Result<Commit<Result<Placed<Timestamp>, EidRefusal>>, Rollback> {
    let tools = (&job.ctx, &job.call);
    let found = match user_id::parse(&job.user_id) {
        Ok(user_id) => eid_by_user_id(tx, &user_id).await?,
        Err(_) => None,
    };
    let Some(found) = found else {
        return Ok(Commit(Err(EidRefusal::NoSuchUserId)));
    };
    let eid = match restartable(tx, found.id, job.why).await? {
        Ok(eid) => eid,
        Err(refusal) => return Ok(Commit(Err(refusal))),
    };
    let lost = || impossible("eid", "person", &eid.id);
    let person = person_fetch(tx, eid.person).await?.ok_or_else(lost)?;
    let wish = Wish {
        what: job.why.ordered(),
        format: None,
        reason: job.reason.as_str(),
        asked: &job.asked,
    };
    Ok(Commit(
        match hold(tx, tools, (&eid, &person), &wish).await? {
            Verdict::Refused(refusal) => Err(refusal.into()),
            Verdict::Held(held) => Ok(Placed::Held(held)),
            Verdict::Make => {
                let why = (job.why, job.reason.as_str());
                let until = restart(tx, tools, (&eid, &person), (why, &job.drawn)).await?;
                Ok(Placed::Made(until))
            }
        },
    ))
}

/// The eID, held, when it can be activated anew for this reason.
pub(crate) async fn restartable(
    tx: &mut Tx<'_>,
    eid: EidId,
    why: Restart,
) -> Result<Result<Eid, EidRefusal>, StoreError> {
    let lost = || impossible("eid", "id", &eid);
    let eid = eid_lock(tx, eid).await?.ok_or_else(lost)?;
    match (why, &eid.state) {
        (Restart::Blocked, EidState::Blocked { .. })
        | (Restart::Forgotten, EidState::Active { .. }) => {}
        (Restart::Blocked, _) => return Ok(Err(EidRefusal::NotBlocked)),
        (Restart::Forgotten, EidState::Blocked { .. }) => return Ok(Err(EidRefusal::Blocked)),
        (Restart::Forgotten, _) => return Ok(Err(EidRefusal::NotActive)),
    }
    if is_held(tx, eid.person).await? {
        return Ok(Err(EidRefusal::PostHeld));
    }
    Ok(Ok(eid))
}

/// Has the eID await its activation, and orders what that needs. Gives when the letters end.
pub(crate) async fn restart(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    (eid, person): (&Eid, &Person),
    ((why, reason), drawn): ((Restart, &str), &Drawn),
) -> Result<Timestamp, Rollback> {
    let now = ctx.now();
    let (kind, notice) = match why {
        Restart::Blocked => (AuditKind::EidUnblocked, Notice::EidReopened { at: now }),
        Restart::Forgotten => (AuditKind::PasswordEnded, Notice::PasswordEnded { at: now }),
    };
    let (hash, until) = (&drawn.hash, drawn.valid_until);
    let spent = match why {
        Restart::Blocked => eid_unblock(tx, eid.id, hash, until).await?,
        Restart::Forgotten => eid_end_password(tx, eid.id, hash, until).await?,
    };
    if !spent.is_spent() {
        return Err(Rollback::Retry);
    }
    end_all(tx, ctx, (eid.id, eid.person), now).await?;
    reopen_lanes(tx, ctx, (eid.user_id.as_str(), person)).await?;
    letters::post_both(tx, ctx, (eid, person), drawn).await?;
    if !has_card(tx, eid).await? {
        make(tx, (ctx, call), (eid, person), CardKind::KeyCard).await?;
    }
    Record::new(ctx, call, now, kind)
        .eid(eid.id)
        .person(person.id)
        .detail(reason)
        .save(tx)
        .await?;
    tell_everywhere(tx, ctx, person, (notice, now)).await?;
    Ok(until)
}
