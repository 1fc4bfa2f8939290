//! The database: the only way in for everybody else.

use crate::config::DatabaseConfig;
use crate::dialect::{CHECKSUMS, CLOCK, Engine};
use crate::engine::postgres::{Address, Postgres};
use crate::engine::sqlite::Sqlite;
use crate::engine::{Durability, Failure};
use crate::error::{OpenError, StoreError};
use crate::notify::{Channel, Notifications, Signals};
use crate::tx::Tx;
use lykill_core::Timestamp;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// How often a job is run again when others changed its rows.
const RETRIES: u32 = 10;
/// The pause before it is run again grows to this.
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

/// A job's answer, to be committed with all that the job did. A refusal is an answer, too: its
/// counter and its audit row stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commit<T>(pub T);

/// A job's wish that nothing of what it did is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rollback {
    /// Run the job again from its start.
    Retry,
    /// Give up.
    Error(StoreError),
}

impl From<StoreError> for Rollback {
    fn from(error: StoreError) -> Self {
        Self::Error(error)
    }
}

impl From<Rollback> for Failure {
    fn from(rollback: Rollback) -> Self {
        match rollback {
            Rollback::Retry => Self::Again(StoreError::Contended(
                "the job asked to run again".to_owned(),
            )),
            Rollback::Error(error) => error.into(),
        }
    }
}

/// What a job is while it runs.
pub type Running<'a, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

/// Whether a transaction on PostgreSQL says who it is, so that an unknown outcome is found out.
#[derive(Clone, Copy)]
enum Mark {
    Marked,
    Unmarked,
}

/// A handle to an open database; clones share it, and the last one that is dropped closes it.
#[derive(Clone)]
pub struct Db {
    opened: Arc<Opened>,
    #[cfg(feature = "faults")]
    interposer: Option<Arc<dyn crate::faults::Interposer>>,
}

struct Opened {
    signals: Arc<Signals>,
    backend: Backend,
}

enum Backend {
    Sqlite(Sqlite),
    Postgres(Box<Postgres>),
}

impl Db {
    /// Opens a database. It is not migrated: see [`crate::migrate`].
    ///
    /// # Errors
    /// [`OpenError`] when it cannot be reached, is served by another process (SQLite), is too
    /// old, or acknowledges commits before they are durable.
    pub async fn open(config: &DatabaseConfig) -> Result<Self, OpenError> {
        let signals = Arc::new(Signals::new());
        let backend = match config {
            DatabaseConfig::Sqlite { path } => {
                let path = path.clone();
                let opening = tokio::task::spawn_blocking(move || Sqlite::open(&path)).await;
                let gone = |_| OpenError::Address("the database could not be opened".to_owned());
                Backend::Sqlite(opening.map_err(gone)??)
            }
            DatabaseConfig::Postgres {
                url,
                max_connections,
            } => {
                let address = Address::parse(url)?;
                let signals = Arc::clone(&signals);
                let opened = Postgres::open(&address, *max_connections, signals).await?;
                Backend::Postgres(Box::new(opened))
            }
        };
        Ok(Self {
            opened: Arc::new(Opened { signals, backend }),
            #[cfg(feature = "faults")]
            interposer: None,
        })
    }

    /// The same database, with somebody between it and whoever uses this handle.
    #[cfg(feature = "faults")]
    #[must_use]
    pub fn interposed(&self, interposer: Arc<dyn crate::faults::Interposer>) -> Self {
        Self {
            opened: Arc::clone(&self.opened),
            interposer: Some(interposer),
        }
    }

