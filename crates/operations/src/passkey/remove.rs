//! A holder removes a passkey.

use super::end;
use super::own::session;
use crate::{Browser, Call, Context, Error};
use lykill_core::Spend;
use lykill_core::id::PasskeyId;
use lykill_store::eid::eid_lock;
use lykill_store::passkey::passkey_fetch;
use lykill_store::{Channel, Commit, Rollback, Tx};
use std::sync::Arc;

/// Why nothing was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemoveRefusal {
    /// Nobody is logged in, in this browser.
    Nobody,
    /// It is not in use, or somebody else's: told alike.
    NoSuchPasskey,
}

/// Removes a passkey of the eID that is logged in, in this browser.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn remove(
    ctx: &Context,
    call: &Call,
    browser: &Browser,
    passkey: &str,
) -> Result<Result<(), RemoveRefusal>, Error> {
    let Ok(id) = passkey.parse::<PasskeyId>() else {
        return Ok(Err(RemoveRefusal::NoSuchPasskey));
    };
    let job = Arc::new((ctx.clone(), *call, browser.clone(), id));
    let removed = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, browser, id) = job.as_ref();
            run(tx, (ctx, call), browser, *id).await
        })
    });
    let removed = removed.await?;
    ctx.db.notify(Channel::Outbox);
    Ok(removed)
}

async fn run(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    browser: &Browser,
    id: PasskeyId,
) -> Result<Commit<Result<(), RemoveRefusal>>, Rollback> {
    let Some(found) = session(tx, browser, ctx.now()).await? else {
        return Ok(Commit(Err(RemoveRefusal::Nobody)));
    };
    let _kept = eid_lock(tx, found.eid).await?;
    // Whoever held the lock may have ended the session.
    let Some(session) = session(tx, browser, ctx.now()).await? else {
        return Ok(Commit(Err(RemoveRefusal::Nobody)));
    };
    let passkey = passkey_fetch(tx, id).await?;
    let Some(passkey) = passkey.filter(|one| one.eid == session.eid) else {
        return Ok(Commit(Err(RemoveRefusal::NoSuchPasskey)));
    };
    let ended = end(tx, (ctx, call), &passkey, "holder").await?;
    Ok(Commit(match ended {
        Spend::Spent => Ok(()),
        Spend::AlreadySpent => Err(RemoveRefusal::NoSuchPasskey),
    }))
}
