//! Devices that show one-time codes: each counter and time step is accepted once, on whichever
//! node it comes first.

use crate::dialect::{sql, sql_locking};
use crate::tx::{all, one, spend};
use crate::value::{Fields, Row, values};
use crate::{StoreError, Tx};
use lykill_core::id::{OtpTokenId, PersonId};
use lykill_core::{Moving, OathDigits, OathHash, OathProfile, Sealed, Spend, Timestamp};
use lykill_issuer::types::{
    Holder, OtpToken, OtpTokenState, TokenBlock, TokenPurpose, TokenSerial,
};

const STOCK: &str = "stock";
const ASSIGNED: &str = "assigned";
const BLOCKED: &str = "blocked";

macro_rules! columns {
    () => {
        "id, serial, manufacturer, secret, hash, digits, period, next, drift, state, person, \
         eid, purpose, assigned_at, blocked_at, blocked_reason, imported_at, used_at, warned_at"
    };
}

fn load(row: Row) -> Result<OtpToken, StoreError> {
    let mut row = row.of("otp_token");
    let id = row.id("id")?;
    let serial = row.read("serial", |text| TokenSerial::parse(text).ok())?;
    let manufacturer = row.text("manufacturer")?;
    let secret = Sealed(row.blob("secret")?);
    let profile = profile(&mut row)?;
    let (next, drift) = (row.count("next")?, row.int("drift")?);
    let state = state(&mut row)?;
    Ok(OtpToken {
        id,
        serial,
        manufacturer,
        secret,
        profile,
        next,
        drift,
        state,
        imported_at: row.moment("imported_at")?,
        used_at: row.maybe_moment("used_at")?,
        warned_at: row.maybe_moment("warned_at")?,
    })
}

fn profile(row: &mut Fields) -> Result<OathProfile, StoreError> {
    let hash = row.read("hash", OathHash::from_word)?;
    let digits = OathDigits::from_count(row.count("digits")?);
    let digits = digits.ok_or_else(|| row.impossible("digits"))?;
    let period = row.maybe_int("period")?.map(u32::try_from).transpose();
    let moving = match period.map_err(|_| row.impossible("period"))? {
        None => Moving::Counter,
        Some(0) => return Err(row.impossible("period")),
        Some(period_s) => Moving::Clock { period_s },
    };
    Ok(OathProfile {
        hash,
        digits,
        moving,
    })
}

fn state(row: &mut Fields) -> Result<OtpTokenState, StoreError> {
    let word = row.text("state")?;
    let (person, eid) = (row.maybe_id("person")?, row.maybe_id("eid")?);
    let purpose = row.maybe_text("purpose")?;
    let purpose = match purpose.as_deref().map(TokenPurpose::from_word) {
        Some(None) => return Err(row.impossible("purpose")),
        known => known.flatten(),
    };
    let holder = match (person, eid, purpose, row.maybe_moment("assigned_at")?) {
        (Some(person), Some(eid), Some(purpose), Some(at)) => Some(Holder {
            person,
            eid,
            purpose,
            at,
        }),
        (None, None, None, None) => None,
        _ => return Err(row.impossible("assigned_at")),
    };
    let blocked_at = row.maybe_moment("blocked_at")?;
    let reason = row.maybe_text("blocked_reason")?;
    match (word.as_str(), holder, blocked_at, reason) {
        (STOCK, None, None, None) => Ok(OtpTokenState::Stock),
        (ASSIGNED, Some(holder), None, None) => Ok(OtpTokenState::Assigned(holder)),
        (BLOCKED, holder, Some(at), Some(reason)) => {
            let why = TokenBlock::from_stored(&reason);
            let why = why.ok_or_else(|| row.impossible("blocked_reason"))?;
            Ok(OtpTokenState::Blocked { at, why, holder })
        }
        _ => Err(row.impossible("state")),
    }
}

/// Stores a device that is nobody's yet; [`Spend::AlreadySpent`] when its serial number is known.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn otp_token_insert(tx: &mut Tx<'_>, token: &OtpToken) -> Result<Spend, StoreError> {
    let insert = sql!(
        "insert into otp_token (id, serial, manufacturer, secret, hash, digits, period, next, ",
        "drift, state, imported_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'stock', $10) ",
        "on conflict do nothing"
    );
    let period = match token.profile.moving {
        Moving::Counter => None,
        Moving::Clock { period_s } => Some(period_s),
    };
    let values = values![
        &token.id,
        token.serial.as_str(),
        &token.manufacturer,
        &token.secret,
        token.profile.hash.word(),
        u32::from(token.profile.digits.count()),
        period,
        number(token.next),
        token.drift,
        token.imported_at,
    ];
    spend(tx, insert, values).await
}

/// Counters are stored as the database's whole numbers; none of ours comes near their end.
fn number(counter: u64) -> i64 {
    i64::try_from(counter).unwrap_or(i64::MAX)
}

/// The device of a serial number.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn otp_token_by_serial(
    tx: &mut Tx<'_>,
    serial: &TokenSerial,
) -> Result<Option<OtpToken>, StoreError> {
    let select = sql!("select ", columns!(), " from otp_token where serial = $1");
    one(tx, select, values![serial.as_str()], load).await
}

/// The device of a serial number, kept from others until the transaction ends.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn otp_token_lock(
    tx: &mut Tx<'_>,
    serial: &TokenSerial,
) -> Result<Option<OtpToken>, StoreError> {
    let select = sql_locking!("select ", columns!(), " from otp_token where serial = $1");
    one(tx, select, values![serial.as_str()], load).await
}

