//! The whole file: a consistent copy while it is written, the mark in one that came back, and
//! whether it is damaged.

use super::open;
use crate::StoreError;
use crate::restored::RESTORED;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

/// Up to this size indexes are compared when the file is looked through: some 2 s.
const COMPARED_BYTES: u64 = 64 * 1024 * 1024;

/// Writes all that is committed at this moment into a new file. Readers and the writer go on; the
/// copy holds no page that was freed, so what was erased is not in it.
pub(super) fn snapshot(from: &Path, to: &Path) -> Result<(), StoreError> {
    let connection = open::reading(from)?;
    let to = to.to_str().ok_or_else(|| {
        StoreError::Database("the path of a backup must be text in UTF-8".to_owned())
    })?;
    connection.execute("vacuum into ?1", [to])?;
    Ok(())
}

/// Looks whether a copy is whole, and writes into it that it was restored.
pub(crate) fn mark_restored(path: &Path) -> Result<(), StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    check(&connection)?;
    connection.execute(
        "insert into meta (key, value) values (?1, 'fresh') \
         on conflict (key) do update set value = excluded.value",
        [RESTORED],
    )?;
    connection
        .close()
        .map_err(|(_, error)| StoreError::from(error))
}

/// Looks through the file as far as its size allows while somebody waits; gives whether indexes
/// were compared, too. A file has no checksum of its pages, so a bit that turned over inside a text
/// or number that no index holds is not found (security.md case 223).
pub(super) fn look(path: &Path) -> Result<bool, StoreError> {
    let connection = open::reading(path)?;
    let is_small = std::fs::metadata(path).is_ok_and(|about| about.len() <= COMPARED_BYTES);
    if is_small {
        check(&connection)?;
    } else {
        check_pages(&connection)?;
    }
    Ok(is_small)
}

/// SQLite's own check of every page, index and constraint.
fn check(connection: &Connection) -> Result<(), StoreError> {
    is_ok(connection, "pragma integrity_check(1)")
}

/// The same without comparing each index with its table: some 30 times faster.
pub(super) fn check_pages(connection: &Connection) -> Result<(), StoreError> {
    is_ok(connection, "pragma quick_check(1)")
}

fn is_ok(connection: &Connection, pragma: &str) -> Result<(), StoreError> {
    let found: String = connection.query_row(pragma, (), |row| row.get(0))?;
    if found == "ok" {
        return Ok(());
    }
    let found = found.split_whitespace().collect::<Vec<_>>().join(" ");
    Err(StoreError::Disk(format!("the file is damaged: {found}")))
}
