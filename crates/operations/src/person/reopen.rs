//! Failures that are forgotten: somebody used up all tries, and the holder was proofed.

use super::EidRefusal;
use crate::login::reopen_lanes;
use crate::notice::tell_everywhere;
use crate::record::{Record, impossible};
use crate::{Call, Context, Error};
use lykill_core::DisplayName;
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_issuer::types::EidState;
use lykill_issuer::user_id;
use lykill_store::eid::{eid_by_user_id, eid_lock};
use lykill_store::person::person_fetch;
use lykill_store::{Channel, Commit, Rollback, Tx};
use std::sync::Arc;

/// Forgets the failures of a user id and of its holder's national number, of passwords, keys and
/// codes of devices: a hundred more of each are looked at then, so this follows a new proofing.
/// Gives how many there were.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn reopen(
    ctx: &Context,
    call: &Call,
    user_id: &str,
    reason: &str,
) -> Result<Result<u32, EidRefusal>, Error> {
    let Ok(reason) = DisplayName::parse(reason) else {
        return Ok(Err(EidRefusal::Reason));
    };
    let job = Arc::new((ctx.clone(), *call, user_id.to_owned(), reason));
    let reopened = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, user_id, reason) = job.as_ref();
            run(tx, (ctx, call), user_id, reason).await
        })
    });
    let reopened = reopened.await?;
    ctx.db.notify(Channel::Outbox);
    Ok(reopened)
}

async fn run(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    typed: &str,
    reason: &DisplayName,
) -> Result<Commit<Result<u32, EidRefusal>>, Rollback> {
    let now = ctx.now();
    let found = match user_id::parse(typed) {
        Ok(user_id) => eid_by_user_id(tx, &user_id).await?,
        Err(_) => None,
    };
    let Some(found) = found else {
        return Ok(Commit(Err(EidRefusal::NoSuchUserId)));
    };
    let lost = || impossible("eid", "id", &found.id);
    let eid = eid_lock(tx, found.id).await?.ok_or_else(lost)?;
    if matches!(eid.state, EidState::Blocked { .. }) {
        return Ok(Commit(Err(EidRefusal::Blocked)));
    }
    let person = person_fetch(tx, eid.person).await?.ok_or_else(lost)?;
    let failures = reopen_lanes(tx, ctx, (eid.user_id.as_str(), &person)).await?;
    Record::new(ctx, call, now, AuditKind::TriesReopened)
        .eid(eid.id)
        .person(eid.person)
        .detail(format!("{failures} failures: {}", reason.as_str()))
        .save(tx)
        .await?;
    let notice = Notice::EidReopened { at: now };
    tell_everywhere(tx, ctx, &person, (notice, now)).await?;
    Ok(Commit(Ok(failures)))
}
