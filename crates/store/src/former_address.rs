//! Addresses that people left lately: who lives there hears of what is ordered to the new one.

use crate::dialect::sql;
use crate::tx::all;
use crate::value::{json, values};
use crate::{StoreError, Tx};
use lykill_core::Timestamp;
use lykill_core::id::PersonId;

/// Keeps the address that a person left.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn former_address_insert(
    tx: &mut Tx<'_>,
    person: PersonId,
    address: &[String],
    left_at: Timestamp,
) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into former_address (person, left_at, address) values ($1, $2, $3) ",
        "on conflict do nothing"
    );
    let address = json(&address)?;
    tx.send(insert, values![&person, left_at, &address]).await
}

/// The addresses that a person left after `since`, the oldest first.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn former_address_list(
    tx: &mut Tx<'_>,
    person: PersonId,
    since: Timestamp,
) -> Result<Vec<Vec<String>>, StoreError> {
    let select = sql!(
        "select address from former_address where person = $1 and left_at > $2 order by left_at"
    );
    let load = |row: crate::Row| row.of("former_address").json("address");
    all(tx, select, values![&person, since], load).await
}
