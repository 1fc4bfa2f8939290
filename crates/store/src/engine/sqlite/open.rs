//! Opening the file: its lock, its version, and the settings that make a commit durable.

use super::copy::check_pages;
use crate::dialect::Engine;
use crate::error::OpenError;
use rusqlite::{Connection, OpenFlags};
use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The version from which the write-ahead log cannot lose committed writes (security.md,
/// finding 5): (text, number as SQLite counts).
const NEEDED: (&str, i32) = ("3.51.3", 3_051_003);

/// How long a statement waits for another program, such as a backup, that holds the file.
const PATIENCE: Duration = Duration::from_secs(5);

/// Pages that the writer keeps in memory at most; SQLite counts kibibytes as negative.
const CACHE_KIB: i64 = -6 * 1024;

/// Pages of 4 KiB in the log after which it is copied into the file.
const CHECKPOINT_PAGES: i64 = 4000;

/// Statements that stay prepared on a connection: more than there are.
const PREPARED: usize = 256;

/// Up to this size every page is looked at before anything is read: some 0.2 s. A larger file is
/// looked through by `lykill doctor` (security.md case 223).
const CHECKED_BYTES: u64 = 128 * 1024 * 1024;

pub(super) struct Opened {
    pub(super) connection: Connection,
    pub(super) lock: File,
    pub(super) path: PathBuf,
}

pub(super) fn open(path: &Path) -> Result<Opened, OpenError> {
    check_version(rusqlite::version(), rusqlite::version_number())?;
    let path = create(path)?;
    let lock = lock(&path)?;
    let connection = writing(&path).map_err(|error| unusable(&path, &error))?;
    let is_small = path
        .metadata()
        .is_ok_and(|about| about.len() <= CHECKED_BYTES);
    if is_small {
        check_pages(&connection).map_err(|error| unusable(&path, &error))?;
    }
    Ok(Opened {
        connection,
        lock,
        path,
    })
}

fn check_version(found: &str, number: i32) -> Result<(), OpenError> {
    let (needed, least) = NEEDED;
    if number >= least {
        return Ok(());
    }
    let reason = "older ones can lose committed writes";
    Err(OpenError::TooOld {
        engine: Engine::Sqlite,
        found: found.to_owned(),
        needed,
        reason,
    })
}

fn unusable(path: &Path, error: &dyn std::error::Error) -> OpenError {
    OpenError::Unusable {
        place: path.display().to_string(),
        what: error.to_string(),
    }
}

/// Makes an empty file that only its owner may read when there is none; gives its real path, so
/// that one file has one lock however it is named.
fn create(path: &Path) -> Result<PathBuf, OpenError> {
    let mut options = OpenOptions::new();
    options
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600);
    let opened = options.open(path).and_then(|_| path.canonicalize());
    opened.map_err(|error| unusable(path, &error))
}

/// Takes the lock beside the file. The kernel gives it back when the process ends, however it
/// ends; the file itself stays, since removing it would let two processes lock two files.
fn lock(path: &Path) -> Result<File, OpenError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let name = PathBuf::from(name);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false).mode(0o600);
    let file = options
        .open(&name)
        .map_err(|error| unusable(&name, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::Locked {
            database: path.display().to_string(),
            lock: name.display().to_string(),
        }),
        Err(TryLockError::Error(error)) => Err(unusable(&name, &error)),
    }
}

fn writing(path: &Path) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    settle(&connection)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    // The default cache of 2 MB thrashes when tokens are found by hash, and the default log of
    // 4 MB copies the same pages into the file again and again: a tenth of a busy writer's time.
    connection.pragma_update(None, "cache_size", CACHE_KIB)?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    // The log is cut back after a checkpoint, so that one large import does not keep the disk.
    connection.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
    Ok(connection)
}

/// A connection that cannot write.
pub(super) fn reading(path: &Path) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    settle(&connection)?;
    Ok(connection)
}

fn settle(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    connection.pragma_update(None, "foreign_keys", true)?;
    // A page whose cells do not fit is damaged; found when it is read, not after it was believed.
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "temp_store", "memory")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_that_can_lose_writes_is_refused() {
        assert_eq!(
            check_version(rusqlite::version(), rusqlite::version_number()),
            Ok(())
        );
        let error = check_version("3.51.2", 3_051_002).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("sqlite 3.51.2 is too old: 3.51.3 or newer")
        );
    }
}
