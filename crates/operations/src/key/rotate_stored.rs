//! Exchanging the keys of the key file: what seals, and what makes look-up values and peppers.
//!
//! Each call does the next step that is possible, so a rotation that a crash or a missing copy of
//! the key file stopped goes on with the same command: make the new keys, wait until every node
//! holds them, put them to use.

use super::in_use::{follow, nodes};
use crate::record::Record;
use crate::{Call, Context, Error};
use lykill_core::audit::AuditKind;
use lykill_crypto::engine::{KeyFile, ListedKey, Purpose};
use lykill_store::server_key::{
    Node, ServerKey, server_key_insert, server_key_list, server_key_lock,
};
use lykill_store::{Commit, Db, Rollback, StoreError, Tx};
use std::sync::Arc;

/// What is exchanged together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoredKind {
    /// The key that seals stored values.
    Sealing,
    /// The keys of look-up values, and the peppers of passwords and key cards.
    Pepper,
}

impl StoredKind {
    /// The purposes in the key file.
    pub const fn purposes(self) -> &'static [Purpose] {
        match self {
            Self::Sealing => &[Purpose::Seal],
            Self::Pepper => &[Purpose::Lookup, Purpose::Pepper, Purpose::Card],
        }
    }
}

/// How far a rotation came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rotation {
    /// The new keys are in this node's key file, and so many other nodes lack them.
    Distribute {
        /// The new keys.
        ids: Vec<String>,
        /// How many nodes lack them.
        lacking: usize,
    },
    /// The new keys are in use.
    InUse {
        /// The new keys.
        ids: Vec<String>,
    },
}

/// Takes the next step of a rotation.
///
/// # Errors
/// [`Error`] when the database cannot answer or the key file cannot be written.
pub async fn rotate_stored(
    ctx: &Context,
    call: &Call,
    kind: StoredKind,
) -> Result<Rotation, Error> {
    loop {
        let ids = chosen(ctx, kind).await?;
        let nodes = nodes(ctx, ctx.now()).await?;
        let lacks = |node: &&Node| ids.iter().any(|id| !node.keys.contains(id));
        // A node that holds them and has not said so yet does within seconds.
        let lacking = nodes.iter().filter(lacks).count();
        if lacking > 0 {
            return Ok(Rotation::Distribute { ids, lacking });
        }
        // One of them may have been removed meanwhile: then others are chosen.
        if activate(ctx, call, ids.clone()).await? {
            follow(&ctx.db, &ctx.keys).await?;
            return Ok(Rotation::InUse { ids });
        }
    }
}

/// The key of each purpose that is next: of those that wait in the file the one that most nodes
/// hold, and a new one where none waits. Others that wait are for a later rotation, or removed.
async fn chosen(ctx: &Context, kind: StoredKind) -> Result<Vec<String>, Error> {
    let known = ctx
        .db
        .read(|tx| Box::pin(async move { server_key_list(tx).await }))
        .await?;
    let nodes = nodes(ctx, ctx.now()).await?;
    let lacking = |key: &ListedKey| {
        nodes
            .iter()
            .filter(|node| !node.keys.contains(&key.id))
            .count()
    };
    let listed = ctx.keys.file().listed();
    let (mut ids, mut missing) = (Vec::new(), Vec::new());
    for purpose in kind.purposes() {
        let waits =
            |key: &&ListedKey| key.purpose == *purpose && !known.iter().any(|row| row.id == key.id);
        match listed.iter().filter(waits).min_by_key(|key| lacking(key)) {
            Some(key) => ids.push(key.id.clone()),
            None => missing.push(*purpose),
        }
    }
    if !missing.is_empty() {
        ids.extend(make(ctx, missing).await?);
    }
    Ok(ids)
}

async fn make(ctx: &Context, purposes: Vec<Purpose>) -> Result<Vec<String>, Error> {
    let (keys, rng) = (Arc::clone(&ctx.keys), Arc::clone(&ctx.rng));
    let added = tokio::task::spawn_blocking(move || keys.add(&purposes, rng.as_ref()));
    let gone = |_| Error::Broken("the key file was not written".to_owned());
    let added = added.await.map_err(gone)?;
    added.map_err(|error| Error::Broken(error.to_string()))
}

struct Activate {
    ctx: Context,
    call: Call,
    ids: Vec<String>,
}

/// Puts keys to use, all or none; gives whether they are.
async fn activate(ctx: &Context, call: &Call, ids: Vec<String>) -> Result<bool, Error> {
    let job = Arc::new(Activate {
        ctx: ctx.clone(),
        call: *call,
        ids,
    });
    let done = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move { job.run(tx).await })
    });
    Ok(done.await?)
}

impl Activate {
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Commit<bool>, Rollback> {
        let now = self.ctx.now();
        let known = server_key_lock(tx).await?;
        let mut named = self.ctx.keys.file().listed();
        named.retain(|key| self.ids.contains(&key.id));
        let is_removed = |row: &ServerKey| row.removed_at.is_some() && self.ids.contains(&row.id);
        if named.len() < self.ids.len() || known.iter().any(is_removed) {
            return Ok(Commit(false));
        }
        let mut changed = false;
        for key in named {
            let newest = known.iter().filter(|row| row.purpose == key.purpose.word());
            // A clock that is behind must not put the new key before the old one.
            let after = newest.map(|row| row.active_from).max();
            let after = after.map_or(now, |after| now.max(after + TICK));
            let row = ServerKey {
                purpose: key.purpose.word().to_owned(),
                id: key.id,
                mark: key.mark,
                active_from: after,
                removed_at: None,
            };
            changed |= server_key_insert(tx, &row).await?.is_spent();
        }
        if changed {
            let detail = format!("keys {} are in use", self.ids.join(", "));
            Record::new(&self.ctx, &self.call, now, AuditKind::ServerKeyChanged)
                .detail(detail)
                .save(tx)
                .await?;
        }
        Ok(Commit(true))
    }
}

const TICK: std::time::Duration = std::time::Duration::from_micros(1);

/// Notes the keys of the file of a database that knows none yet, and checks that every key that
/// it does know, and that was not removed, is in the file and is the same.
///
/// # Errors
/// [`StoreError`] of the database.
pub(crate) async fn belongs(
    db: &Db,
    file: &KeyFile,
    now: lykill_core::Timestamp,
) -> Result<Result<(), String>, StoreError> {
    let listed = Arc::new(file.listed());
    let held = Arc::clone(&listed);
    let known = db
        .write(move |tx| {
            let listed = Arc::clone(&listed);
            Box::pin(async move {
                if server_key_list(tx).await?.is_empty() {
                    for (place, key) in (0_u64..).zip(listed.iter()) {
                        let row = ServerKey {
                            id: key.id.clone(),
                            purpose: key.purpose.word().to_owned(),
                            mark: key.mark.clone(),
                            active_from: now + std::time::Duration::from_micros(place),
                            removed_at: None,
                        };
                        // Another node that starts at the same moment notes the same.
                        let _noted_already = server_key_insert(tx, &row).await?;
                    }
                }
                Ok(Commit(server_key_list(tx).await?))
            })
        })
        .await?;
    let lives = |row: &&ServerKey| row.removed_at.is_none();
    let lacks = |row: &&ServerKey| {
        !held
            .iter()
            .any(|key| key.id == row.id && key.mark == row.mark)
    };
    match known.iter().filter(lives).find(lacks) {
        Some(row) => Ok(Err(row.id.clone())),
        None => Ok(Ok(())),
    }
}
