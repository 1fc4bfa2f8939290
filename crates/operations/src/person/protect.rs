//! Protecting somebody's name and address later than at registration, and ending that. What the
//! population register says of it comes and goes.

use super::PersonRefusal;
use crate::record::Record;
use crate::{Call, Context, Error};
use lykill_core::audit::AuditKind;
use lykill_issuer::user_id;
use lykill_store::eid::eid_by_user_id;
use lykill_store::person::person_protect;
use lykill_store::{Commit, Rollback, Tx};
use std::sync::Arc;

/// Whether name and address of a person are told to nobody from now on. Gives whether that is
/// new. What was told before cannot be taken back.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn protect(
    ctx: &Context,
    call: &Call,
    user_id: &str,
    is_protected: bool,
) -> Result<Result<bool, PersonRefusal>, Error> {
    let job = Arc::new((ctx.clone(), *call, user_id.to_owned()));
    let done = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, user_id) = job.as_ref();
            run(tx, (ctx, call), user_id, is_protected).await
        })
    });
    Ok(done.await?)
}

async fn run(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    typed: &str,
    is_protected: bool,
) -> Result<Commit<Result<bool, PersonRefusal>>, Rollback> {
    let eid = match user_id::parse(typed) {
        Ok(user_id) => eid_by_user_id(tx, &user_id).await?,
        Err(_) => None,
    };
    let Some(eid) = eid else {
        return Ok(Commit(Err(PersonRefusal::NoSuchUserId)));
    };
    if !person_protect(tx, eid.person, is_protected)
        .await?
        .is_spent()
    {
        return Ok(Commit(Ok(false)));
    }
    let kind = match is_protected {
        true => AuditKind::PersonProtected,
        false => AuditKind::PersonUnprotected,
    };
    Record::new(ctx, call, ctx.now(), kind)
        .eid(eid.id)
        .person(eid.person)
        .save(tx)
        .await?;
    Ok(Commit(Ok(true)))
}
