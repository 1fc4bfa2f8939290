//! Passkeys, and challenges that are answered once, on whichever node the answer comes first.

use crate::dialect::sql;
use crate::tx::{all, one, spend};
use crate::value::{Fields, Row, values};
use crate::{StoreError, Tx};
use lykill_core::id::{EidId, PasskeyId};
use lykill_core::{DisplayName, Level, MethodKind, Spend, Timestamp};
use lykill_issuer::types::{Passkey, PasskeyState};

const ACTIVE: &str = "active";
const BLOCKED: &str = "blocked";

macro_rules! columns {
    () => {
        "id, person, eid, credential, key, counter, backup_eligible, backed_up, \
         aaguid, label, bound_level, bound_by, added_at, usable_from, used_at, state, \
         blocked_at, blocked_reason"
    };
}

fn load(row: Row) -> Result<Passkey, StoreError> {
    let mut row = row.of("passkey");
    Ok(Passkey {
        id: row.id("id")?,
        person: row.id("person")?,
        eid: row.id("eid")?,
        credential: row.blob("credential")?,
        key: row.blob("key")?,
        counter: row.count("counter")?,
        backup_eligible: row.truth("backup_eligible")?,
        backed_up: row.truth("backed_up")?,
        aaguid: aaguid(&mut row)?,
        label: row.read("label", |text| DisplayName::parse(text).ok())?,
        bound_level: row.read("bound_level", Level::from_word)?,
        bound_by: row.read("bound_by", MethodKind::from_word)?,
        added_at: row.moment("added_at")?,
        usable_from: row.moment("usable_from")?,
        used_at: row.maybe_moment("used_at")?,
        state: state(&mut row)?,
    })
}

fn aaguid(row: &mut Fields) -> Result<[u8; 16], StoreError> {
    let bytes = row.blob("aaguid")?;
    bytes.try_into().map_err(|_| row.impossible("aaguid"))
}

fn state(row: &mut Fields) -> Result<PasskeyState, StoreError> {
    let word = row.text("state")?;
    let at = row.maybe_moment("blocked_at")?;
    match (word.as_str(), at, row.maybe_text("blocked_reason")?) {
        (ACTIVE, None, None) => Ok(PasskeyState::Active),
        (BLOCKED, Some(at), Some(why)) => Ok(PasskeyState::Blocked { at, why }),
        _ => Err(row.impossible("state")),
    }
}

/// Stores a passkey that is in use; [`Spend::AlreadySpent`] when the credential is known, whoever's
/// it is (security.md case 157).
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn passkey_insert(
    tx: &mut Tx<'_>,
    passkey: &Passkey,
    stop_hash: &[u8; 32],
) -> Result<Spend, StoreError> {
    let insert = sql!(
        "insert into passkey (id, person, eid, credential, key, counter, ",
        "backup_eligible, backed_up, aaguid, label, bound_level, bound_by, added_at, ",
        "usable_from, stop_hash, state) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, ",
        "$12, $13, $14, $15, 'active') on conflict do nothing"
    );
    let values = values![
        &passkey.id,
        &passkey.person,
        &passkey.eid,
        passkey.credential.as_slice(),
        passkey.key.as_slice(),
        passkey.counter,
        passkey.backup_eligible,
        passkey.backed_up,
        &passkey.aaguid,
        passkey.label.as_str(),
        passkey.bound_level.word(),
        passkey.bound_by.word(),
        passkey.added_at,
        passkey.usable_from,
        stop_hash,
    ];
    spend(tx, insert, values).await
}

/// The passkey of a credential.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn passkey_by_credential(
    tx: &mut Tx<'_>,
    credential: &[u8],
) -> Result<Option<Passkey>, StoreError> {
    let select = sql!("select ", columns!(), " from passkey where credential = $1");
    one(tx, select, values![credential], load).await
}

