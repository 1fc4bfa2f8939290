//! A folder into which whole files are put: by name, atomically, readable by the owner only.

use lykill_core::id::OutboxId;
use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{
    DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _, chown,
};
use std::path::{Path, PathBuf};

/// The folder. Names come from outbox ids, so a delivery that is repeated replaces its own files.
#[derive(Debug, Clone)]
pub(crate) struct DropFolder {
    path: PathBuf,
    /// The group that may read what lies in it, beside its owner.
    group: Option<u32>,
}

impl DropFolder {
    /// Makes the folder (0700) where it is missing.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        Ok(Self {
            path: path.to_owned(),
            group: None,
        })
    }

    /// The same folder, and what is put into it from now on, readable by a group, too: 0750 and
    /// 0640. Nobody but the owner changes anything in it.
    pub(crate) fn for_group(self, group: u32) -> io::Result<Self> {
        let about = fs::metadata(&self.path)?;
        if about.gid() != group {
            chown(&self.path, None, Some(group))?;
        }
        fs::set_permissions(&self.path, Permissions::from_mode(0o750))?;
        Ok(Self {
            group: Some(group),
            ..self
        })
    }

    /// Whether a file stands in it.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.path.join(name).exists()
    }

    /// The rows of which a file stands in it, each once.
    pub(crate) fn rows(&self) -> io::Result<Vec<OutboxId>> {
        let mut rows = BTreeSet::new();
        for entry in fs::read_dir(&self.path)? {
            let name = entry?.file_name();
            rows.extend(row_of(&name.to_string_lossy()).parse::<OutboxId>());
        }
        Ok(rows.into_iter().collect())
    }

    /// Erases all files of these rows, whole ones and those that a crash left unfinished.
    pub(crate) fn erase(&self, rows: &[OutboxId]) -> io::Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let rows: BTreeSet<String> = rows.iter().map(ToString::to_string).collect();
        let mut erased = false;
        for entry in fs::read_dir(&self.path)? {
            let name = entry?.file_name();
            let text = name.to_string_lossy();
            if rows.contains(row_of(&text)) {
                fs::remove_file(self.path.join(&name))?;
                erased = true;
            }
        }
        if erased {
            File::open(&self.path)?.sync_all()?;
        }
        Ok(())
    }

    /// The name of a row's file.
    pub(crate) fn name(id: OutboxId, extension: &str) -> String {
        format!("{id}.{extension}")
    }

    /// Writes a file (0600) under its name: whole and durable, or not at all.
    pub(crate) fn put(&self, name: &str, content: &[u8]) -> io::Result<()> {
        let part = self.path.join(format!(".{name}.part"));
        let mut options = OpenOptions::new();
        let mut file = options
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&part)?;
        if let Some(group) = self.group {
            chown(&part, None, Some(group))?;
            file.set_permissions(Permissions::from_mode(0o640))?;
        }
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&part, self.path.join(name))?;
        File::open(&self.path)?.sync_all()
    }
}

/// What a file is named after, whole or unfinished.
fn row_of(name: &str) -> &str {
    let whole = name.trim_start_matches('.');
    whole.split_once('.').map_or(whole, |(row, _)| row)
}
