//! A database that came back from a backup. What happened since is not in it: keys that were spent
//! look unspent, sessions that were ended look open. So everything that was open is ended.

use crate::dialect::{TABLE_EXISTS, sql};
use crate::meta::meta_save;
use crate::otp_token::otp_token_restored;
use crate::passkey::passkey_restored;
use crate::tx::one;
use crate::value::values;
use crate::{Commit, Db, StoreError, Tx};
use lykill_core::Timestamp;
use lykill_core::id::EidId;

/// The name under which `meta` keeps how far the un-spending came.
pub const RESTORED: &str = "restored";

/// Says of an empty database that a backup is loaded into it: by a table of its own, which is in no
/// backup, so that it outlives a crash that follows the loading.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn loading_begin(db: &Db) -> Result<(), StoreError> {
    // Nothing by which an unknown commit is found out stands in an empty database.
    let begun = db.write_unmarked(|tx| {
        Box::pin(async move {
            tx.script("create table if not exists backup_loading (at bigint);")
                .await?;
            Ok(Commit(()))
        })
    });
    begun.await
}

/// Whether [`loading_begin`] was called, and [`loading_end`] not since.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn is_loading(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    let name = values!["backup_loading"];
    let count = one(tx, &TABLE_EXISTS, name, |row| row.number()).await?;
    Ok(count == Some(1))
}

/// Notes that the database came back from a backup, and how far the un-spending came.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn loading_end(tx: &mut Tx<'_>, state: &str) -> Result<(), StoreError> {
    meta_save(tx, RESTORED, state).await?;
    tx.script("drop table if exists backup_loading;").await
}

/// What was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ended {
    /// Key cards, active and dormant.
    pub cards: u64,
    /// Devices that show one-time codes, of those that count.
    pub devices: u64,
    /// Passkeys that waited, or that nobody had used yet.
    pub passkeys: u64,
    /// Sessions.
    pub sessions: u64,
    /// Letters, cards and mails that waited: they may have been delivered after the backup.
    pub deliveries: u64,
}

/// Ends all that was open when the backup was taken (security.md case 222).
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn end_what_was_open(tx: &mut Tx<'_>, now: Timestamp) -> Result<Ended, StoreError> {
    let reason = "restored from a backup";
    let cards = sql!(
        "update card set state = 'blocked', blocked_at = $1, blocked_reason = $2, pinned = null ",
        "where state in ('active', 'dormant')"
    );
    let cards = tx.execute(cards, values![now, reason]).await?;
    let devices = otp_token_restored(tx, now).await?;
    let passkeys = passkey_restored(tx, now).await?;
    let sessions = sql!("update session set ended_at = $1 where ended_at is null");
    let sessions = tx.execute(sessions, values![now]).await?;
    let outbox = sql!(
        "update outbox set state = 'expired', body = null, taken_until = null, ended_at = $1 ",
        "where state = 'waiting'"
    );
    let deliveries = tx.execute(outbox, values![now]).await?;
    let others = [
        sql!("update code set spent_at = $1 where spent_at is null"),
        sql!("update token set revoked_at = $1 where revoked_at is null"),
        sql!("update refresh set revoked_at = $1 where revoked_at is null"),
        sql!("update pushed set spent_at = $1 where spent_at is null"),
        sql!("update device set revoked_at = $1 where revoked_at is null"),
        sql!("update login set expires_at = $1 where expires_at > $1"),
        sql!("update held_order set state = 'void', ended_at = $1 where state = 'waiting'"),
        sql!("update eid set temporary_until = $1 where temporary_until > $1"),
    ];
    for update in others {
        tx.execute(update, values![now]).await?;
    }
    let codes = sql!("update link_code set state = 'dead' where state in ('live', 'superseded')");
    tx.execute(codes, &[]).await?;
    Ok(Ended {
        cards,
        devices,
        passkeys,
        sessions,
        deliveries,
    })
}

/// The next eIDs in the order of their ids that are not blocked, after one.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn eid_ids(
    tx: &mut Tx<'_>,
    after: Option<EidId>,
    limit: u32,
) -> Result<Vec<EidId>, StoreError> {
    let select =
        sql!("select id from eid where id > $1 and state <> 'blocked' order by id limit $2");
    let after = after.map(|id| id.as_bytes().to_vec()).unwrap_or_default();
    let values = values![after.as_slice(), limit];
    crate::tx::all(tx, select, values, |row| row.of("eid").id("id")).await
}
