//! The outbox: what must leave the house, at least once and within its time.
//!
//! A row waits until it is taken for a while by one drainer, then is done, waits again for a
//! later try, or is dead. What it carries is erased when it is done or its time is over.

use crate::dialect::{sql, sql_skipping};
use crate::tx::{all, one, spend};
use crate::value::{Row, values};
use crate::{StoreError, Tx};
use lykill_core::id::{OutboxId, PersonId};
use lykill_core::{Sealed, Spend, Timestamp};
use std::time::Duration;

/// A new row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxEntry {
    /// Names the row; a delivery that is repeated carries the same id.
    pub id: OutboxId,
    /// What to deliver, in a word: [`lykill_core::EffectKind::word`].
    pub kind: &'static str,
    /// The person whom it concerns.
    pub person: PersonId,
    /// The effect, sealed to this row.
    pub body: Sealed,
    /// Not to be delivered before this moment.
    pub not_before: Timestamp,
    /// Not to be delivered after this moment.
    pub expires_at: Timestamp,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutboxState {
    /// To be delivered.
    Waiting,
    /// Delivered.
    Done,
    /// Given up; somebody must look at it.
    Dead,
    /// Not delivered within its time.
    Expired,
}

impl OutboxState {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Done, Self::Dead, Self::Expired];

    /// The word that is stored, and that reports use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Dead => "dead",
            Self::Expired => "expired",
        }
    }

    /// The state of a stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// A row as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// Names the row.
    pub id: OutboxId,
    /// What to deliver, in a word.
    pub kind: String,
    /// The person whom it concerns.
    pub person: PersonId,
    /// The effect, sealed to this row; none after it was erased.
    pub body: Option<Sealed>,
    /// What became of it.
    pub state: OutboxState,
    /// Not to be delivered before this moment.
    pub not_before: Timestamp,
    /// Not to be delivered after this moment.
    pub expires_at: Timestamp,
    /// When it was ordered.
    pub created_at: Timestamp,
    /// How often it was taken.
    pub attempts: u32,
    /// What the last attempt that failed said.
    pub last_error: Option<String>,
    /// When it was done, given up or found too old.
    pub ended_at: Option<Timestamp>,
    /// The post whose dispatch it waits for.
    pub follows: Option<OutboxId>,
}

macro_rules! columns {
    () => {
        "id, kind, person, body, state, not_before, expires_at, created_at, attempts, \
         last_error, ended_at, follows"
    };
}

pub(crate) fn load(row: Row) -> Result<OutboxRow, StoreError> {
    let mut row = row.of("outbox");
    Ok(OutboxRow {
        id: row.id("id")?,
        kind: row.text("kind")?,
        person: row.id("person")?,
        body: row.maybe_blob("body")?.map(Sealed),
        state: row.read("state", OutboxState::from_word)?,
        not_before: row.moment("not_before")?,
        expires_at: row.moment("expires_at")?,
        created_at: row.moment("created_at")?,
        attempts: row.count("attempts")?,
        last_error: row.maybe_text("last_error")?,
        ended_at: row.maybe_moment("ended_at")?,
        follows: row.maybe_id("follows")?,
    })
}

/// Puts something into the outbox. After the commit, notify [`crate::Channel::Outbox`].
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn outbox_insert(
    tx: &mut Tx<'_>,
    entry: &OutboxEntry,
    now: Timestamp,
) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into outbox ",
        "(id, kind, person, body, state, not_before, expires_at, created_at, attempts) ",
        "values ($1, $2, $3, $4, 'waiting', $5, $6, $7, 0)"
    );
    let OutboxEntry {
        id,
        kind,
        person,
        body,
        not_before,
        expires_at,
    } = entry;
    let values = values![id, *kind, person, body, *not_before, *expires_at, now];
    tx.send(insert, values).await
}

/// Who drains a row: what waits for others' servers never delays what does not, and a service
/// that is slow delays no message to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutboxLane {
    /// E-mail, paper, and what is done here.
    Post,
    /// Text messages.
    Sms,
    /// Logout tokens to services.
    Logout,
}

impl OutboxLane {
    /// All lanes.
    pub const ALL: [Self; 3] = [Self::Post, Self::Sms, Self::Logout];
}

/// What is to be done; see [`outbox_due`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutboxDue {
    /// [`outbox_take`] finds something.
    pub take: bool,
    /// [`outbox_expire`] finds something.
    pub expire: bool,
}

