//! Which keys of the key file this node uses, as the database says, and what it tells the others.

use crate::{Context, Error};
use lykill_core::Timestamp;
use lykill_crypto::engine::{KeyFileError, Keys};
use lykill_store::server_key::{
    Node, ServerKey, node_delete, node_list, node_save, server_key_list,
};
use lykill_store::{Commit, Db, StoreError};
use std::sync::Arc;
use std::time::Duration;

/// A node that was not seen for so long does not hold up a rotation.
pub(super) const NODE_GONE: Duration = Duration::from_secs(60);
/// A node that was not seen for so long is forgotten.
const NODE_FORGOTTEN: Duration = lykill_core::time::days(1);

/// Makes the keys current that the database names.
///
/// # Errors
/// [`StoreError`] of the database.
pub(crate) async fn follow(db: &Db, keys: &Keys) -> Result<(), StoreError> {
    let rows = db
        .read(|tx| Box::pin(async move { server_key_list(tx).await }))
        .await?;
    keys.make_current(newest(&rows));
    Ok(())
}

/// The newest key of each purpose: the one that makes new values.
pub(super) fn newest(rows: &[ServerKey]) -> Vec<String> {
    let last_of_purpose = |row: &&ServerKey| {
        let newer = |other: &ServerKey| {
            (other.active_from, &other.id) > (row.active_from, &row.id)
                && other.purpose == row.purpose
        };
        row.removed_at.is_none() && !rows.iter().any(newer)
    };
    let current = rows.iter().filter(last_of_purpose);
    current.map(|row| row.id.clone()).collect()
}

/// Why the keys cannot be taken over.
fn unreadable(error: &KeyFileError) -> Error {
    Error::Broken(error.to_string())
}

/// Takes over what changed: the key file, which keys of it are current, and the signing keys. Each
/// node does so every few seconds.
///
/// # Errors
/// [`Error`] when the database or the key file cannot be read; then the keys stay as they are.
pub async fn refresh(ctx: &Context) -> Result<(), Error> {
    let keys = Arc::clone(&ctx.keys);
    let read = tokio::task::spawn_blocking(move || keys.reload()).await;
    let gone = |_| Error::Broken("the key file was not read".to_owned());
    if read.map_err(gone)?.map_err(|error| unreadable(&error))? {
        tracing::info!("the key file changed and was read");
    }
    follow(&ctx.db, &ctx.keys).await?;
    super::refresh_signers(ctx).await
}

/// Says which keys the node of this id holds and uses.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn announce(ctx: &Context, node: &[u8; 16]) -> Result<(), Error> {
    let now = ctx.now();
    let (id, current) = (node.to_vec(), ctx.keys.current_ids());
    let keys = ctx.keys.file().ids();
    let node = Arc::new(Node {
        id,
        keys,
        current,
        seen_at: now,
    });
    let saved = ctx.db.write(move |tx| {
        let node = Arc::clone(&node);
        Box::pin(async move { Ok(Commit(node_save(tx, &node, now - NODE_FORGOTTEN).await?)) })
    });
    Ok(saved.await?)
}

/// Says that the node of this id ends.
///
/// # Errors
/// [`Error`] when the database cannot answer.
pub async fn withdraw(ctx: &Context, node: &[u8; 16]) -> Result<(), Error> {
    let node = *node;
    let gone = ctx
        .db
        .write(move |tx| Box::pin(async move { Ok(Commit(node_delete(tx, &node).await?)) }));
    Ok(gone.await?)
}

/// The nodes that serve at this moment.
pub(super) async fn nodes(ctx: &Context, now: Timestamp) -> Result<Vec<Node>, Error> {
    let nodes = ctx
        .db
        .read(move |tx| Box::pin(async move { node_list(tx, now - NODE_GONE).await }));
    Ok(nodes.await?)
}
