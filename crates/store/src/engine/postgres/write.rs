//! Writing on PostgreSQL, and finding out what became of a commit whose answer was lost.
//!
//! A marked transaction inserts its own marker row first. When the connection breaks during the
//! commit, a new connection inserts the same marker: it waits for the old transaction if that
//! still lives, then either finds the marker taken (it was committed) or takes it (it was not,
//! and can never be again: its own marker would make it fail). So every outcome is told truly
//! (security.md case 207).

use super::{Answer, Talk};
use crate::dialect::{CLAIM, MARK};
use crate::engine::{Durability, Failure};
use crate::error::StoreError;
use crate::value::Value;
use crate::{Commit, Rollback, Tx};
use deadpool_postgres::Pool;
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Begins a transaction that can write.
const BEGIN: &str = "begin";
/// Begins one whose commit is answered before it is flushed.
const BEGIN_COVERED: &str = "begin; set local synchronous_commit to off";
/// How often, and in what steps, a new connection is tried to ask about a lost commit.
const QUESTIONS: u32 = 20;
const BETWEEN_QUESTIONS: Duration = Duration::from_millis(500);

/// Makes markers that nobody else makes: 128 bits, half drawn by the server when the database
/// was opened, half counted.
pub(super) struct Markers {
    drawn: [u8; 8],
    count: AtomicU64,
}

type Marker = [u8; 16];

impl Markers {
    pub(super) async fn of(client: &tokio_postgres::Client) -> Result<Self, tokio_postgres::Error> {
        // Version 4 UUIDs have their six fixed bits in bytes 6 and 8; 58 random bits remain.
        let text = "select substring(uuid_send(gen_random_uuid()) from 1 for 8)";
        let drawn: Vec<u8> = client.query_one(text, &[]).await?.try_get(0)?;
        let drawn = <[u8; 8]>::try_from(drawn).unwrap_or_default();
        Ok(Self {
            drawn,
            count: AtomicU64::new(0),
        })
    }

    pub(super) fn next(&self) -> Marker {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let drawn = u64::from_be_bytes(self.drawn);
        ((u128::from(drawn) << 64) | u128::from(count)).to_be_bytes()
    }
}

/// Runs a job with a marker.
pub(super) async fn marked<T, F>(
    pool: &Pool,
    marker: Marker,
    job: &F,
    durability: Durability,
) -> Result<T, Failure>
where
    T: Send,
    F: for<'a, 'b> Fn(&'a mut Tx<'b>) -> Answer<'a, Commit<T>, Rollback> + Send + Sync,
{
    let client = pool.get().await.map_err(StoreError::from)?;
    let begin = match durability {
        Durability::Flushed => BEGIN,
        Durability::Covered => BEGIN_COVERED,
    };
    let talk = Talk::begin(client, begin);
    talk.send_at_once(MARK, &[Value::Blob(&marker)]).await?;
    let answer = run(&talk, job).await?;
    match talk.commit().await {
        Ok(()) => Ok(answer),
        Err(StoreError::Disconnected(why)) => {
            tracing::warn!(error = %why, "the connection broke during a commit; asking what became of it");
            if was_committed(pool, &marker).await? {
                Ok(answer)
            } else {
                Err(Failure::Again(StoreError::Disconnected(why)))
            }
        }
        Err(error) => Err(error.into()),
    }
}

/// Runs a job without a marker: before the table of markers exists.
pub(super) async fn unmarked<T, F>(pool: &Pool, job: &F) -> Result<T, Failure>
where
    T: Send,
    F: for<'a, 'b> Fn(&'a mut Tx<'b>) -> Answer<'a, Commit<T>, Rollback> + Send + Sync,
{
    let client = pool.get().await.map_err(StoreError::from)?;
    let talk = Talk::begin(client, BEGIN);
    let answer = run(&talk, job).await?;
    match talk.commit().await {
        Ok(()) => Ok(answer),
        Err(StoreError::Disconnected(_)) => Err(Failure::Final(StoreError::OutcomeUnknown)),
        Err(error) => Err(error.into()),
    }
}

async fn run<T, F>(talk: &Talk, job: &F) -> Result<T, Failure>
where
    F: for<'a, 'b> Fn(&'a mut Tx<'b>) -> Answer<'a, Commit<T>, Rollback> + Send + Sync,
{
    let mut tx = Tx::Postgres { talk };
    let Some(outcome) = caught(job(&mut tx)).await else {
        return Err(StoreError::Panicked.into());
    };
    match outcome {
        Ok(Commit(_)) if tx.failed() => Err(StoreError::Unheeded.into()),
        Ok(Commit(answer)) => Ok(answer),
        Err(rollback) => Err(rollback.into()),
    }
}

/// What a future answers, or nothing when it panics.
pub(super) async fn caught<T>(future: impl Future<Output = T>) -> Option<T> {
    AssertUnwindSafe(future).catch_unwind().await.ok()
}

async fn was_committed(pool: &Pool, marker: &Marker) -> Result<bool, StoreError> {
    for _ in 0..QUESTIONS {
        match claim(pool, marker).await {
            Ok(rows) => return Ok(rows == 0),
            Err(error) => tracing::warn!(%error, "cannot ask yet what became of a commit"),
        }
        tokio::time::sleep(BETWEEN_QUESTIONS).await;
    }
    Err(StoreError::OutcomeUnknown)
}

async fn claim(pool: &Pool, marker: &Marker) -> Result<u64, StoreError> {
    let client = pool.get().await?;
    let statement = client.prepare_cached(CLAIM).await?;
    Ok(client.execute(&statement, &[&Value::Blob(marker)]).await?)
}