/// What there is to do at `now`. A worker that looks every second asks this by reading, so that an
/// idle deployment writes nothing.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn outbox_due(
    tx: &mut Tx<'_>,
    lane: OutboxLane,
    now: Timestamp,
) -> Result<OutboxDue, StoreError> {
    macro_rules! due {
        ($kinds:literal) => {
            sql!(
                "select id from outbox where state = 'waiting' and not_before <= $1 ",
                "and expires_at > $1 and (taken_until is null or taken_until <= $1) ",
                "and follows is null and kind ",
                $kinds,
                " limit 1"
            )
        };
    }
    let take = match lane {
        OutboxLane::Post => due!("not in ('logout-token', 'notice-sms', 'code-sms', 'code-call')"),
        OutboxLane::Sms => due!("in ('notice-sms', 'code-sms', 'code-call')"),
        OutboxLane::Logout => due!("= 'logout-token'"),
    };
    let expire = sql!("select id from outbox where body is not null and expires_at <= $1 limit 1");
    let found = tx.together(
        move |tx| Box::pin(async move { tx.fetch_one(take, values![now]).await }),
        move |tx| Box::pin(async move { tx.fetch_one(expire, values![now]).await }),
    );
    let (take, expire) = found.await?;
    Ok(OutboxDue {
        take: take.is_some(),
        expire: expire.is_some(),
    })
}

/// Takes at most `limit` rows that are due at `now`, for as long as `lease`: then, if nobody
/// ended them, they can be taken again. Two drainers never take the same row at once.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn outbox_take(
    tx: &mut Tx<'_>,
    (lane, now): (OutboxLane, Timestamp),
    lease: Duration,
    limit: u32,
) -> Result<Vec<OutboxRow>, StoreError> {
    macro_rules! take {
        ($kinds:literal) => {
            sql_skipping!(
                "update outbox set taken_until = $2, attempts = attempts + 1 where id in (",
                "select id from outbox where state = 'waiting' and not_before <= $1 ",
                "and expires_at > $1 and (taken_until is null or taken_until <= $1) ",
                "and follows is null and kind ",
                $kinds, " order by not_before, id limit $3";
                ") returning ", columns!()
            )
        };
    }
    let take = match lane {
        OutboxLane::Post => {
            take!("not in ('logout-token', 'notice-sms', 'code-sms', 'code-call')")
        }
        OutboxLane::Sms => take!("in ('notice-sms', 'code-sms', 'code-call')"),
        OutboxLane::Logout => take!("= 'logout-token'"),
    };
    let mut rows = all(tx, take, values![now, now + lease, limit], load).await?;
    rows.sort_by_key(|row| (row.not_before, row.id));
    Ok(rows)
}

/// Notes that a waiting row was delivered, and erases what it carried.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn outbox_done(
    tx: &mut Tx<'_>,
    id: OutboxId,
    at: Timestamp,
) -> Result<Spend, StoreError> {
    let update = sql!(
        "update outbox set state = 'done', body = null, taken_until = null, last_error = null, ",
        "ended_at = $2 where id = $1 and state = 'waiting'"
    );
    spend(tx, update, values![&id, at]).await
}

/// Lets a waiting row wait for its next try at `next_at`. `error` says what went wrong, without
/// personal data.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn outbox_retry(
    tx: &mut Tx<'_>,
    id: OutboxId,
    next_at: Timestamp,
    error: &str,
) -> Result<(), StoreError> {
    let update = sql!(
        "update outbox set not_before = $2, last_error = $3, taken_until = null ",
        "where id = $1 and state = 'waiting'"
    );
    tx.execute(update, values![&id, next_at, error])
        .await
        .map(drop)
}

/// Lets a row that was taken but not tried wait until `next_at`: the try does not count.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn outbox_release(
    tx: &mut Tx<'_>,
    id: OutboxId,
    next_at: Timestamp,
) -> Result<(), StoreError> {
    let update = sql!(
        "update outbox set not_before = $2, taken_until = null, attempts = attempts - 1 ",
        "where id = $1 and state = 'waiting' and taken_until is not null"
    );
    tx.send(update, values![&id, next_at]).await
}

/// Gives a waiting row up. It stays listed; what it carries stays until its time is over.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn outbox_dead(
    tx: &mut Tx<'_>,
    id: OutboxId,
    at: Timestamp,
    error: &str,
) -> Result<Spend, StoreError> {
    let update = sql!(
        "update outbox set state = 'dead', last_error = $3, taken_until = null, ended_at = $2 ",
        "where id = $1 and state = 'waiting'"
    );
    spend(tx, update, values![&id, at, error]).await
}

/// What [`outbox_expire`] did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expired {
    /// The rows that were still waiting: these were never delivered.
    pub undelivered: Vec<OutboxId>,
    /// There may be more, since as many were erased as were to be.
    pub more: bool,
}

/// Erases what at most `limit` rows carry whose time is over.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn outbox_expire(
    tx: &mut Tx<'_>,
    now: Timestamp,
    limit: u32,
) -> Result<Expired, StoreError> {
    let expire = sql_skipping!(
        "update outbox set body = null, taken_until = null, ",
        "ended_at = case when state = 'waiting' then $1 else ended_at end, ",
        "state = case when state = 'waiting' then 'expired' else state end where id in (",
        "select id from outbox where body is not null and expires_at <= $1 ",
        "order by expires_at limit $2";
        ") returning id, state"
    );
    let erased: Vec<(OutboxId, OutboxState)> = all(tx, expire, values![now, limit], |row| {
        let mut row = row.of("outbox");
        Ok((row.id("id")?, row.read("state", OutboxState::from_word)?))
    })
    .await?;
    let more = u32::try_from(erased.len()).unwrap_or(limit) >= limit;
    let mut undelivered = erased;
    // What was expired before carries nothing: a row that is now, was waiting.
    undelivered.retain(|(_, state)| *state == OutboxState::Expired);
    Ok(Expired {
        undelivered: undelivered.into_iter().map(|(id, _)| id).collect(),
        more,
    })
}

