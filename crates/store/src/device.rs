//! Known devices: browsers in which a holder logged in fully, by the hash of their cookie.

use crate::dialect::sql;
use crate::value::values;
use crate::{StoreError, Tx};
use lykill_core::Timestamp;
use lykill_core::id::EidId;

/// Makes a browser known to an eID from `at` on.
///
/// # Errors
/// [`StoreError`] of the database; [`StoreError::Conflict`] when there is no such eID.
pub async fn device_insert(
    tx: &mut Tx<'_>,
    hash: &[u8; 32],
    eid: EidId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into device (eid, hash, created_at) values ($1, $2, $3) ",
        "on conflict (eid, hash) do update ",
        "set created_at = excluded.created_at, revoked_at = null"
    );
    tx.send(insert, values![&eid, hash, at]).await
}

/// Whether a browser is known to an eID at `now`: it was made known and not revoked since.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn device_known(
    tx: &mut Tx<'_>,
    hash: &[u8; 32],
    eid: EidId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let select = sql!(
        "select 1 from device where eid = $1 and hash = $2 ",
        "and (revoked_at is null or revoked_at > $3)"
    );
    Ok(tx
        .fetch_one(select, values![&eid, hash, now])
        .await?
        .is_some())
}

/// Revokes all browsers that are known to an eID.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn device_revoke_all(
    tx: &mut Tx<'_>,
    eid: EidId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let update = sql!("update device set revoked_at = $2 where eid = $1 and revoked_at is null");
    tx.send(update, values![&eid, at]).await
}
