//! Which keys of the key file are in use, and which nodes hold them. The keys are not here.

use crate::dialect::{sql, sql_locking};
use crate::tx::{all, spend};
use crate::value::{Row, values};
use crate::{StoreError, Tx};
use lykill_core::{Spend, Timestamp};

/// A key of the key file that is or was in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerKey {
    /// Its id.
    pub id: String,
    /// What it is for: `seal`, `lookup`, `pepper` or `card`.
    pub purpose: String,
    /// What only this key can make.
    pub mark: String,
    /// Since when it makes new values; the newest of a purpose does. [`ServerKey::NEVER`] when it
    /// was removed before it made any.
    pub active_from: Timestamp,
    /// When it was removed.
    pub removed_at: Option<Timestamp>,
}

impl ServerKey {
    /// The `active_from` of a key that was never put to use: before that of every other.
    pub const NEVER: Timestamp = Timestamp::from_micros(0);
}

/// A process that serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its id, drawn when it started.
    pub id: Vec<u8>,
    /// The ids of its keys.
    pub keys: Vec<String>,
    /// The ids of those that it makes new values with.
    pub current: Vec<String>,
    /// When it last said so.
    pub seen_at: Timestamp,
}

fn load(row: Row) -> Result<ServerKey, StoreError> {
    let mut row = row.of("server_key");
    Ok(ServerKey {
        id: row.text("id")?,
        purpose: row.text("purpose")?,
        mark: row.text("mark")?,
        active_from: row.moment("active_from")?,
        removed_at: row.maybe_moment("removed_at")?,
    })
}

/// Notes a key that is put to use, or never will be; [`Spend::AlreadySpent`] when its id is known
/// already.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn server_key_insert(tx: &mut Tx<'_>, key: &ServerKey) -> Result<Spend, StoreError> {
    let insert = sql!(
        "insert into server_key (id, purpose, mark, active_from, removed_at) ",
        "values ($1, $2, $3, $4, $5) on conflict do nothing"
    );
    let values = values![
        &key.id,
        &key.purpose,
        &key.mark,
        key.active_from,
        key.removed_at,
    ];
    spend(tx, insert, values).await
}

/// All keys that are or were in use, each purpose's oldest first.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn server_key_list(tx: &mut Tx<'_>) -> Result<Vec<ServerKey>, StoreError> {
    let select = sql!(
        "select id, purpose, mark, active_from, removed_at from server_key ",
        "order by purpose, active_from, id"
    );
    all(tx, select, &[], load).await
}

/// As [`server_key_list`], kept from others until the transaction ends: of two rotations at once
/// the second sees what the first one did.
///
/// # Errors
/// As [`server_key_list`].
pub async fn server_key_lock(tx: &mut Tx<'_>) -> Result<Vec<ServerKey>, StoreError> {
    let lock = sql_locking!("select id from server_key order by id");
    tx.fetch_all(lock, &[]).await?;
    server_key_list(tx).await
}

/// Notes that a key was removed.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn server_key_remove(
    tx: &mut Tx<'_>,
    id: &str,
    now: Timestamp,
) -> Result<Spend, StoreError> {
    let update = sql!("update server_key set removed_at = $2 where id = $1 and removed_at is null");
    spend(tx, update, values![id, now]).await
}

/// Notes what a node holds, and forgets nodes that were not seen since `forget`.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn node_save(tx: &mut Tx<'_>, node: &Node, forget: Timestamp) -> Result<(), StoreError> {
    let save = sql!(
        "insert into node (id, keys, current, seen_at) values ($1, $2, $3, $4) ",
        "on conflict (id) do update set keys = excluded.keys, current = excluded.current, ",
        "seen_at = excluded.seen_at"
    );
    let (keys, current) = (node.keys.join(" "), node.current.join(" "));
    let values = values![node.id.as_slice(), &keys, &current, node.seen_at];
    tx.send(save, values).await?;
    tx.send(sql!("delete from node where seen_at < $1"), values![forget])
        .await
}

/// Forgets a node that ends.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn node_delete(tx: &mut Tx<'_>, id: &[u8]) -> Result<(), StoreError> {
    tx.send(sql!("delete from node where id = $1"), values![id])
        .await
}

/// The nodes that were seen since a moment.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn node_list(tx: &mut Tx<'_>, since: Timestamp) -> Result<Vec<Node>, StoreError> {
    let select =
        sql!("select id, keys, current, seen_at from node where seen_at >= $1 order by id");
    all(tx, select, values![since], |row| {
        let mut row = row.of("node");
        let words = |text: String| text.split(' ').map(str::to_owned).collect();
        Ok(Node {
            id: row.blob("id")?,
            keys: words(row.text("keys")?),
            current: words(row.text("current")?),
            seen_at: row.moment("seen_at")?,
        })
    })
    .await
}
