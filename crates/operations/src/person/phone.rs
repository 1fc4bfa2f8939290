//! Another telephone number: no code goes to it for a day, and the person hears of it by every way
//! by which they could be reached before (security.md case 75).

use super::PersonRefusal;
use crate::notice;
use crate::record::Record;
use crate::{Call, Context, Error};
use lykill_core::Timestamp;
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_issuer::{phone, user_id};
use lykill_store::eid::{eid_by_user_id, eid_lock};
use lykill_store::person::{person_fetch, person_set_phone};
use lykill_store::{Channel, Commit, Rollback, Tx};
use std::sync::Arc;

/// A telephone number that was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhoneChanged {
    /// From when codes may go to it.
    pub codes_from: Timestamp,
    /// Whether the person could be told where they could be reached before.
    pub told: bool,
}

/// Gives a person another telephone number, or none any more. Codes that are on their way to the
/// former one are void.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn change_phone(
    ctx: &Context,
    call: &Call,
    user_id: &str,
    number: Option<&str>,
) -> Result<Result<PhoneChanged, PersonRefusal>, Error> {
    let number = match number.map(phone::parse).transpose() {
        Ok(number) => number,
        Err(not_one) => return Ok(Err(not_one.into())),
    };
    let job = Arc::new((ctx.clone(), *call, user_id.to_owned(), number));
    let done = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, user_id, number) = job.as_ref();
            run(tx, (ctx, call), user_id, number.as_deref()).await
        })
    });
    let done = done.await?;
    ctx.db.notify(Channel::Outbox);
    Ok(done)
}

async fn run(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    typed: &str,
    number: Option<&str>,
) -> Result<Commit<Result<PhoneChanged, PersonRefusal>>, Rollback> {
    let now = ctx.now();
    let nobody = Ok(Commit(Err(PersonRefusal::NoSuchUserId)));
    let eid = match user_id::parse(typed) {
        Ok(user_id) => eid_by_user_id(tx, &user_id).await?,
        Err(_) => None,
    };
    let Some(eid) = eid else {
        return nobody;
    };
    // Held, so that a code that is being checked is checked before or after the change.
    eid_lock(tx, eid.id).await?;
    let Some(before) = person_fetch(tx, eid.person).await? else {
        return nobody;
    };
    if !person_set_phone(tx, before.id, number, now)
        .await?
        .is_spent()
    {
        return Err(Rollback::Retry);
    }
    Record::new(ctx, call, now, AuditKind::PhoneChanged)
        .eid(eid.id)
        .person(before.id)
        .save(tx)
        .await?;
    // To whom the person was before: the former number hears of it, the new one does not.
    let notice = Notice::PhoneChanged { at: now };
    let told = notice::tell_everywhere(tx, ctx, &before, (notice, now)).await?;
    Ok(Commit(Ok(PhoneChanged {
        codes_from: now + phone::NEW_NUMBER_WAITS,
        told,
    })))
}
