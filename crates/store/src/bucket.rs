//! Buckets: failures of a network, which leak out with time.

use crate::dialect::{sql, sql_locking};
use crate::tx::{all, one};
use crate::value::{Row, values};
use crate::{StoreError, Tx};
use lykill_core::Lookup;
use lykill_core::throttle::Filling;

fn load(row: Row) -> Result<(Lookup, Filling), StoreError> {
    let mut row = row.of("bucket");
    let key = Lookup(row.blob("key")?);
    let filling = Filling {
        failures: row.count("failures")?,
        empty_at: row.moment("empty_at")?,
    };
    Ok((key, filling))
}

/// What is in three buckets, in the order of `keys`. Nothing is kept from others.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn buckets_look(tx: &mut Tx<'_>, keys: &[Lookup; 3]) -> Result<[Filling; 3], StoreError> {
    let select = sql!("select key, failures, empty_at from bucket where key in ($1, $2, $3)");
    let [first, second, third] = keys;
    let found = all(tx, select, values![first, second, third], load).await?;
    Ok(keys.each_ref().map(|key| {
        let of_key = found.iter().find(|(its, _)| its == key);
        of_key.map_or(Filling::EMPTY, |(_, filling)| *filling)
    }))
}

/// What is in a bucket, kept from others until the transaction ends. Several are to be locked in
/// one order everywhere, the narrow before the wide.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn bucket_lock(tx: &mut Tx<'_>, key: &Lookup) -> Result<Filling, StoreError> {
    let select = sql_locking!("select key, failures, empty_at from bucket where key = $1");
    if let Some((_, filling)) = one(tx, select, values![key], load).await? {
        return Ok(filling);
    }
    let insert = sql!(
        "insert into bucket (key, failures, empty_at) values ($1, $2, $3) on conflict do nothing"
    );
    let Filling { failures, empty_at } = Filling::EMPTY;
    tx.execute(insert, values![key, failures, empty_at]).await?;
    // Somebody else may have made it meanwhile and counted in it: what stands there is right.
    let found = one(tx, select, values![key], load).await?;
    Ok(found.map_or(Filling::EMPTY, |(_, filling)| filling))
}

/// Stores what is in a bucket.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn bucket_save(
    tx: &mut Tx<'_>,
    key: &Lookup,
    filling: &Filling,
) -> Result<(), StoreError> {
    let save = sql!(
        "insert into bucket (key, failures, empty_at) values ($1, $2, $3) ",
        "on conflict (key) do update ",
        "set failures = excluded.failures, empty_at = excluded.empty_at"
    );
    tx.send(save, values![key, filling.failures, filling.empty_at])
        .await
}
