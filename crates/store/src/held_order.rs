//! Orders of paper that wait for a second person.

use crate::dialect::sql;
use crate::tx::{all, one, spend};
use crate::value::{Row, values};
use crate::{StoreError, Tx};
use lykill_core::id::{EidId, HeldOrderId};
use lykill_core::{CardFormat, Spend, Timestamp};
use lykill_issuer::types::{Clerk, HeldOrder, HeldState, Ordered};

macro_rules! columns {
    () => {
        "id, eid, what, format, reason, by_telephone, asked_by, asked_at, expires_at, state, \
         ended_at"
    };
}

pub(crate) fn load(row: Row) -> Result<HeldOrder, StoreError> {
    let mut row = row.of("held_order");
    Ok(HeldOrder {
        id: row.id("id")?,
        eid: row.id("eid")?,
        what: row.read("what", Ordered::from_word)?,
        format: row.maybe_parsed("format")?,
        reason: row.text("reason")?,
        by_telephone: row.truth("by_telephone")?,
        asked_by: Clerk::from_normal(row.text("asked_by")?),
        asked_at: row.moment("asked_at")?,
        expires_at: row.moment("expires_at")?,
        state: row.read("state", HeldState::from_word)?,
        ended_at: row.maybe_moment("ended_at")?,
    })
}

/// Keeps an order.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn held_order_insert(tx: &mut Tx<'_>, order: &HeldOrder) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into held_order (",
        columns!(),
        ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    );
    let values = values![
        &order.id,
        &order.eid,
        order.what.word(),
        order.format.map(CardFormat::word),
        order.reason.as_str(),
        order.by_telephone,
        order.asked_by.as_str(),
        order.asked_at,
        order.expires_at,
        order.state.word(),
        order.ended_at,
    ];
    tx.send(insert, values).await
}

/// An order.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn held_order_fetch(
    tx: &mut Tx<'_>,
    id: HeldOrderId,
) -> Result<Option<HeldOrder>, StoreError> {
    let select = sql!("select ", columns!(), " from held_order where id = $1");
    one(tx, select, values![&id], load).await
}

/// The orders of an eID that wait at `now`, the oldest first. The caller holds the eID.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn held_order_by_eid(
    tx: &mut Tx<'_>,
    eid: EidId,
    now: Timestamp,
) -> Result<Vec<HeldOrder>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from held_order where eid = $1 and state = 'waiting' and expires_at > $2 ",
        "order by asked_at, id"
    );
    all(tx, select, values![&eid, now], load).await
}

/// At most `limit` orders that wait at `now`, the oldest first.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn held_order_list(
    tx: &mut Tx<'_>,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<HeldOrder>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from held_order where state = 'waiting' and expires_at > $1 ",
        "order by asked_at, id limit $2"
    );
    all(tx, select, values![now, limit], load).await
}

/// Ends an order that waits.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn held_order_end(
    tx: &mut Tx<'_>,
    id: HeldOrderId,
    state: HeldState,
    at: Timestamp,
) -> Result<Spend, StoreError> {
    let update = sql!(
        "update held_order set state = $2, ended_at = $3 ",
        "where id = $1 and state = 'waiting' and expires_at > $3"
    );
    spend(tx, update, values![&id, state.word(), at]).await
}

/// Voids the orders of an eID that wait.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn held_order_void(tx: &mut Tx<'_>, eid: EidId, at: Timestamp) -> Result<(), StoreError> {
    let update = sql!(
        "update held_order set state = 'void', ended_at = $2 where eid = $1 and state = 'waiting'"
    );
    tx.send(update, values![&eid, at]).await
}
