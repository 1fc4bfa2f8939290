//! Electronic identities.

use crate::dialect::{sql, sql_locking};
use crate::tx::{all, one, spend};
use crate::value::{Row, values};
use crate::{StoreError, Tx};
use lykill_core::id::{EidId, PersonId};
use lykill_core::{Level, Lookup, Spend, Timestamp};
use lykill_issuer::types::{Eid, EidState, StoredHash, UserId};

const AWAITS_ACTIVATION: &str = "awaits-activation";
const ACTIVE: &str = "active";
const BLOCKED: &str = "blocked";

macro_rules! columns {
    () => {
        "id, person, user_id, proofed, card_threshold, created_at, state, temporary, \
         temporary_until, password, blocked_at, blocked_reason"
    };
}

pub(crate) fn load(row: Row) -> Result<Eid, StoreError> {
    let mut row = row.of("eid");
    let (id, person) = (row.id("id")?, row.id("person")?);
    let user_id = UserId::from_normal(row.text("user_id")?);
    let proofed = row.read("proofed", Level::from_word)?;
    let card_threshold = row.count("card_threshold")?;
    let created_at = row.moment("created_at")?;
    let word = row.text("state")?;
    let temporary = row.maybe_text("temporary")?.map(StoredHash);
    let temporary_until = row.maybe_moment("temporary_until")?;
    let password = row.maybe_text("password")?.map(StoredHash);
    let blocked_at = row.maybe_moment("blocked_at")?;
    let blocked_reason = row.maybe_text("blocked_reason")?;
    let held = (
        temporary,
        temporary_until,
        password,
        blocked_at,
        blocked_reason,
    );
    let state = match (word.as_str(), held) {
        (AWAITS_ACTIVATION, (Some(temporary), Some(valid_until), None, None, None)) => {
            EidState::AwaitsActivation {
                temporary,
                valid_until,
            }
        }
        (ACTIVE, (None, None, Some(password), None, None)) => EidState::Active { password },
        (BLOCKED, (None, None, None, Some(at), Some(reason))) => EidState::Blocked { at, reason },
        _ => return Err(row.impossible("state")),
    };
    Ok(Eid {
        id,
        person,
        user_id,
        proofed,
        state,
        card_threshold,
        created_at,
    })
}

/// Issues an eID; [`Spend::AlreadySpent`] when its user id is taken.
///
/// # Errors
/// [`StoreError`] of the database; [`StoreError::Conflict`] when there is no such person.
pub async fn eid_insert(tx: &mut Tx<'_>, eid: &Eid) -> Result<Spend, StoreError> {
    let insert = sql!(
        "insert into eid (",
        columns!(),
        ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing"
    );
    let (word, temporary, temporary_until, password, blocked_at, blocked_reason) = match &eid.state
    {
        EidState::AwaitsActivation {
            temporary,
            valid_until,
        } => (
            AWAITS_ACTIVATION,
            Some(&temporary.0),
            Some(*valid_until),
            None,
            None,
            None,
        ),
        EidState::Active { password } => (ACTIVE, None, None, Some(&password.0), None, None),
        EidState::Blocked { at, reason } => (BLOCKED, None, None, None, Some(*at), Some(reason)),
    };
    let values = values![
        &eid.id,
        &eid.person,
        eid.user_id.as_str(),
        eid.proofed.word(),
        eid.card_threshold,
        eid.created_at,
        word,
        temporary,
        temporary_until,
        password,
        blocked_at,
        blocked_reason,
    ];
    spend(tx, insert, values).await
}

/// The eID with this user id, in its normal form.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn eid_by_user_id(tx: &mut Tx<'_>, user_id: &UserId) -> Result<Option<Eid>, StoreError> {
    let select = sql!("select ", columns!(), " from eid where user_id = $1");
    one(tx, select, values![user_id.as_str()], load).await
}

/// An eID.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn eid_fetch(tx: &mut Tx<'_>, id: EidId) -> Result<Option<Eid>, StoreError> {
    let select = sql!("select ", columns!(), " from eid where id = $1");
    one(tx, select, values![&id], load).await
}

/// An eID, kept from others until the transaction ends.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn eid_lock(tx: &mut Tx<'_>, id: EidId) -> Result<Option<Eid>, StoreError> {
    let select = sql_locking!("select ", columns!(), " from eid where id = $1");
    one(tx, select, values![&id], load).await
}

/// A person's eIDs, oldest first.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn eid_by_person(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Eid>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from eid where person = $1 order by created_at, id"
    );
    all(tx, select, values![&person], load).await
}

/// The eIDs of the person who has this national number, oldest first: in one statement, so that a
/// number that nobody has costs as much.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn eid_by_national_id(tx: &mut Tx<'_>, lookup: &Lookup) -> Result<Vec<Eid>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from eid where person = (select id from person where national_id_lookup = $1) ",
        "order by created_at, id"
    );
    all(tx, select, values![lookup], load).await
}

