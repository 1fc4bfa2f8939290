//! What the deployment says about itself: profile, key ids.

use crate::dialect::sql;
use crate::tx::{one, spend};
use crate::value::values;
use crate::{StoreError, Tx};
use lykill_core::Spend;

/// The value under a key.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn meta_fetch(tx: &mut Tx<'_>, key: &str) -> Result<Option<String>, StoreError> {
    let select = sql!("select key, value from meta where key = $1");
    one(tx, select, values![key], |row| {
        let mut row = row.of("meta");
        row.text("key")?;
        row.text("value")
    })
    .await
}

/// Puts a value under a key that has none yet.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn meta_insert(tx: &mut Tx<'_>, key: &str, value: &str) -> Result<Spend, StoreError> {
    let insert = sql!("insert into meta (key, value) values ($1, $2) on conflict do nothing");
    spend(tx, insert, values![key, value]).await
}

/// Puts a value under a key that holds `was`.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn meta_exchange(
    tx: &mut Tx<'_>,
    key: &str,
    was: &str,
    value: &str,
) -> Result<Spend, StoreError> {
    let update = sql!("update meta set value = $3 where key = $1 and value = $2");
    spend(tx, update, values![key, was, value]).await
}

/// Puts a value under a key, whatever was there.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn meta_save(tx: &mut Tx<'_>, key: &str, value: &str) -> Result<(), StoreError> {
    let save = sql!(
        "insert into meta (key, value) values ($1, $2) ",
        "on conflict (key) do update set value = excluded.value"
    );
    tx.execute(save, values![key, value]).await.map(drop)
}
