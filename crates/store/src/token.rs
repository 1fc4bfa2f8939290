//! Access tokens, stored by their SHA-256, with the code and the session that they came from.

use crate::dialect::sql;
use crate::tx::{one, spend};
use crate::value::{Row, json, values};
use crate::{StoreError, Tx};
use lykill_core::id::{EidId, SessionId};
use lykill_core::{Spend, Timestamp};
use lykill_oauth::types::AccessGrant;

/// An access token as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredToken {
    /// What it stands for.
    pub grant: AccessGrant,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was revoked, if it was.
    pub revoked_at: Option<Timestamp>,
}

pub(crate) fn load(row: Row) -> Result<StoredToken, StoreError> {
    let mut row = row.of("token");
    row.blob("hash")?;
    Ok(StoredToken {
        grant: row.json("body")?,
        expires_at: row.moment("expires_at")?,
        revoked_at: row.maybe_moment("revoked_at")?,
    })
}

/// Stores a new access token that came from the code with the hash `code_hash`.
///
/// # Errors
/// [`StoreError`] of the database; [`StoreError::Conflict`], at the
/// latest with the commit, when the token is not new.
pub async fn token_insert(
    tx: &mut Tx<'_>,
    hash: &[u8; 32],
    code_hash: &[u8; 32],
    grant: &AccessGrant,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into token (hash, code_hash, session, body, expires_at) ",
        "values ($1, $2, $3, $4, $5)"
    );
    let body = json(grant)?;
    let values = values![hash, code_hash, &grant.session, &body, expires_at];
    tx.send(insert, values).await
}

/// An access token, ended or not: whether it still opens anything is the rule's to say.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn token_fetch(
    tx: &mut Tx<'_>,
    hash: &[u8; 32],
) -> Result<Option<StoredToken>, StoreError> {
    let select = sql!("select hash, body, expires_at, revoked_at from token where hash = $1");
    one(tx, select, values![hash], load).await
}

/// Revokes one token.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn token_revoke(
    tx: &mut Tx<'_>,
    hash: &[u8; 32],
    at: Timestamp,
) -> Result<Spend, StoreError> {
    let update = sql!("update token set revoked_at = $2 where hash = $1 and revoked_at is null");
    spend(tx, update, values![hash, at]).await
}

/// Revokes the tokens that came from a code, and counts them.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn token_revoke_by_code(
    tx: &mut Tx<'_>,
    code_hash: &[u8; 32],
    at: Timestamp,
) -> Result<u64, StoreError> {
    let update =
        sql!("update token set revoked_at = $2 where code_hash = $1 and revoked_at is null");
    tx.execute(update, values![code_hash, at]).await
}

/// Revokes the tokens that came from a session, and counts them.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn token_revoke_by_session(
    tx: &mut Tx<'_>,
    session: SessionId,
    at: Timestamp,
) -> Result<u64, StoreError> {
    let update = sql!("update token set revoked_at = $2 where session = $1 and revoked_at is null");
    tx.execute(update, values![&session, at]).await
}

/// Revokes the tokens that came from any session of an eID, and counts them.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn token_revoke_by_eid(
    tx: &mut Tx<'_>,
    eid: EidId,
    at: Timestamp,
) -> Result<u64, StoreError> {
    let update = sql!(
        "update token set revoked_at = $2 where revoked_at is null ",
        "and session in (select id from session where eid = $1)"
    );
    tx.execute(update, values![&eid, at]).await
}
