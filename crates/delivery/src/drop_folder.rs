//! A folder into which whole files are put: by name, atomically, readable by the owner only.

use lykill_core::id::OutboxId;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// The folder. Names come from outbox ids, so a delivery that is repeated replaces its own files.
#[derive(Debug, Clone)]
pub(crate) struct DropFolder(PathBuf);

impl DropFolder {
    /// Makes the folder (0700) where it is missing.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        Ok(Self(path.to_owned()))
    }

    /// The name of a row's file.
    pub(crate) fn name(id: OutboxId, extension: &str) -> String {
        format!("{id}.{extension}")
    }

    /// Writes a file (0600) under its name: whole and durable, or not at all.
    pub(crate) fn put(&self, name: &str, content: &[u8]) -> io::Result<()> {
        let part = self.0.join(format!(".{name}.part"));
        let mut options = OpenOptions::new();
        let mut file = options
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&part)?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&part, self.0.join(name))?;
        File::open(&self.0)?.sync_all()
    }
}
