//! Quotas: when something was done that may be done so many times in a while.

use crate::dialect::{sql, sql_locking};
use crate::tx::one;
use crate::value::{Row, json, values};
use crate::{StoreError, Tx};
use lykill_core::{Lookup, Timestamp};

pub(crate) fn load(row: Row) -> Result<Vec<Timestamp>, StoreError> {
    let mut row = row.of("quota");
    row.blob("key")?;
    row.json("moments")
}

/// The moments under a key, kept from others until the transaction ends; none when there are
/// none yet.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn quota_lock(tx: &mut Tx<'_>, key: &Lookup) -> Result<Vec<Timestamp>, StoreError> {
    let insert = sql!("insert into quota (key, moments) values ($1, '[]') on conflict do nothing");
    tx.execute(insert, values![key]).await?;
    let select = sql_locking!("select key, moments from quota where key = $1");
    Ok(one(tx, select, values![key], load)
        .await?
        .unwrap_or_default())
}

/// Stores the moments under a key.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn quota_save(
    tx: &mut Tx<'_>,
    key: &Lookup,
    moments: &[Timestamp],
) -> Result<(), StoreError> {
    let save = sql!(
        "insert into quota (key, moments) values ($1, $2) ",
        "on conflict (key) do update set moments = excluded.moments"
    );
    tx.execute(save, values![key, &json(&moments)?])
        .await
        .map(drop)
}

/// Takes the moments under a key away: they go on under another look-up key.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn quota_take(tx: &mut Tx<'_>, key: &Lookup) -> Result<Vec<Timestamp>, StoreError> {
    let select = sql_locking!("select key, moments from quota where key = $1");
    let Some(moments) = one(tx, select, values![key], load).await? else {
        return Ok(Vec::new());
    };
    let delete = sql!("delete from quota where key = $1");
    tx.execute(delete, values![key]).await?;
    Ok(moments)
}
