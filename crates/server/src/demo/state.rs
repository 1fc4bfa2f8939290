//! What a demo remembers in `DATA_DIR/demo.json`: its ports, its people, its one secret.

use super::DemoError;
use super::people::TestPerson;
use serde::{Deserialize, Serialize};
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// The file's content. Nobody's real secret is in it; it is the owner's alone all the same.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct State {
    /// The issuer's port.
    pub(super) port: u16,
    /// The service's port: it stands in the service's registration.
    pub(super) portal_port: u16,
    /// The database, when it is not SQLite in the folder.
    pub(super) database_url: Option<String>,
    /// The service's client secret.
    pub(super) portal_secret: String,
    /// The test people, as they were made.
    pub(super) people: Vec<TestPerson>,
    /// Whether all was made.
    pub(super) whole: bool,
}

/// Where the file is.
fn path(data_dir: &Path) -> PathBuf {
    data_dir.join("demo.json")
}

fn failed(path: &Path, what: &dyn std::fmt::Display) -> DemoError {
    DemoError::File {
        path: path.to_owned(),
        what: what.to_string(),
    }
}

impl State {
    /// Reads the file; none when there is none yet.
    pub(super) fn load(data_dir: &Path) -> Result<Option<Self>, DemoError> {
        let path = path(data_dir);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(&path, &error)),
        };
        serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|error| failed(&path, &error))
    }

    /// Writes the file, whole or not at all.
    pub(super) fn save(&self, data_dir: &Path) -> Result<(), DemoError> {
        let path = path(data_dir);
        let part = data_dir.join(".demo.json.part");
        let json = serde_json::to_vec_pretty(self).map_err(|error| failed(&path, &error))?;
        let mut options = OpenOptions::new();
        let opened = options
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&part);
        let written = opened.and_then(|mut file| {
            file.write_all(&json)?;
            file.sync_all()
        });
        written
            .and_then(|()| fs::rename(&part, &path))
            .map_err(|error| failed(&path, &error))
    }
}