    /// Runs a job in a transaction and answers after it is durable. The job may run several
    /// times, so it owns its inputs and does nothing but speak to its transaction: on SQLite it
    /// shares a commit with other jobs and must never wait for anything else.
    ///
    /// ```no_run
    /// # async fn example(db: lykill_store::Db) -> Result<(), lykill_store::StoreError> {
    /// use lykill_store::{Commit, meta_save};
    /// db.write(|tx| Box::pin(async move { Ok(Commit(meta_save(tx, "profile", "dk").await?)) }))
    ///     .await
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`StoreError`]; nothing was kept, unless it is [`StoreError::OutcomeUnknown`].
    pub async fn write<T, F>(&self, job: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'a, 'b> Fn(&'a mut Tx<'b>) -> Running<'a, Commit<T>, Rollback>
            + Send
            + Sync
            + 'static,
    {
        self.write_marked(job, Durability::Flushed).await
    }

    /// As [`Db::write`], but answers before the disk is flushed. What it did outlives this
    /// process; a power cut can undo it together with all that came after it, never alone. So it
    /// is for what nobody is told of before something that is flushed follows, or what costs
    /// nobody more than a new beginning (ADR 9).
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn write_covered<T, F>(&self, job: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'a, 'b> Fn(&'a mut Tx<'b>) -> Running<'a, Commit<T>, Rollback>
            + Send
            + Sync
            + 'static,
    {
        self.write_marked(job, Durability::Covered).await
    }

    async fn write_marked<T, F>(&self, job: F, durability: Durability) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'a, 'b> Fn(&'a mut Tx<'b>) -> Running<'a, Commit<T>, Rollback>
            + Send
            + Sync
            + 'static,
    {
        #[cfg(feature = "faults")]
        if let Some(interposer) = &self.interposer {
            let fate = interposer.before(crate::faults::Access::Write).await;
            let job = crate::faults::fated(job, fate);
            let outcome = self.write_with(job, Mark::Marked, durability).await;
            return crate::faults::written(interposer.as_ref(), fate, outcome).await;
        }
        self.write_with(job, Mark::Marked, durability).await
    }

    /// As [`Db::write`], for a database that has no tables yet: an unknown outcome stays unknown.
    pub(crate) async fn write_unmarked<T, F>(&self, job: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'a, 'b> Fn(&'a mut Tx<'b>) -> Running<'a, Commit<T>, Rollback>
            + Send
            + Sync
            + 'static,
    {
        self.write_with(job, Mark::Unmarked, Durability::Flushed)
            .await
    }

    async fn write_with<T, F>(
        &self,
        job: F,
        mark: Mark,
        durability: Durability,
    ) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'a, 'b> Fn(&'a mut Tx<'b>) -> Running<'a, Commit<T>, Rollback>
            + Send
            + Sync
            + 'static,
    {
        let job = Arc::new(job);
        let mut tries = 0;
        loop {
            let outcome = match (&self.opened.backend, mark) {
                (Backend::Sqlite(sqlite), _) => sqlite.write(Arc::clone(&job), durability).await,
                (Backend::Postgres(postgres), Mark::Marked) => {
                    postgres.write(&*job, durability).await
                }
                (Backend::Postgres(postgres), Mark::Unmarked) => {
                    postgres.write_unmarked(&*job).await
                }
            };
            match outcome {
                Ok(answer) => return Ok(answer),
                Err(Failure::Again(_)) if tries < RETRIES => {
                    tokio::time::sleep(pause(tries)).await;
                    tries += 1;
                }
                Err(Failure::Again(error) | Failure::Final(error)) => return Err(error),
            }
        }
    }

    /// Runs a job that only reads, on one consistent snapshot and never on a replica. It reads a
    /// few rows, in at most 5 ms: on SQLite it runs on the caller's thread, and others wait.
    ///
    /// # Errors
    /// [`StoreError`], also when the job tries to write.
    pub async fn read<T, F>(&self, job: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'a, 'b> Fn(&'a mut Tx<'b>) -> Running<'a, T, StoreError> + Send + Sync + 'static,
    {
        #[cfg(feature = "faults")]
        if let Some(interposer) = &self.interposer {
            return crate::faults::read(interposer.as_ref(), self.read_with(job)).await;
        }
        self.read_with(job).await
    }

    async fn read_with<T, F>(&self, job: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'a, 'b> Fn(&'a mut Tx<'b>) -> Running<'a, T, StoreError> + Send + Sync + 'static,
    {
        let mut tries = 0;
        loop {
            let outcome = match &self.opened.backend {
                Backend::Sqlite(sqlite) => sqlite.read(&job),
                Backend::Postgres(postgres) => postgres.read(&job).await,
            };
            if let Some(outcome) = settled(outcome, &mut tries).await {
                return outcome;
            }
        }
    }

    /// As [`Db::read`], for lists that may be long.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn read_long<T, F>(&self, job: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'a, 'b> Fn(&'a mut Tx<'b>) -> Running<'a, T, StoreError> + Send + Sync + 'static,
    {
        #[cfg(feature = "faults")]
        if let Some(interposer) = &self.interposer {
            return crate::faults::read(interposer.as_ref(), self.read_long_with(job)).await;
        }
        self.read_long_with(job).await
    }

    async fn read_long_with<T, F>(&self, job: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'a, 'b> Fn(&'a mut Tx<'b>) -> Running<'a, T, StoreError> + Send + Sync + 'static,
    {
        let job = Arc::new(job);
        let mut tries = 0;
        loop {
            let outcome = match &self.opened.backend {
                Backend::Sqlite(sqlite) => sqlite.read_long(Arc::clone(&job)).await,
                Backend::Postgres(postgres) => postgres.read(&*job).await,
            };
            if let Some(outcome) = settled(outcome, &mut tries).await {
                return outcome;
            }
        }
    }

    /// Wakes those who wait for the channel, in this process and, on PostgreSQL, in all others.
    /// To be called after the write that made the work.
    pub fn notify(&self, channel: Channel) {
        self.opened.signals.raise(channel);
        if let Backend::Postgres(postgres) = &self.opened.backend {
            postgres.notify(channel);
        }
    }

    /// Begins to wait for notifications. They can be lost, so whoever waits polls as well.
    pub fn subscribe(&self) -> Notifications {
        self.opened.signals.subscribe()
    }

    /// As [`crate::backup::snapshot`].
    pub(crate) async fn copy_to(&self, to: PathBuf) -> Result<(), StoreError> {
        let Backend::Sqlite(sqlite) = &self.opened.backend else {
            let words = "PostgreSQL is copied by its own tools";
            return Err(StoreError::Database(words.to_owned()));
        };
        let copied = tokio::task::spawn_blocking(sqlite.copier(to)).await;
        copied.map_err(|_| StoreError::Database("the copy was not finished".to_owned()))?
    }

    /// Looks through all that is stored for damage that shows (security.md case 223). On SQLite it
    /// reads the whole file.
    ///
    /// # Errors
    /// [`StoreError`]: what is damaged, or that the database does not answer.
    pub async fn integrity(&self) -> Result<Integrity, StoreError> {
        if let Backend::Sqlite(sqlite) = &self.opened.backend {
            let looked = tokio::task::spawn_blocking(sqlite.looker()).await;
            return match looked.map_err(|_| StoreError::Panicked)?? {
                true => Ok(Integrity::Compared),
                false => Ok(Integrity::PagesOnly),
            };
        }
        let on = self.read(|tx| Box::pin(async move { tx.fetch_one(&CHECKSUMS, &[]).await }));
        match on.await?.map(|row| row.number()).transpose()? {
            Some(1) => Ok(Integrity::Checksums),
            _ => Ok(Integrity::NoChecksums),
        }
    }

    /// The engine.
    pub fn engine(&self) -> Engine {
        match &self.opened.backend {
            Backend::Sqlite(_) => Engine::Sqlite,
            Backend::Postgres(_) => Engine::Postgres,
        }
    }

    /// Whether reads are answered and writes are taken, durably.
    ///
    /// # Errors
    /// [`StoreError`] that says what is wrong.
    pub async fn ready(&self) -> Result<(), StoreError> {
        match &self.opened.backend {
            Backend::Sqlite(sqlite) => sqlite.ready()?,
            Backend::Postgres(postgres) => postgres.ready().await?,
        }
        self.clock().await.map(drop)
    }

    /// What the disk said when it failed under the writer. From then on no write is taken until
    /// the database is opened anew: what the kernel gave up to write is gone, and another flush
    /// would answer that all is well (security.md case 205). PostgreSQL ends itself in this case.
    pub fn stopped(&self) -> Option<String> {
        match &self.opened.backend {
            Backend::Sqlite(sqlite) => sqlite.stopped(),
            Backend::Postgres(_) => None,
        }
    }

    /// The database's wall clock: SQLite's is this machine's, PostgreSQL's that of its server.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer.
    pub async fn clock(&self) -> Result<Timestamp, StoreError> {
        let micros = self.read(|tx| {
            Box::pin(async move {
                let row = tx.fetch_one(&CLOCK, &[]).await?;
                row.ok_or_else(|| StoreError::Database("no clock".to_owned()))?
                    .number()
            })
        });
        micros.await.map(Timestamp::from_micros)
    }

    /// Jobs that the SQLite writer answered since the database was opened, and the commits that
    /// they shared; none on PostgreSQL, where each job has its own.
    pub fn grouped(&self) -> Option<Grouped> {
        match &self.opened.backend {
            Backend::Sqlite(sqlite) => {
                let (jobs, commits) = sqlite.work_done();
                Some(Grouped { jobs, commits })
            }
            Backend::Postgres(_) => None,
        }
    }
}

/// What is known of damage to what is stored; see [`Db::integrity`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Integrity {
    /// SQLite: each page is one, each row fits its table, each index its rows.
    Compared,
    /// SQLite, in a file that is too large to compare its indexes while somebody waits.
    PagesOnly,
    /// PostgreSQL checks each page that it reads.
    Checksums,
    /// PostgreSQL does not: `data_checksums` is off.
    NoChecksums,
}

/// How well commits are shared; see [`Db::grouped`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grouped {
    /// Jobs that were answered.
    pub jobs: u64,
    /// Commits that they took.
    pub commits: u64,
}

/// 1, 2, 4 … milliseconds.
fn pause(tries: u32) -> Duration {
    Duration::from_millis(1_u64 << tries.min(8)).min(LONGEST_PAUSE)
}

/// What a read answered; nothing when it is to be tried again, after the pause that is over then.
async fn settled<T>(
    outcome: Result<T, StoreError>,
    tries: &mut u32,
) -> Option<Result<T, StoreError>> {
    match outcome {
        Err(error) if error.is_transient() && *tries < RETRIES => {
            tokio::time::sleep(pause(*tries)).await;
            *tries += 1;
            None
        }
        outcome => Some(outcome),
    }
}
