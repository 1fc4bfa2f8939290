//! Read-only connections. Each read sees one snapshot, and neither waits for the writer nor
//! makes it wait.

use super::open::reading;
use crate::Tx;
use crate::error::StoreError;
use futures_util::FutureExt;
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Long jobs that read at the same time.
const READERS: usize = 8;
/// How long a long job waits for its turn.
const PATIENCE: Duration = Duration::from_secs(2);

struct Shelf {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Shelf {
    fn take(&self) -> Result<Connection, StoreError> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        idle.map_or_else(|| reading(&self.path).map_err(Into::into), Ok)
    }

    fn read<T, F>(&self, job: &F) -> Result<T, StoreError>
    where
        F: for<'a, 'b> Fn(&'a mut Tx<'b>) -> super::Answer<'a, T, StoreError>,
    {
        let mut connection = self.take()?;
        let answer = snapshot(&mut connection, job);
        // A connection that could not end its transaction is closed instead of shelved.
        if connection.is_autocommit() {
            self.give_back(connection);
        }
        answer
    }

    fn give_back(&self, connection: Connection) {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(connection);
    }
}

pub(super) struct Readers {
    shelf: Arc<Shelf>,
    places: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn new(path: PathBuf) -> Self {
        let shelf = Arc::new(Shelf {
            path,
            idle: Mutex::new(Vec::new()),
        });
        Self {
            shelf,
            places: Arc::new(Semaphore::new(READERS)),
        }
    }

    /// Runs a short job where it is called: to hand it to another thread and back costs more than
    /// a few rows do.
    pub(super) fn read<T, F>(&self, job: &F) -> Result<T, StoreError>
    where
        F: for<'a, 'b> Fn(&'a mut Tx<'b>) -> super::Answer<'a, T, StoreError>,
    {
        self.shelf.read(job)
    }

    /// Runs a job that takes its time on a thread that may wait.
    pub(super) async fn read_long<T, F>(&self, job: Arc<F>) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'a, 'b> Fn(&'a mut Tx<'b>) -> super::Answer<'a, T, StoreError>
            + Send
            + Sync
            + 'static,
    {
        let place = tokio::time::timeout(PATIENCE, Arc::clone(&self.places).acquire_owned());
        let place = place.await.map_err(|_| StoreError::Busy)?;
        let shelf = Arc::clone(&self.shelf);
        let work = tokio::task::spawn_blocking(move || {
            let _place = place;
            shelf.read(&*job)
        });
        work.await.map_err(|_| StoreError::Panicked)?
    }
}

fn snapshot<T, F>(connection: &mut Connection, job: &F) -> Result<T, StoreError>
where
    F: for<'a, 'b> Fn(&'a mut Tx<'b>) -> super::Answer<'a, T, StoreError>,
{
    connection.prepare_cached("begin deferred")?.raw_execute()?;
    let mut tx = Tx::Sqlite {
        connection,
        failed: false,
    };
    let polled = catch_unwind(AssertUnwindSafe(|| job(&mut tx).now_or_never()));
    connection.prepare_cached("rollback")?.raw_execute()?;
    match polled {
        Err(_) => Err(StoreError::Panicked),
        Ok(None) => Err(StoreError::Waited),
        Ok(Some(answer)) => answer,
    }
}
