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
    /// When it was made.
    pub created_at: Timestamp,
}

fn load(row: Row) -> Result<StoredSigningKey, StoreError> {
    let mut row = row.of("signing_key");
    Ok(StoredSigningKey {
        kid: row.text("kid")?,
        alg: row.text("alg")?,
        sealed: Sealed(row.blob("sealed")?),
        created_at: row.moment("created_at")?,
    })
}

/// Stores a new signing key; [`Spend::AlreadySpent`] when its id is taken.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn signing_key_insert(
    tx: &mut Tx<'_>,
    kid: &str,
    alg: &str,
    sealed: &Sealed,
    created_at: Timestamp,
) -> Result<Spend, StoreError> {
    let insert = sql!(
        "insert into signing_key (kid, alg, sealed, created_at) values ($1, $2, $3, $4) ",
        "on conflict do nothing"
    );
    spend(tx, insert, values![kid, alg, sealed, created_at]).await
}

/// All signing keys, oldest first.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn signing_key_list(tx: &mut Tx<'_>) -> Result<Vec<StoredSigningKey>, StoreError> {
    let select =
        sql!("select kid, alg, sealed, created_at from signing_key order by created_at, kid");
    all(tx, select, &[], load).await
}
