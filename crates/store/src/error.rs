//! What can go wrong in the store. The texts are for operators: they name tables, columns and
//! row ids, and never carry a value that a person typed.

use crate::dialect::Engine;

/// Why a transaction gave no answer. Nothing of it was kept, except where
/// [`StoreError::OutcomeUnknown`] says that this is not known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// A row holds what the program never writes; it is refused instead of guessed at.
    #[error("impossible row: {table}.{column} of row {id}")]
    Impossible {
        /// The table.
        table: &'static str,
        /// The first column that cannot be.
        column: &'static str,
        /// The row's first key column, bytes in hexadecimal.
        id: String,
    },
    /// Every connection or place in the queue is taken, or a lock was not given in time.
    #[error("the database is busy")]
    Busy,
    /// A rule of the schema refuses the row: a duplicate, or a reference to nothing.
    #[error("the schema refuses this row: {0}")]
    Conflict(String),
    /// Others changed the same rows each time that it was tried.
    #[error("others changed the same rows: {0}")]
    Contended(String),
    /// The connection broke before the transaction was to be committed.
    #[error("the connection to the database broke: {0}")]
    Disconnected(String),
    /// The connection broke while the transaction was committed, and no new one came about to
    /// ask what became of it.
    #[error("the connection broke during the commit; whether it was kept is not known")]
    OutcomeUnknown,
    /// The disk is full. Reading goes on; writing goes on when there is space.
    #[error("the disk of the database is full: {0}")]
    Full(String),
    /// The commit failed for the whole group of jobs.
    #[error("the commit failed: {0}")]
    NotCommitted(String),
    /// The disk cannot be read or written, or holds what is no database.
    #[error("the disk of the database failed: {0}")]
    Disk(String),
    /// The disk failed under the writer, which takes no job since: what the disk holds is not
    /// known until the database is opened anew.
    #[error("writing has stopped: {0}")]
    Stopped(String),
    /// The job panicked.
    #[error("the job panicked")]
    Panicked,
    /// The job waited for something that is no statement of its own transaction.
    #[error("a transaction waits for nothing but its own statements")]
    Waited,
    /// A statement failed, yet the job asked for a commit. PostgreSQL would turn that into a
    /// rollback without a word, so it is refused on both engines.
    #[error("a statement failed and the job went on")]
    Unheeded,
    /// Anything else that the engine says.
    #[error("database: {0}")]
    Database(String),
}

impl StoreError {
    /// A row is not any more what this job read.
    pub(crate) fn changed_meanwhile() -> Self {
        Self::Contended("a row was changed meanwhile".to_owned())
    }

    /// Whether the same job may succeed at once when it is run again from its start.
    pub(crate) const fn is_transient(&self) -> bool {
        matches!(self, Self::Contended(_) | Self::Disconnected(_))
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::ConstraintViolation) => Self::Conflict(text),
            Some(ErrorCode::DiskFull) => Self::Full(text),
            Some(
                ErrorCode::SystemIoFailure | ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase,
            ) => Self::Disk(text),
            _ => Self::Database(text),
        }
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(told) = error.as_db_error() else {
            return if error.is_closed() || is_io(&error) {
                Self::Disconnected(error.to_string())
            } else {
                Self::Database(chain(&error))
            };
        };
        let code = told.code().code();
        // The detail of a PostgreSQL error quotes values; the message names only the constraint.
        let text = format!("{} ({code})", told.message());
        match code {
            // 25P02: another statement of this transaction failed; that one's error is told where
            // it is known, and else the job runs again and meets it again.
            "40001" | "40P01" | "25P02" => Self::Contended(text),
            // What `Tx::insist` divides by is the number of rows that were changed.
            "22012" => Self::changed_meanwhile(),
            "55P03" | "57014" | "53300" => Self::Busy,
            "53100" => Self::Full(text),
            _ if code.starts_with("23") => Self::Conflict(text),
            _ if code.starts_with("08") || code.starts_with("57P") => Self::Disconnected(text),
            _ => Self::Database(text),
        }
    }
}

impl From<deadpool_postgres::PoolError> for StoreError {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        match error {
            deadpool_postgres::PoolError::Timeout(_) => Self::Busy,
            deadpool_postgres::PoolError::Backend(error) => error.into(),
            other => Self::Disconnected(other.to_string()),
        }
    }
}

fn is_io(error: &tokio_postgres::Error) -> bool {
    let source = std::error::Error::source(error);
    source.is_some_and(|source| source.is::<std::io::Error>())
}

/// An error with the errors behind it, in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text.push_str(": ");
        text.push_str(&source.to_string());
        next = source.source();
    }
    text
}

/// Why a database cannot be opened; one line that says where and what.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The address names no database that this program can use.
    #[error("database address: {0}")]
    Address(String),
    /// The engine is older than is safe.
    #[error("{engine} {found} is too old: {needed} or newer is needed ({reason})", engine = .engine.word())]
    TooOld {
        /// The engine.
        engine: Engine,
        /// Its version.
        found: String,
        /// The version from which it is safe.
        needed: &'static str,
        /// Why.
        reason: &'static str,
    },
    /// Another process serves this SQLite file (security.md case 213).
    #[error("{database} is served by another process, which holds {lock}; stop that one first")]
    Locked {
        /// The database file.
        database: String,
        /// The lock file.
        lock: String,
    },
    /// A commit would be acknowledged before it is durable.
    #[error(
        "synchronous_commit is {0:?} on this PostgreSQL: an acknowledged login could be lost; \
         set it to on (or remote_apply, remote_write) for the server, the role and the database"
    )]
    Loose(String),
    /// The server answers reads only.
    #[error("this PostgreSQL is a standby in recovery; give the address of the primary")]
    Standby,
    /// The server was the primary once; another one took over since.
    #[error(
        "this PostgreSQL is on timeline {timeline}, and one on timeline {seen} took over: it must \
         not be used any more"
    )]
    Overtaken {
        /// Its timeline.
        timeline: u32,
        /// The highest one that was seen.
        seen: u32,
    },
    /// The file or server cannot be used.
    #[error("{place}: {what}")]
    Unusable {
        /// The path, or the hosts.
        place: String,
        /// What it says.
        what: String,
    },
}
