//! Backups of an SQLite database. PostgreSQL has its own tools.

use crate::engine::sqlite;
use crate::{Db, StoreError};
use std::path::{Path, PathBuf};

/// Writes a consistent copy of an SQLite database into a new file while it is served.
///
/// # Errors
/// [`StoreError`]: the file is there already, or cannot be written whole; it is removed then. On
/// PostgreSQL always.
pub async fn snapshot(db: &Db, to: PathBuf) -> Result<(), StoreError> {
    db.copy_to(to).await
}

/// Looks whether a copy is whole, and writes into it that it was restored, so that whoever opens
/// it ends first what was open (see [`crate::restored`]).
///
/// # Errors
/// [`StoreError`] when it is damaged, no database of ours, or cannot be written.
pub fn mark_restored(path: &Path) -> Result<(), StoreError> {
    sqlite::mark_restored(path)
}
