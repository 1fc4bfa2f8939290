//! Lanes: attempts that are counted before the secret is verified.

use crate::dialect::{sql, sql_locking};
use crate::tx::one;
use crate::value::{Row, values};
use crate::{StoreError, Tx};
use lykill_core::Lookup;
use lykill_core::throttle::Lane;

pub(crate) fn load(row: Row) -> Result<Lane, StoreError> {
    let mut row = row.of("lane");
    row.blob("key")?;
    Ok(Lane {
        failures: row.count("failures")?,
        wait_until: row.moment("wait_until")?,
    })
}

/// A lane, kept from others until the transaction ends; an empty one is made when there is none.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn lane_lock(tx: &mut Tx<'_>, key: &Lookup) -> Result<Lane, StoreError> {
    let select = sql_locking!("select key, failures, wait_until from lane where key = $1");
    if let Some(lane) = one(tx, select, values![key], load).await? {
        return Ok(lane);
    }
    let insert = sql!(
        "insert into lane (key, failures, wait_until) values ($1, $2, $3) on conflict do nothing"
    );
    tx.execute(
        insert,
        values![key, Lane::EMPTY.failures, Lane::EMPTY.wait_until],
    )
    .await?;
    // Somebody else may have made it meanwhile and counted in it: what stands there is right.
    Ok(one(tx, select, values![key], load)
        .await?
        .unwrap_or(Lane::EMPTY))
}

/// Stores a lane.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn lane_save(tx: &mut Tx<'_>, key: &Lookup, lane: &Lane) -> Result<(), StoreError> {
    let save = sql!(
        "insert into lane (key, failures, wait_until) values ($1, $2, $3) ",
        "on conflict (key) do update ",
        "set failures = excluded.failures, wait_until = excluded.wait_until"
    );
    tx.send(save, values![key, lane.failures, lane.wait_until])
        .await
}

/// Moves what was counted in a lane into another one, and removes the first: they are one lane
/// under two look-up keys.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn lane_carry(tx: &mut Tx<'_>, from: &Lookup, to: &Lookup) -> Result<(), StoreError> {
    let select = sql_locking!("select key, failures, wait_until from lane where key = $1");
    let Some(lane) = one(tx, select, values![from], load).await? else {
        return Ok(());
    };
    tx.send(sql!("delete from lane where key = $1"), values![from])
        .await?;
    let carry = sql!(
        "insert into lane (key, failures, wait_until) values ($1, $2, $3) ",
        "on conflict (key) do update set failures = lane.failures + excluded.failures, ",
        "wait_until = case when lane.wait_until < excluded.wait_until ",
        "then excluded.wait_until else lane.wait_until end"
    );
    tx.send(carry, values![to, lane.failures, lane.wait_until])
        .await
}

/// Empties lanes after a success.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn lane_clear(tx: &mut Tx<'_>, keys: &[Lookup]) -> Result<(), StoreError> {
    // The row stays: whoever waits for its lock must find it.
    let update = sql!(
        "update lane set failures = $5, wait_until = $6 where key in ($1, $2, $3, $4) ",
        "and (failures <> $5 or wait_until <> $6)"
    );
    for four in keys.chunks(4) {
        let key = |place| four.get(place).or(four.last());
        let Lane {
            failures,
            wait_until,
        } = Lane::EMPTY;
        let values = values![key(0), key(1), key(2), key(3), failures, wait_until];
        tx.send(update, values).await?;
    }
    Ok(())
}