/// The passkey of an id.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn passkey_fetch(tx: &mut Tx<'_>, id: PasskeyId) -> Result<Option<Passkey>, StoreError> {
    let select = sql!("select ", columns!(), " from passkey where id = $1");
    one(tx, select, values![&id], load).await
}

/// The passkey whose notice carries this.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn passkey_by_stop(
    tx: &mut Tx<'_>,
    stop_hash: &[u8; 32],
) -> Result<Option<Passkey>, StoreError> {
    let select = sql!("select ", columns!(), " from passkey where stop_hash = $1");
    one(tx, select, values![stop_hash], load).await
}

/// The passkeys of an eID, blocked ones too, oldest first.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn passkey_list(tx: &mut Tx<'_>, eid: EidId) -> Result<Vec<Passkey>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from passkey where eid = $1 order by added_at, id"
    );
    all(tx, select, values![&eid], load).await
}

/// The passkeys of an eID that are in use, and those that were added after a moment, blocked ones
/// too, oldest first.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn passkey_list_since(
    tx: &mut Tx<'_>,
    eid: EidId,
    added_after: Timestamp,
) -> Result<Vec<Passkey>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from passkey where eid = $1 and (state = 'active' or added_at > $2) ",
        "order by added_at, id"
    );
    all(tx, select, values![&eid, added_after], load).await
}

/// Notes a use: once for each state of the counter, which only grows unless there is none, and of
/// no passkey that was blocked or waits.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn passkey_use(
    tx: &mut Tx<'_>,
    id: PasskeyId,
    (counter, backed_up): (u32, bool),
    at: Timestamp,
) -> Result<Spend, StoreError> {
    let update = sql!(
        "update passkey set counter = $2, backed_up = $3, used_at = $4 where id = $1 ",
        "and state = 'active' and usable_from <= $4 and (counter < $2 or counter = 0 and $2 = 0)"
    );
    spend(tx, update, values![&id, counter, backed_up, at]).await
}

/// Blocks a passkey that is in use, for ever.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn passkey_block(
    tx: &mut Tx<'_>,
    id: PasskeyId,
    (at, why): (Timestamp, &str),
) -> Result<Spend, StoreError> {
    let update = sql!(
        "update passkey set state = 'blocked', blocked_at = $2, blocked_reason = $3 ",
        "where id = $1 and state = 'active'"
    );
    spend(tx, update, values![&id, at, why]).await
}

/// Blocks all passkeys of an eID; gives how many were in use.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn passkey_block_all(
    tx: &mut Tx<'_>,
    eid: EidId,
    (at, why): (Timestamp, &str),
) -> Result<u64, StoreError> {
    let update = sql!(
        "update passkey set state = 'blocked', blocked_at = $2, blocked_reason = $3 ",
        "where eid = $1 and state = 'active'"
    );
    tx.execute(update, values![&eid, at, why]).await
}

/// Takes the answer to a challenge, by the challenge's SHA-256: the first one of any number of
/// hands, on any node (security.md case 154). It is kept until the challenge is too old anyhow.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn passkey_challenge_spend(
    tx: &mut Tx<'_>,
    hash: &[u8; 32],
    expires_at: Timestamp,
) -> Result<Spend, StoreError> {
    let insert = sql!(
        "insert into passkey_challenge (hash, expires_at) values ($1, $2) on conflict do nothing"
    );
    spend(tx, insert, values![hash, expires_at]).await
}

/// After a backup came back: a passkey may have been stopped since, which the backup cannot tell.
/// So those are blocked of which nothing says that their holder let them be: that wait, or that
/// nobody used. Gives how many.
///
/// # Errors
/// [`StoreError`] of the database.
pub(crate) async fn passkey_restored(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, StoreError> {
    let update = sql!(
        "update passkey set state = 'blocked', blocked_at = $1, blocked_reason = 'restored' ",
        "where state = 'active' and (used_at is null or usable_from > $1)"
    );
    tx.execute(update, values![now]).await
}
