//! Backups: a copy of the database in one file, and beside it a manifest, `FILE.json`, that says
//! what the copy is and by which checksum it is known. The key file is not in it.

mod make;
mod manifest;
mod postgres;
mod restore;

pub use make::make;
pub use restore::{Restored, adopt, restore};

use std::path::{Path, PathBuf};

/// A manifest, written again: for the fuzz target.
pub(crate) fn rewritten(text: &[u8]) -> Result<Vec<u8>, String> {
    let found = manifest::Manifest::parse(text)?;
    serde_json::to_vec(&found).map_err(|error| error.to_string())
}

/// Why there is no backup, or none was restored; each is one line.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A file cannot be read or written.
    #[error("{path}: {reason}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// Something is there already, and nothing is ever overwritten.
    #[error("{0} is there already; choose an empty place")]
    Taken(PathBuf),
    /// The manifest is not one.
    #[error("{path}: {what}")]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// The copy is not what the manifest says.
    #[error("{0} is not the file that its manifest describes: the checksum differs")]
    Checksum(PathBuf),
    /// The copy is of the other engine.
    #[error("the backup is of {found}, the configuration is for {wanted}")]
    Engine {
        /// What it is of.
        found: String,
        /// What is configured.
        wanted: String,
    },
    /// The key file is not where the configuration says.
    #[error("key file: {0} is missing; put the copy of the key file there first")]
    NoKeyFile(PathBuf),
    /// The work was not carried out to its end.
    #[error("it was stopped before its end")]
    Stopped,
    /// A program of PostgreSQL is missing or failed.
    #[error("{program}: {what}")]
    Program {
        /// Which.
        program: &'static str,
        /// What it or the system said.
        what: String,
    },
    /// The audit log cannot say that there is one.
    #[error("audit log: {0}; no backup was made")]
    Audit(lykill_operations::Error),
    /// The database.
    #[error("database: {0}")]
    Store(#[from] lykill_store::StoreError),
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] crate::wiring::WireError),
}

/// The error of a file.
fn at(path: &Path) -> impl FnOnce(std::io::Error) -> BackupError + '_ {
    move |reason| BackupError::File {
        path: path.to_owned(),
        reason,
    }
}

/// `FILE` with another ending appended.
fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
