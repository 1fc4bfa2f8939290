//! Print jobs: what lies at the print house, each printed and posted at most once.

use crate::dialect::{sql, sql_locking};
use crate::tx::{all, one, spend};
use crate::value::{Row, values};
use crate::{StoreError, Tx};
use lykill_core::id::{CardId, OutboxId, PersonId};
use lykill_core::{Spend, Timestamp};
use lykill_issuer::types::{PrintJob, PrintQueue, PrintState};

macro_rules! columns {
    () => {
        "id, queue, kind, person, card, state, queued_at, acknowledged_at, ended_at"
    };
}

fn load(row: Row) -> Result<PrintJob, StoreError> {
    let mut row = row.of("print_job");
    Ok(PrintJob {
        id: row.id("id")?,
        queue: row.read("queue", PrintQueue::from_word)?,
        kind: row.text("kind")?,
        person: row.id("person")?,
        card: row.maybe_id("card")?,
        state: row.read("state", PrintState::from_word)?,
        queued_at: row.moment("queued_at")?,
        acknowledged_at: row.maybe_moment("acknowledged_at")?,
        ended_at: row.maybe_moment("ended_at")?,
    })
}

/// Notes what was put into a queue; [`Spend::AlreadySpent`] when it was noted before.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn print_insert(tx: &mut Tx<'_>, job: &PrintJob) -> Result<Spend, StoreError> {
    let insert = sql!(
        "insert into print_job (",
        columns!(),
        ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing"
    );
    let values = values![
        &job.id,
        job.queue.word(),
        &job.kind,
        &job.person,
        job.card.as_ref(),
        job.state.word(),
        job.queued_at,
        job.acknowledged_at,
        job.ended_at,
    ];
    spend(tx, insert, values).await
}

/// A job, kept from others until the transaction ends.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn print_lock(tx: &mut Tx<'_>, id: OutboxId) -> Result<Option<PrintJob>, StoreError> {
    let select = sql_locking!("select ", columns!(), " from print_job where id = $1");
    one(tx, select, values![&id], load).await
}

/// At most `limit` jobs of a queue, or of both, in a state, oldest first.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn print_list(
    tx: &mut Tx<'_>,
    queue: Option<PrintQueue>,
    state: PrintState,
    limit: u32,
) -> Result<Vec<PrintJob>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from print_job where state = $1 and queue in ($2, $3) order by queued_at, id limit $4"
    );
    let [first, second] = queue.map_or(PrintQueue::ALL, |queue| [queue, queue]);
    let values = values![state.word(), first.word(), second.word(), limit];
    all(tx, select, values, load).await
}

/// A person's jobs, oldest first.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn print_by_person(
    tx: &mut Tx<'_>,
    person: PersonId,
) -> Result<Vec<PrintJob>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from print_job where person = $1 order by queued_at, id"
    );
    all(tx, select, values![&person], load).await
}

/// A queued job was printed and posted (security.md case 218: once).
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn print_acknowledge(
    tx: &mut Tx<'_>,
    id: OutboxId,
    at: Timestamp,
) -> Result<Spend, StoreError> {
    let update = sql!(
        "update print_job set state = 'acknowledged', acknowledged_at = $2 ",
        "where id = $1 and state = 'queued'"
    );
    spend(tx, update, values![&id, at]).await
}

/// A job came back from the post, or is void: whatever it was, if it still counted.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn print_end(
    tx: &mut Tx<'_>,
    id: OutboxId,
    state: PrintState,
    at: Timestamp,
) -> Result<Spend, StoreError> {
    let update = sql!(
        "update print_job set state = $2, ended_at = $3 ",
        "where id = $1 and state in ('queued', 'acknowledged')"
    );
    spend(tx, update, values![&id, state.word(), at]).await
}

/// A card is no longer good: its queued jobs are void.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn print_void_card(
    tx: &mut Tx<'_>,
    card: CardId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let update = sql!(
        "update print_job set state = 'void', ended_at = $2 where card = $1 and state = 'queued'"
    );
    tx.send(update, values![&card, at]).await
}

/// At most `limit` jobs whose files are of no use any more and were not erased yet.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn print_erasable(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<PrintJob>, StoreError> {
    let select = sql!(
        "select ",
        columns!(),
        " from print_job where state <> 'queued' and erased_at is null ",
        "order by queued_at limit $1"
    );
    all(tx, select, values![limit], load).await
}

/// The files of a job were erased.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn print_erased(tx: &mut Tx<'_>, id: OutboxId, at: Timestamp) -> Result<(), StoreError> {
    let update = sql!("update print_job set erased_at = $2 where id = $1 and erased_at is null");
    tx.send(update, values![&id, at]).await
}

/// Jobs that were queued at `before` or earlier and that nobody was told of: told of now, once.
///
/// # Errors
/// [`StoreError`] of the database, or of a row that cannot be.
pub async fn print_alarm(
    tx: &mut Tx<'_>,
    before: Timestamp,
    now: Timestamp,
) -> Result<Vec<PrintJob>, StoreError> {
    let update = sql!(
        "update print_job set alarmed_at = $2 ",
        "where state = 'queued' and queued_at <= $1 and alarmed_at is null returning ",
        columns!()
    );
    all(tx, update, values![before, now], load).await
}

/// How many jobs a queue holds, and how many of these were queued at `before` or earlier.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn print_counts(
    tx: &mut Tx<'_>,
    queue: PrintQueue,
    before: Timestamp,
) -> Result<(u64, u64), StoreError> {
    let queued = sql!("select count(*) from print_job where state = 'queued' and queue = $1");
    let stuck = sql!(
        "select count(*) from print_job ",
        "where state = 'queued' and queue = $1 and queued_at <= $2"
    );
    let number = |row: Row| row.number();
    let queued = one(tx, queued, values![queue.word()], number).await?;
    let stuck = one(tx, stuck, values![queue.word(), before], number).await?;
    let count = |number: Option<i64>| u64::try_from(number.unwrap_or(0)).unwrap_or(0);
    Ok((count(queued), count(stuck)))
}
