//! Removing a key that nothing needs any more, or that nothing was made with yet.

use super::in_use::nodes;
use super::list::{KeySummary, list};
use crate::record::Record;
use crate::{Call, Context, Error};
use lykill_core::audit::AuditKind;
use lykill_core::{Spend, Timestamp};
use lykill_store::meta::meta_save;
use lykill_store::server_key::{ServerKey, server_key_insert, server_key_lock, server_key_remove};
use lykill_store::{Commit, Rollback, StoreError, Tx};
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
    let job = Arc::new(Remove {
        ctx: ctx.clone(),
        call: *call,
        id: id.to_owned(),
        waits: key.state == WAITING,
    });
    let noted = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.run(tx).await })
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

struct Remove {
    ctx: Context,
    call: Call,
    id: String,
    /// Whether it was never put to use when it was looked at.
    waits: bool,
}

impl Remove {
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Commit<Result<(), RemoveRefusal>>, Rollback> {
        let (now, file) = (self.ctx.now(), self.ctx.keys.file());
        let known = server_key_lock(tx).await?;
        let row = known.iter().find(|row| row.id == self.id);
        // It may have been put to use since it was looked at.
        if self.waits && row.is_some_and(|row| row.removed_at.is_none()) {
            return Ok(Commit(Err(RemoveRefusal::State("active"))));
        }
        let stays = |row: &&ServerKey| row.removed_at.is_none() && row.id != self.id;
        let stay = known.iter().filter(stays).map(|row| row.id.clone());
        let stay: Vec<_> = stay.collect();
        meta_save(tx, "key-check", &file.check_value_of(&stay)).await?;
        let removed = match self.waits {
            true => self.never_use(tx, now).await?,
            false => server_key_remove(tx, &self.id, now).await?,
        };
        // A crash came between this and the file: the file's turn is all that is left.
        if removed.is_spent() {
            Record::new(&self.ctx, &self.call, now, AuditKind::ServerKeyChanged)
                .detail(format!("key {} is removed", self.id))
                .save(tx)
                .await?;
        }
        Ok(Commit(Ok(())))
    }

    /// A rotation that chose the key already, here or on a node whose file still has it, finds that
    /// it is gone.
    async fn never_use(&self, tx: &mut Tx<'_>, now: Timestamp) -> Result<Spend, StoreError> {
        let listed = self.ctx.keys.file().listed();
        let Some(key) = listed.into_iter().find(|key| key.id == self.id) else {
            return Ok(Spend::AlreadySpent);
        };
        let row = ServerKey {
            purpose: key.purpose.word().to_owned(),
            id: key.id,
            mark: key.mark,
            active_from: ServerKey::NEVER,
            removed_at: Some(now),
        };
        server_key_insert(tx, &row).await
    }
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