/// Activates an eID that awaits it with this temporary password, which is spent, and gives it
/// its holder's own password.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn eid_activate(
    tx: &mut Tx<'_>,
    id: EidId,
    old_temporary: &StoredHash,
    password: &StoredHash,
) -> Result<Spend, StoreError> {
    let update = sql!(
        "update eid set state = 'active', password = $3, temporary = null, ",
        "temporary_until = null ",
        "where id = $1 and state = 'awaits-activation' and temporary = $2"
    );
    spend(tx, update, values![&id, &old_temporary.0, &password.0]).await
}

/// Activates an eID that awaits it with this temporary password, which is spent, and gives it
/// the user id and the password that its holder chose. The caller has seen that the user id is
/// nobody else's.
///
/// # Errors
/// [`StoreError`] of the database; [`StoreError::Conflict`] when the user id was taken meanwhile.
pub async fn eid_activate_as(
    tx: &mut Tx<'_>,
    id: EidId,
    old_temporary: &StoredHash,
    (user_id, password): (&UserId, &StoredHash),
) -> Result<Spend, StoreError> {
    let update = sql!(
        "update eid set state = 'active', user_id = $3, password = $4, temporary = null, ",
        "temporary_until = null ",
        "where id = $1 and state = 'awaits-activation' and temporary = $2"
    );
    let values = values![&id, &old_temporary.0, user_id.as_str(), &password.0];
    spend(tx, update, values).await
}

/// Gives an eID that awaits activation another temporary password, or ends the one that it has by
/// ending its time.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn eid_reissue(
    tx: &mut Tx<'_>,
    id: EidId,
    temporary: &StoredHash,
    valid_until: Timestamp,
) -> Result<Spend, StoreError> {
    let update = sql!(
        "update eid set temporary = $2, temporary_until = $3 ",
        "where id = $1 and state = 'awaits-activation'"
    );
    spend(tx, update, values![&id, &temporary.0, valid_until]).await
}

/// Replaces the hash of an active eID's password by one of the same password.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn eid_rehash(
    tx: &mut Tx<'_>,
    id: EidId,
    old: &StoredHash,
    new: &StoredHash,
) -> Result<Spend, StoreError> {
    let update =
        sql!("update eid set password = $3 where id = $1 and state = 'active' and password = $2");
    spend(tx, update, values![&id, &old.0, &new.0]).await
}

/// Blocks an eID that is not blocked yet. Its passwords are erased: only new proofing opens it.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn eid_block(
    tx: &mut Tx<'_>,
    id: EidId,
    at: Timestamp,
    reason: &str,
) -> Result<Spend, StoreError> {
    let update = sql!(
        "update eid set state = 'blocked', blocked_at = $2, blocked_reason = $3, ",
        "temporary = null, temporary_until = null, password = null ",
        "where id = $1 and state <> 'blocked'"
    );
    spend(tx, update, values![&id, at, reason]).await
}

/// Lets an eID that is blocked be activated anew, with this temporary password.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn eid_unblock(
    tx: &mut Tx<'_>,
    id: EidId,
    temporary: &StoredHash,
    valid_until: Timestamp,
) -> Result<Spend, StoreError> {
    let update = sql!(
        "update eid set state = 'awaits-activation', temporary = $2, temporary_until = $3, ",
        "blocked_at = null, blocked_reason = null where id = $1 and state = 'blocked'"
    );
    spend(tx, update, values![&id, &temporary.0, valid_until]).await
}

/// Ends the password of an active eID, which is activated anew with this temporary one.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn eid_end_password(
    tx: &mut Tx<'_>,
    id: EidId,
    temporary: &StoredHash,
    valid_until: Timestamp,
) -> Result<Spend, StoreError> {
    let update = sql!(
        "update eid set state = 'awaits-activation', temporary = $2, temporary_until = $3, ",
        "password = null where id = $1 and state = 'active'"
    );
    spend(tx, update, values![&id, &temporary.0, valid_until]).await
}

/// Sets at how many keys left the next card is ordered; [`Spend::AlreadySpent`] when it is so.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn eid_set_threshold(
    tx: &mut Tx<'_>,
    id: EidId,
    keys_left: u32,
) -> Result<Spend, StoreError> {
    let update = sql!("update eid set card_threshold = $2 where id = $1 and card_threshold <> $2");
    spend(tx, update, values![&id, keys_left]).await
}

/// The next user ids in their order, after one, and whose they are.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn eid_user_ids(
    tx: &mut Tx<'_>,
    after: &str,
    limit: u32,
) -> Result<Vec<(String, PersonId)>, StoreError> {
    let select =
        sql!("select user_id, person from eid where user_id > $1 order by user_id limit $2");
    all(tx, select, values![after, limit], |row| {
        let mut row = row.of("eid");
        Ok((row.text("user_id")?, row.id("person")?))
    })
    .await
}
