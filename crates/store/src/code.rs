//! Authorization codes, stored by their SHA-256 and spent once (RFC 6749 section 4.1.2).

use crate::dialect::{sql, sql_insisting, sql_locking};
use crate::tx::one;
use crate::value::{Row, json, values};
use crate::{StoreError, Tx};
use lykill_core::Timestamp;
use lykill_oauth::types::CodeGrant;

/// A code as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCode {
    /// What it stands for.
    pub grant: CodeGrant,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was redeemed; it stays known after that, so that a second redemption is seen.
    pub spent_at: Option<Timestamp>,
}

pub(crate) fn load(row: Row) -> Result<StoredCode, StoreError> {
    let mut row = row.of("code");
    row.blob("hash")?;
    Ok(StoredCode {
        grant: row.json("body")?,
        expires_at: row.moment("expires_at")?,
        spent_at: row.maybe_moment("spent_at")?,
    })
}

/// Stores a new code.
///
/// # Errors
/// [`StoreError`] of the database; [`StoreError::Conflict`], at the
/// latest with the commit, when the code is not new.
pub async fn code_insert(
    tx: &mut Tx<'_>,
    hash: &[u8; 32],
    grant: &CodeGrant,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into code (hash, session, person, body, expires_at) values ($1, $2, $3, $4, $5)"
    );
    let body = json(grant)?;
    let values = values![hash, &grant.session, &grant.person, &body, expires_at];
    tx.send(insert, values).await
}

/// A code, kept from others until the transaction ends.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn code_lock(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<StoredCode>, StoreError> {
    let select = sql_locking!("select hash, body, expires_at, spent_at from code where hash = $1");
    one(tx, select, values![hash], load).await
}

/// Spends a code that was not spent.
///
/// # Errors
/// [`StoreError`] of the database; [`StoreError::Contended`], by which the job runs again, when it
/// was spent meanwhile.
pub async fn code_spend(tx: &mut Tx<'_>, hash: &[u8; 32], at: Timestamp) -> Result<(), StoreError> {
    let update =
        sql_insisting!("update code set spent_at = $2 where hash = $1 and spent_at is null");
    tx.insist(update, values![hash, at]).await
}
