//! The server's signing keys, sealed.

use crate::dialect::sql;
use crate::tx::{all, spend};
use crate::value::{Row, values};
use crate::{StoreError, Tx};
use lykill_core::{Sealed, Spend, Timestamp};

/// A signing key as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSigningKey {
    /// Its id in the JWKS and in the header of what it signs (RFC 7517 section 4.5).
    pub kid: String,
    /// Its algorithm (RFC 7518 section 3.1).
    pub alg: String,
    /// The private key, sealed.
    pub sealed: Sealed,
    /// When it was made; since then it is published.
    pub created_at: Timestamp,
    /// From when on it signs.
    pub signs_from: Timestamp,
    /// Until when its signatures are taken; none while no key follows it.
    pub verifies_until: Option<Timestamp>,
}

macro_rules! columns {
    () => {
        "kid, alg, sealed, created_at, signs_from, verifies_until"
    };
}

pub(crate) fn load(row: Row) -> Result<StoredSigningKey, StoreError> {
    let mut row = row.of("signing_key");
    let (kid, alg) = (row.text("kid")?, row.text("alg")?);
    let sealed = Sealed(row.blob("sealed")?);
    let created_at = row.moment("created_at")?;
    Ok(StoredSigningKey {
        kid,
        alg,
        sealed,
        created_at,
        signs_from: row.maybe_moment("signs_from")?.unwrap_or(created_at),
        verifies_until: row.maybe_moment("verifies_until")?,
    })
}

/// Stores a new signing key; [`Spend::AlreadySpent`] when its id is taken.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn signing_key_insert(
    tx: &mut Tx<'_>,
    key: &StoredSigningKey,
) -> Result<Spend, StoreError> {
    let insert = sql!(
        "insert into signing_key (",
        columns!(),
        ") values ($1, $2, $3, $4, $5, $6) on conflict do nothing"
    );
    let values = values![
        &key.kid,
        &key.alg,
        &key.sealed,
        key.created_at,
        key.signs_from,
        key.verifies_until,
    ];
    spend(tx, insert, values).await
}

/// Ends a key's time: its signatures are taken until then. [`Spend::AlreadySpent`] when its end
/// is no longer `was`, so that of two rotations at once one takes effect.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn signing_key_end(
    tx: &mut Tx<'_>,
    kid: &str,
    was: Option<Timestamp>,
    verifies_until: Timestamp,
) -> Result<Spend, StoreError> {
    let update = sql!(
        "update signing_key set verifies_until = $3 ",
        "where kid = $1 and coalesce(verifies_until, 0) = $2"
    );
    let was = was.unwrap_or(Timestamp::from_micros(0));
    spend(tx, update, values![kid, was, verifies_until]).await
}

/// Deletes keys whose time ended before `ended`, so that nobody finds them any more; gives how
/// many.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn signing_key_delete_ended(
    tx: &mut Tx<'_>,
    ended: Timestamp,
) -> Result<u64, StoreError> {
    let delete = sql!("delete from signing_key where verifies_until < $1");
    tx.execute(delete, values![ended]).await
}

/// All signing keys, oldest first.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn signing_key_list(tx: &mut Tx<'_>) -> Result<Vec<StoredSigningKey>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from signing_key order by created_at, kid"
    );
    all(tx, select, &[], load).await
}
