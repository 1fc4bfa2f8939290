//! Families of refresh tokens, each found by the SHA-256 of the code from which it came. The
//! tokens themselves are stored as SHA-256 only.

use crate::dialect::{sql, sql_insisting, sql_locking};
use crate::tx::{one, spend};
use crate::value::{Row, json, values};
use crate::{StoreError, Tx};
use lykill_core::{Spend, Timestamp};
use lykill_oauth::types::RefreshGrant;

macro_rules! columns {
    () => {
        "code_hash, body, token_hash, former_hash, salt, rotated_at, idle_until, revoked_at"
    };
}

/// A family as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRefresh {
    /// What it stands for.
    pub grant: RefreshGrant,
    /// SHA-256 of the living token.
    pub token_hash: [u8; 32],
    /// The exchange that made the living token; none while it is the first.
    pub former: Option<Former>,
    /// When the living token was made.
    pub rotated_at: Timestamp,
    /// When it ends unless it is used.
    pub idle_until: Timestamp,
    /// When the family was revoked, if it was.
    pub revoked_at: Option<Timestamp>,
}

/// An exchange: the token that was given, and the salt with which the next one was made from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Former {
    /// SHA-256 of the token.
    pub hash: [u8; 32],
    /// The salt: 16 bytes.
    pub salt: Vec<u8>,
}

fn load(row: Row) -> Result<StoredRefresh, StoreError> {
    let mut row = row.of("refresh");
    row.blob("code_hash")?;
    let grant = row.json("body")?;
    let token_hash = row.blob("token_hash")?.try_into();
    let token_hash = token_hash.map_err(|_| row.impossible("token_hash"))?;
    let former = match (row.maybe_blob("former_hash")?, row.maybe_blob("salt")?) {
        (Some(hash), Some(salt)) => {
            let hash = hash.try_into();
            let hash = hash.map_err(|_| row.impossible("former_hash"))?;
            Some(Former { hash, salt })
        }
        (None, None) => None,
        _ => return Err(row.impossible("salt")),
    };
    Ok(StoredRefresh {
        grant,
        token_hash,
        former,
        rotated_at: row.moment("rotated_at")?,
        idle_until: row.moment("idle_until")?,
        revoked_at: row.maybe_moment("revoked_at")?,
    })
}

/// Stores a new family with its first token; it came from the code with the hash `code_hash`.
///
/// # Errors
/// [`StoreError`] of the database; [`StoreError::Conflict`], at the
/// latest with the commit, when the code has a family already.
pub async fn refresh_insert(
    tx: &mut Tx<'_>,
    code_hash: &[u8; 32],
    grant: &RefreshGrant,
    token_hash: &[u8; 32],
    idle_until: Timestamp,
) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into refresh ",
        "(code_hash, body, token_hash, rotated_at, idle_until, expires_at) ",
        "values ($1, $2, $3, $4, $5, $6)"
    );
    let body = json(grant)?;
    let values = values![
        code_hash,
        &body,
        token_hash,
        grant.issued_at,
        idle_until,
        grant.expires_at,
    ];
    tx.send(insert, values).await
}

/// A family, living or not: whether it still gives anything is the rule's to say.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn refresh_fetch(
    tx: &mut Tx<'_>,
    code_hash: &[u8; 32],
) -> Result<Option<StoredRefresh>, StoreError> {
    let select = sql!("select ", columns!(), " from refresh where code_hash = $1");
    one(tx, select, values![code_hash], load).await
}

/// A family, kept from others until the transaction ends.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn refresh_lock(
    tx: &mut Tx<'_>,
    code_hash: &[u8; 32],
) -> Result<Option<StoredRefresh>, StoreError> {
    let select = sql_locking!("select ", columns!(), " from refresh where code_hash = $1");
    one(tx, select, values![code_hash], load).await
}

/// Puts the next token in the place of the living one, which becomes the former.
///
/// # Errors
/// [`StoreError`] of the database; [`StoreError::Contended`], by which the job runs again, when
/// the former is not the living one any more or the family was revoked.
pub async fn refresh_rotate(
    tx: &mut Tx<'_>,
    code_hash: &[u8; 32],
    former: &Former,
    next_hash: &[u8; 32],
    (at, idle_until): (Timestamp, Timestamp),
) -> Result<(), StoreError> {
    let update = sql_insisting!(
        "update refresh set token_hash = $3, former_hash = $2, salt = $4, rotated_at = $5, ",
        "idle_until = $6 where code_hash = $1 and token_hash = $2 and revoked_at is null"
    );
    let values = values![
        code_hash,
        &former.hash,
        next_hash,
        &former.salt[..],
        at,
        idle_until
    ];
    tx.insist(update, values).await
}

/// Revokes a family; its access tokens are [`crate::token_revoke_by_code`]'s.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn refresh_revoke(
    tx: &mut Tx<'_>,
    code_hash: &[u8; 32],
    at: Timestamp,
) -> Result<Spend, StoreError> {
    let update =
        sql!("update refresh set revoked_at = $2 where code_hash = $1 and revoked_at is null");
    spend(tx, update, values![code_hash, at]).await
}
