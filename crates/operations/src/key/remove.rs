//! Removing a key that nothing needs any more, or that nothing was made with yet.

use super::in_use::nodes;
use super::list::{KeySummary, list};
use crate::record::Record;
use crate::{Call, Context, Error};
use lykill_core::audit::AuditKind;
use lykill_store::Commit;
use lykill_store::meta::meta_save;
use lykill_store::server_key::{ServerKey, server_key_lock, server_key_remove};
use std::sync::Arc;

/// The state of a key that was made for a rotation and not put to use.
const WAITING: &str = "waiting";

/// Why a key stays.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RemoveRefusal {
    /// There is no such key in the key file.
    #[error("no key of the key file has this id; `lykill key list` shows them")]
    Unknown,
    /// It is in use, or will be.
    #[error("the key is {0}; only an earlier or a waiting one is removed")]
    State(&'static str),
    /// Values need it.
    #[error("{0} values still need the key; `lykill key list` shows how many remain")]
    Needed(u64),
    /// A node may still make values with it.
    #[error("{0} nodes have not taken over the key that follows it; try again in a minute")]
    InUse(usize),
}

/// Removes an earlier or a waiting key: first from the database's list, then from this node's key
/// file. Each other node's copy is replaced by the operator.
///
/// # Errors
/// [`Error`] when the database cannot answer or the key file cannot be written.
pub async fn remove(
    ctx: &Context,
    call: &Call,
    id: &str,
) -> Result<Result<(), RemoveRefusal>, Error> {
    let keys = list(ctx).await?;
    let Some(key) = keys.iter().find(|key| key.id == id) else {
        return Ok(Err(RemoveRefusal::Unknown));
    };
    if let Err(refusal) = check(ctx, key).await? {
        return Ok(Err(refusal));
    }
    let job = Arc::new((ctx.clone(), *call, id.to_owned(), key.state == WAITING));
    let noted = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, id, waits) = job.as_ref();
            let (now, file) = (ctx.now(), ctx.keys.file());
            let known = server_key_lock(tx).await?;
            // It may have been put to use since it was looked at.
            if *waits && known.iter().any(|row| row.id == *id) {
                return Ok(Commit(Err(RemoveRefusal::State("active"))));
            }
            let stays = |row: &&ServerKey| row.removed_at.is_none() && row.id != *id;
            let stay: Vec<_> = known
                .iter()
                .filter(stays)
                .map(|row| row.id.clone())
                .collect();
            meta_save(tx, "key-check", &file.check_value_of(&stay)).await?;
            // A crash came between this and the file: the file's turn is all that is left.
            if server_key_remove(tx, id, now).await?.is_spent() || *waits {
                Record::new(ctx, call, now, AuditKind::ServerKeyChanged)
                    .detail(format!("key {id} is removed"))
                    .save(tx)
                    .await?;
            }
            Ok(Commit(Ok(())))
        })
    });
    if let Err(refusal) = noted.await? {
        return Ok(Err(refusal));
    }
    let (keys, rng, id) = (Arc::clone(&ctx.keys), Arc::clone(&ctx.rng), id.to_owned());
    let removed = tokio::task::spawn_blocking(move || keys.remove(&id, rng.as_ref())).await;
    let gone = |_| Error::Broken("the key file was not written".to_owned());
    let removed = removed.map_err(gone)?;
    removed.map_err(|error| Error::Broken(error.to_string()))?;
    Ok(Ok(()))
}

async fn check(ctx: &Context, key: &KeySummary) -> Result<Result<(), RemoveRefusal>, Error> {
    if key.state == WAITING {
        return Ok(Ok(()));
    }
    if !matches!(key.state, "earlier" | "removed") {
        return Ok(Err(RemoveRefusal::State(key.state)));
    }
    // First who may still use it, then what was made with it: in this order nothing slips through.
    let uses = |node: &&lykill_store::server_key::Node| node.current.contains(&key.id);
    let using = nodes(ctx, ctx.now()).await?.iter().filter(uses).count();
    if using > 0 {
        return Ok(Err(RemoveRefusal::InUse(using)));
    }
    let again = list(ctx).await?.into_iter().find(|now| now.id == key.id);
    match again.and_then(|key| key.remaining) {
        Some(0) => Ok(Ok(())),
        remaining => Ok(Err(RemoveRefusal::Needed(remaining.unwrap_or(0)))),
    }
}
