//! What a simulation does to the accesses of a database: it decides whose turn it is, and lets
//! some of them fail in the two ways that there are (security.md case 206). Compiled only with the
//! feature `faults`, which no shipped program turns on.

use crate::db::Running;
use crate::{Commit, Rollback, StoreError, Tx};
use std::pin::Pin;
use std::sync::Arc;

/// What is about to happen, or has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// A job that only reads.
    Read,
    /// A job that may write.
    Write,
}

/// What becomes of an access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It goes its way.
    Passes,
    /// It runs and is rolled back: an error, and nothing is stored.
    NotStored,
    /// It runs and is committed, and the caller gets an error all the same.
    StoredThoughError,
}

/// A decision that may wait for its turn.
pub type Turn<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Stands between a handle and its database.
pub trait Interposer: Send + Sync {
    /// Before an access; the handle waits for the answer.
    fn before(&self, access: Access) -> Turn<'_, Fate>;
    /// After an access, before the caller hears of it.
    fn after(&self) -> Turn<'_, ()>;
}

/// The job, with what becomes of it.
pub(crate) fn fated<T, F>(
    job: F,
    fate: Fate,
) -> impl for<'a, 'b> Fn(&'a mut Tx<'b>) -> Running<'a, Commit<T>, Rollback> + Send + Sync + 'static
where
    T: Send + 'static,
    F: for<'a, 'b> Fn(&'a mut Tx<'b>) -> Running<'a, Commit<T>, Rollback> + Send + Sync + 'static,
{
    let job = Arc::new(job);
    move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let answer = job(tx).await?;
            match fate {
                Fate::Passes | Fate::StoredThoughError => Ok(answer),
                Fate::NotStored => Err(Rollback::Error(not_stored())),
            }
        })
    }
}

/// What the caller of a write hears.
pub(crate) async fn written<T>(
    interposer: &dyn Interposer,
    fate: Fate,
    outcome: Result<T, StoreError>,
) -> Result<T, StoreError> {
    interposer.after().await;
    match fate {
        Fate::Passes | Fate::NotStored => outcome,
        Fate::StoredThoughError => outcome.and(Err(StoreError::OutcomeUnknown)),
    }
}

/// A reading job in its turn.
pub(crate) async fn read<T>(
    interposer: &dyn Interposer,
    reading: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    if interposer.before(Access::Read).await != Fate::Passes {
        return Err(StoreError::Disconnected("a simulated fault".to_owned()));
    }
    let outcome = reading.await;
    interposer.after().await;
    outcome
}

fn not_stored() -> StoreError {
    StoreError::NotCommitted("a simulated fault".to_owned())
}