/// The device of a kind that a person has in use.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn otp_token_of(
    tx: &mut Tx<'_>,
    person: PersonId,
    purpose: TokenPurpose,
) -> Result<Option<OtpToken>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from otp_token where person = $1 and purpose = $2 and state = 'assigned'"
    );
    one(tx, select, values![&person, purpose.word()], load).await
}

/// At most `limit` devices in the order of their serial numbers, after one; a person's only, when
/// one is given.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn otp_token_list(
    tx: &mut Tx<'_>,
    person: Option<PersonId>,
    after: &str,
    limit: u32,
) -> Result<Vec<OtpToken>, StoreError> {
    match person {
        None => {
            let select = sql!(
                "select ",
                columns!(),
                " from otp_token where serial > $1 order by serial limit $2"
            );
            all(tx, select, values![after, limit], load).await
        }
        Some(person) => {
            let select = sql!(
                "select ",
                columns!(),
                " from otp_token where serial > $1 and person = $3 order by serial limit $2"
            );
            all(tx, select, values![after, limit, &person], load).await
        }
    }
}

/// Makes a device that was nobody's somebody's.
///
/// # Errors
/// [`StoreError`] of the database; [`StoreError::Conflict`] when the person has one of the kind.
pub async fn otp_token_assign(
    tx: &mut Tx<'_>,
    id: OtpTokenId,
    holder: &Holder,
) -> Result<Spend, StoreError> {
    let update = sql!(
        "update otp_token set state = 'assigned', person = $2, eid = $3, purpose = $4, ",
        "assigned_at = $5 where id = $1 and state = 'stock'"
    );
    let purpose = holder.purpose.word();
    let values = values![&id, &holder.person, &holder.eid, purpose, holder.at];
    spend(tx, update, values).await
}

/// Blocks a device that is not blocked.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn otp_token_block(
    tx: &mut Tx<'_>,
    id: OtpTokenId,
    at: Timestamp,
    why: &TokenBlock,
) -> Result<Spend, StoreError> {
    let update = sql!(
        "update otp_token set state = 'blocked', blocked_at = $2, blocked_reason = $3 ",
        "where id = $1 and state in ('stock', 'assigned')"
    );
    spend(tx, update, values![&id, at, &why.stored()]).await
}

/// Accepts the code of a counter or time step: it, and all before it, never again. The condition
/// holds for one of any number of hands at once, and nothing moves backwards (security.md case 24).
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn otp_token_spend(
    tx: &mut Tx<'_>,
    id: OtpTokenId,
    (counter, drift): (u64, i64),
    at: Timestamp,
) -> Result<Spend, StoreError> {
    let update = sql!(
        "update otp_token set next = cast($2 as bigint) + 1, drift = $3, used_at = $4, warned_at = null ",
        "where id = $1 and state = 'assigned' and next <= $2"
    );
    spend(tx, update, values![&id, number(counter), drift, at]).await
}

/// Puts a device that somebody holds in step: the second of two codes in a row was that of this
/// counter or time step. What we blocked ourselves, for two unused years or after a backup, is in
/// use again; what an operator blocked is not.
///
/// # Errors
/// [`StoreError`] of the database; [`StoreError::Conflict`] when the person has another one now.
pub async fn otp_token_resync(
    tx: &mut Tx<'_>,
    id: OtpTokenId,
    (counter, drift): (u64, i64),
    at: Timestamp,
) -> Result<Spend, StoreError> {
    let update = sql!(
        "update otp_token set next = cast($2 as bigint) + 1, drift = $3, used_at = $4, warned_at = null, ",
        "state = 'assigned', blocked_at = null, blocked_reason = null ",
        "where id = $1 and next <= $2 and person is not null and (state = 'assigned' ",
        "or state = 'blocked' and blocked_reason in ('unused', 'restored'))"
    );
    spend(tx, update, values![&id, number(counter), drift, at]).await
}

/// At most `limit` devices that were last used before a moment, or assigned and never used.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn otp_token_unused(
    tx: &mut Tx<'_>,
    (before, warned_before): (Timestamp, Timestamp),
    limit: u32,
) -> Result<Vec<OtpToken>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from otp_token where state = 'assigned' and coalesce(used_at, assigned_at) <= $1 ",
        "and (warned_at is null or warned_at <= $2) ",
        "order by coalesce(used_at, assigned_at) limit $3"
    );
    all(tx, select, values![before, warned_before, limit], load).await
}

/// Notes that the holder of an unused device was warned: once.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn otp_token_warn(
    tx: &mut Tx<'_>,
    id: OtpTokenId,
    at: Timestamp,
) -> Result<Spend, StoreError> {
    let update = sql!(
        "update otp_token set warned_at = $2 ",
        "where id = $1 and state = 'assigned' and warned_at is null"
    );
    spend(tx, update, values![&id, at]).await
}

/// After a backup came back (security.md case 222): which counters were accepted since is not in
/// it, so devices with a counter are blocked until two codes in a row put them in step; of clocks
/// every time step that can have been accepted is past. Gives how many were blocked.
///
/// # Errors
/// [`StoreError`] of the database.
pub(crate) async fn otp_token_restored(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, StoreError> {
    let clocks = sql!(
        "update otp_token set next = $1 / period + drift + 2 ",
        "where period is not null and next < $1 / period + drift + 2"
    );
    tx.execute(clocks, values![now.seconds()]).await?;
    let counters = sql!(
        "update otp_token set state = 'blocked', blocked_at = $1, blocked_reason = 'restored' ",
        "where period is null and state = 'assigned'"
    );
    tx.execute(counters, values![now]).await
}
