//! Pushed authorization requests, found by the SHA-256 of their reference and used once.

use crate::dialect::sql;
use crate::tx::{one, spend};
use crate::value::{json, values};
use crate::{StoreError, Tx};
use lykill_core::{Spend, Timestamp};
use lykill_oauth::types::AuthorizeRequest;

/// Stores a request.
///
/// # Errors
/// [`StoreError`] of the database; [`StoreError::Conflict`], at the
/// latest with the commit, when the reference is not new.
pub async fn pushed_insert(
    tx: &mut Tx<'_>,
    hash: &[u8; 32],
    request: &AuthorizeRequest,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    let insert = sql!("insert into pushed (hash, body, expires_at) values ($1, $2, $3)");
    let body = json(request)?;
    let values = values![hash, &body, expires_at];
    tx.send(insert, values).await
}

/// A request that was not used, with its end.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn pushed_fetch(
    tx: &mut Tx<'_>,
    hash: &[u8; 32],
) -> Result<Option<(AuthorizeRequest, Timestamp)>, StoreError> {
    let select =
        sql!("select hash, body, expires_at from pushed where hash = $1 and spent_at is null");
    one(tx, select, values![hash], |row| {
        let mut row = row.of("pushed");
        row.blob("hash")?;
        Ok((row.json("body")?, row.moment("expires_at")?))
    })
    .await
}

/// Uses a request.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn pushed_spend(
    tx: &mut Tx<'_>,
    hash: &[u8; 32],
    at: Timestamp,
) -> Result<Spend, StoreError> {
    let update = sql!("update pushed set spent_at = $2 where hash = $1 and spent_at is null");
    spend(tx, update, values![hash, at]).await
}
