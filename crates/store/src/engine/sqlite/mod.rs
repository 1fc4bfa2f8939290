//! SQLite, embedded: one writer thread that commits waiting jobs in groups, and read-only
//! connections beside it.

mod copy;
mod open;
mod pen;
mod reader;
mod statement;
mod writer;

pub(crate) use copy::mark_restored;
pub(crate) use statement::{execute, fetch};

use crate::engine::{Durability, Failure};
use crate::error::{OpenError, StoreError};
use crate::{Commit, Rollback, Tx};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

/// An open SQLite database.
pub(crate) struct Sqlite {
    // Dropped first: the last connection to close is then the writer's, which tidies the log up.
    readers: reader::Readers,
    writer: writer::Writer,
    path: PathBuf,
}

type Answer<'a, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

impl Sqlite {
    /// Opens the file, creating an empty one, and takes its lock.
    pub(crate) fn open(path: &Path) -> Result<Self, OpenError> {
        let opened = open::open(path)?;
        let writer = writer::Writer::start(opened.connection, opened.lock);
        Ok(Self {
            writer,
            path: opened.path.clone(),
            readers: reader::Readers::new(opened.path),
        })
    }

    /// Runs a job in the next group, and answers after its commit; one that need not be flushed
    /// at once where nobody is writing.
    pub(crate) async fn write<T, F>(
        &self,
        job: Arc<F>,
        durability: Durability,
    ) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: for<'a, 'b> Fn(&'a mut Tx<'b>) -> Answer<'a, Commit<T>, Rollback>
            + Send
            + Sync
            + 'static,
    {
        self.writer.write(job, durability).await
    }

    /// Runs a short reading job on a snapshot, on this thread.
    pub(crate) fn read<T, F>(&self, job: &F) -> Result<T, StoreError>
    where
        F: for<'a, 'b> Fn(&'a mut Tx<'b>) -> Answer<'a, T, StoreError>,
    {
        self.readers.read(job)
    }

    /// Runs a reading job on a snapshot, on a thread that may wait.
    pub(crate) async fn read_long<T, F>(&self, job: Arc<F>) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'a, 'b> Fn(&'a mut Tx<'b>) -> Answer<'a, T, StoreError> + Send + Sync + 'static,
    {
        self.readers.read_long(job).await
    }

    /// Writes a consistent copy into a new file.
    pub(crate) fn copier(&self, to: PathBuf) -> impl FnOnce() -> Result<(), StoreError> + use<> {
        let from = self.path.clone();
        move || copy::snapshot(&from, &to)
    }

    /// Looks through the file; gives whether indexes were compared, too.
    pub(crate) fn looker(&self) -> impl FnOnce() -> Result<bool, StoreError> + use<> {
        let path = self.path.clone();
        move || copy::look(&path)
    }

    /// Whether the writer still takes jobs.
    pub(crate) fn ready(&self) -> Result<(), StoreError> {
        self.writer.ready()
    }

    /// Why the writer takes no job any more.
    pub(crate) fn stopped(&self) -> Option<String> {
        self.writer.stopped()
    }

    /// Jobs that were answered and commits that it took.
    pub(crate) fn work_done(&self) -> (u64, u64) {
        self.writer.work_done()
    }
}
