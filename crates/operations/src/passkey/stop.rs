//! The way out of the notice: whoever got it stops the passkey, without a login.

use super::{end, is_active};
use crate::session_end::end_all;
use crate::{Call, Context, Error};
use lykill_core::{DisplayName, MethodKind, Spend};
use lykill_crypto::pure::prf;
use lykill_issuer::types::Passkey;
use lykill_store::eid::eid_lock;
use lykill_store::passkey::{passkey_by_stop, passkey_list};
use lykill_store::{Channel, Commit, Rollback, StoreError, Tx};
use std::sync::Arc;

/// What a notice's link stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// A passkey that can be stopped; what it is called.
    Can(DisplayName),
    /// It is stopped now, or was removed or blocked before.
    Ended,
    /// Nothing that we know.
    Unknown,
}

/// What a notice's link stands for; nothing changes.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn stoppable(ctx: &Context, secret: &str) -> Result<Stop, Error> {
    let hash = prf::sha256(secret.as_bytes());
    let found = ctx.db.read(move |tx| {
        Box::pin(async move {
            Ok(match passkey_by_stop(tx, &hash).await? {
                None => Stop::Unknown,
                Some(passkey) if is_active(&passkey) => Stop::Can(passkey.label),
                Some(_) => Stop::Ended,
            })
        })
    });
    Ok(found.await?)
}

/// Stops the passkey of a notice, with those that it may have bound, and ends what is open with its
/// eID: whoever added it may be in.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn stop(ctx: &Context, call: &Call, secret: &str) -> Result<Stop, Error> {
    let job = Arc::new((ctx.clone(), *call, prf::sha256(secret.as_bytes())));
    let stopped = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, hash) = job.as_ref();
            run(tx, (ctx, call), hash).await
        })
    });
    let stopped = stopped.await?;
    ctx.db.notify(Channel::Outbox);
    Ok(stopped)
}

async fn run(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    hash: &[u8; 32],
) -> Result<Commit<Stop>, Rollback> {
    let Some(passkey) = passkey_by_stop(tx, hash).await? else {
        return Ok(Commit(Stop::Unknown));
    };
    let _kept = eid_lock(tx, passkey.eid).await?;
    if end(tx, (ctx, call), &passkey, "stopped").await? == Spend::Spent {
        end_bound_since(tx, (ctx, call), &passkey).await?;
        end_all(tx, ctx, (passkey.eid, passkey.person), ctx.now()).await?;
    }
    Ok(Commit(Stop::Ended))
}

/// A passkey that a passkey bound did not wait: whoever logged in with the stopped one has another
/// in use by now. Which of several bound it is not kept, so all go that this one can have bound.
async fn end_bound_since(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    stopped: &Passkey,
) -> Result<(), StoreError> {
    for one in passkey_list(tx, stopped.eid).await? {
        if one.bound_by == MethodKind::Passkey && one.added_at >= stopped.added_at {
            let _ended_before = end(tx, (ctx, call), &one, "stopped").await?;
        }
    }
    Ok(())
}
