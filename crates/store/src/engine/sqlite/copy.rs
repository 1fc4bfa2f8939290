//! Copies of the file: a consistent one while it is written, and the mark in one that came back.

use super::open;
use crate::StoreError;
use crate::restored::RESTORED;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

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

/// SQLite's own check of every page, index and constraint.
pub(crate) fn check(connection: &Connection) -> Result<(), StoreError> {
    let found: String = connection.query_row("pragma integrity_check(1)", (), |row| row.get(0))?;
    if found == "ok" {
        Ok(())
    } else {
        Err(StoreError::Database(format!(
            "the file is damaged: {found}"
        )))
    }
}