/// Lets a waiting row wait for the dispatch of another one: it is not due before
/// [`outbox_unchain`] says when.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn outbox_follow(
    tx: &mut Tx<'_>,
    id: OutboxId,
    followed: OutboxId,
) -> Result<(), StoreError> {
    let update = sql!("update outbox set follows = $2 where id = $1 and state = 'waiting'");
    tx.send(update, values![&id, &followed]).await
}

/// A row was posted: whatever waits for it is due from `not_before` on, or from its own moment
/// when that is later.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn outbox_unchain(
    tx: &mut Tx<'_>,
    followed: OutboxId,
    not_before: Timestamp,
) -> Result<(), StoreError> {
    let update = sql!(
        "update outbox set follows = null, ",
        "not_before = case when not_before > $2 then not_before else $2 end ",
        "where follows = $1 and state = 'waiting'"
    );
    tx.send(update, values![&followed, not_before]).await
}

/// Lets go what waits for a post that will never be: withdrawn, given up, void or returned. It is
/// due from `not_before` on.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn outbox_release_orphans(
    tx: &mut Tx<'_>,
    not_before: Timestamp,
) -> Result<u64, StoreError> {
    let update = sql!(
        "update outbox set follows = null, ",
        "not_before = case when not_before > $1 then not_before else $1 end ",
        "where state = 'waiting' and follows is not null ",
        "and not exists (select 1 from outbox as other ",
        "where other.id = outbox.follows and other.state = 'waiting') ",
        "and not exists (select 1 from print_job where print_job.id = outbox.follows ",
        "and print_job.state = 'queued')"
    );
    tx.execute(update, values![not_before]).await
}

/// Withdraws a waiting row: what it carries is erased, and nobody delivers it.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn outbox_withdraw(
    tx: &mut Tx<'_>,
    id: OutboxId,
    at: Timestamp,
) -> Result<Spend, StoreError> {
    let update = sql!(
        "update outbox set state = 'expired', body = null, taken_until = null, follows = null, ",
        "last_error = 'withdrawn', ended_at = $2 where id = $1 and state = 'waiting'"
    );
    spend(tx, update, values![&id, at]).await
}

/// A person's waiting rows of these kinds, oldest first.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn outbox_waiting(
    tx: &mut Tx<'_>,
    person: PersonId,
    kinds: [&str; 4],
) -> Result<Vec<OutboxRow>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from outbox where state = 'waiting' and person = $1 and kind in ($2, $3, $4, $5) ",
        "order by created_at, id"
    );
    let [first, second, third, fourth] = kinds;
    let values = values![&person, first, second, third, fourth];
    all(tx, select, values, load).await
}

/// The rows in a state, oldest first.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn outbox_list(
    tx: &mut Tx<'_>,
    state: OutboxState,
) -> Result<Vec<OutboxRow>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from outbox where state = $1 order by created_at, id"
    );
    all(tx, select, values![state.word()], load).await
}

/// Whether a row ended without a print job whose files may stand: whatever was printed of it is
/// nobody's.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn outbox_left_paper(tx: &mut Tx<'_>, id: OutboxId) -> Result<bool, StoreError> {
    let select = sql!(
        "select id from outbox where id = $1 and state <> 'waiting' ",
        "and not exists (select 1 from print_job ",
        "where print_job.id = outbox.id and print_job.erased_at is null)"
    );
    Ok(tx.fetch_one(select, values![&id]).await?.is_some())
}

/// How many rows are in each state; states without rows are left out.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn outbox_counts(tx: &mut Tx<'_>) -> Result<Vec<(OutboxState, u64)>, StoreError> {
    let select = sql!("select state, count(*) from outbox group by state order by state");
    all(tx, select, &[], |row| {
        let mut row = row.of("outbox");
        Ok((
            row.read("state", OutboxState::from_word)?,
            row.count("count")?,
        ))
    })
    .await
}

/// How many rows were due before a moment and wait still: more than 0 for minutes means that no
/// worker runs. Tellings to services do not count: how many wait is theirs to decide.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn outbox_overdue(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    let select = sql!(
        "select count(*) from outbox where state = 'waiting' and not_before <= $1 ",
        "and kind <> 'logout-token' and follows is null"
    );
    let count = one(tx, select, values![before], |row| row.number()).await?;
    Ok(u64::try_from(count.unwrap_or(0)).unwrap_or(0))
}
