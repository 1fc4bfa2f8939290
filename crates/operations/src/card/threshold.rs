//! The holder's own threshold: at how many keys left the next card is ordered (security.md
//! case 12).

use super::CardRefusal;
use crate::record::{Record, impossible};
use crate::{Call, Context, Error};
use lykill_core::audit::AuditKind;
use lykill_issuer::{key_card, user_id};
use lykill_store::eid::{eid_by_user_id, eid_lock, eid_set_threshold};
use lykill_store::{Commit, Rollback, Tx};
use std::sync::Arc;

/// Sets the threshold of a user id: 10 to 100, as plain digits. It counts from the next key on.
/// Gives it as it is stored.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn set_threshold(
    ctx: &Context,
    call: &Call,
    user_id: &str,
    keys_left: &str,
) -> Result<Result<u32, CardRefusal>, Error> {
    let keys_left = match key_card::threshold(keys_left) {
        Ok(keys_left) => keys_left,
        Err(error) => return Ok(Err(error.into())),
    };
    let job = Arc::new((ctx.clone(), *call, user_id.to_owned()));
    let set = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, user_id) = job.as_ref();
            run(tx, (ctx, call), user_id, keys_left).await
        })
    });
    Ok(set.await?)
}

async fn run(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    typed: &str,
    keys_left: u32,
) -> Result<Commit<Result<u32, CardRefusal>>, Rollback> {
    let found = match user_id::parse(typed) {
        Ok(user_id) => eid_by_user_id(tx, &user_id).await?,
        Err(_) => None,
    };
    let Some(found) = found else {
        return Ok(Commit(Err(CardRefusal::NoSuchUserId)));
    };
    let lost = || impossible("eid", "id", &found.id);
    let eid = eid_lock(tx, found.id).await?.ok_or_else(lost)?;
    if !eid_set_threshold(tx, eid.id, keys_left).await?.is_spent() {
        return Ok(Commit(Ok(keys_left)));
    }
    Record::new(ctx, call, ctx.now(), AuditKind::ThresholdSet)
        .eid(eid.id)
        .person(eid.person)
        .detail(format!("{} to {keys_left}", eid.card_threshold))
        .save(tx)
        .await?;
    Ok(Commit(Ok(keys_left)))
}
