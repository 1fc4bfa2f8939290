//! The connection that writes, and whether its commits wait for the disk.

use crate::error::StoreError;
use rusqlite::Connection;

/// The one connection that can write.
pub(super) struct Pen {
    connection: Connection,
    flushes: bool,
}

impl Pen {
    /// A connection whose commits are flushed (`synchronous=FULL`).
    pub(super) const fn new(connection: Connection) -> Self {
        Self {
            connection,
            flushes: true,
        }
    }

    /// Sets whether the next commit is flushed, and gives the connection. What is not flushed is
    /// in the log all the same: it outlives this process, and the next flush covers it.
    pub(super) fn flush_commits(&mut self, flushes: bool) -> Result<&mut Connection, StoreError> {
        if self.flushes != flushes {
            let level = if flushes { "full" } else { "normal" };
            self.connection.pragma_update(None, "synchronous", level)?;
            self.flushes = flushes;
        }
        Ok(&mut self.connection)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_is_flushed_unless_it_is_covered() {
        let folder = tempfile::tempdir().unwrap();
        let connection = Connection::open(folder.path().join("a.db")).unwrap();
        connection
            .pragma_update(None, "journal_mode", "wal")
            .unwrap();
        connection
            .pragma_update(None, "synchronous", "full")
            .unwrap();
        let mut pen = Pen::new(connection);
        for (flushes, level) in [(true, 2), (false, 1), (false, 1), (true, 2)] {
            let connection = pen.flush_commits(flushes).unwrap();
            let found: i64 = connection
                .pragma_query_value(None, "synchronous", |row| row.get(0))
                .unwrap();
            assert_eq!(found, level);
        }
    }
}
