//! What a backup says about itself.

use super::{BackupError, at, beside};
use lykill_crypto::pure::prf::Sha256;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// The form of manifests that this program writes and reads.
const FORMAT: u32 = 1;

/// The content of `FILE.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    /// The form of the manifest.
    pub(super) format: u32,
    /// The version of the program that made it.
    pub(super) lykill: String,
    /// `sqlite` or `postgres`.
    pub(super) engine: String,
    /// The migrations that had run.
    pub(super) schema: Vec<String>,
    /// When the copy was begun.
    pub(super) made_at: String,
    /// How long the copy is.
    pub(super) bytes: u64,
    /// Its SHA-256, in hexadecimal.
    pub(super) sha256: String,
}

impl Manifest {
    /// The manifest of a copy that was written.
    pub(super) fn of(
        copy: &Path,
        engine: &str,
        (schema, made_at): (Vec<String>, String),
    ) -> Result<Self, BackupError> {
        let (bytes, sha256) = digest(copy)?;
        Ok(Self {
            format: FORMAT,
            lykill: env!("CARGO_PKG_VERSION").to_owned(),
            engine: engine.to_owned(),
            schema,
            made_at,
            bytes,
            sha256,
        })
    }

    /// Writes it beside the backup, durably; that it is there says that the backup is whole.
    pub(super) fn write(&self, file: &Path) -> Result<(), BackupError> {
        let path = place(file);
        let mut options = File::options();
        options.write(true).create_new(true).mode(0o600);
        let mut text =
            serde_json::to_string_pretty(self).map_err(|error| malformed(&path, error))?;
        text.push('\n');
        let mut opened = options.open(&path).map_err(at(&path))?;
        let written = opened
            .write_all(text.as_bytes())
            .and_then(|()| opened.sync_all());
        written.map_err(at(&path))
    }

    /// Reads a manifest; otherwise why it is none.
    pub(super) fn parse(text: &[u8]) -> Result<Self, String> {
        let found: Self = serde_json::from_slice(text).map_err(|error| error.to_string())?;
        if found.format != FORMAT {
            return Err(format!(
                "format {} is unknown to this program",
                found.format
            ));
        }
        Ok(found)
    }

    /// Reads the manifest of a backup, and checks the copy against it.
    pub(super) fn check(file: &Path) -> Result<Self, BackupError> {
        let path = place(file);
        let text = std::fs::read(&path).map_err(at(&path))?;
        let found = Self::parse(&text).map_err(|what| malformed(&path, what))?;
        if digest(file)? == (found.bytes, found.sha256.clone()) {
            Ok(found)
        } else {
            Err(BackupError::Checksum(file.to_owned()))
        }
    }
}

/// Where the manifest of a backup is.
pub(super) fn place(file: &Path) -> PathBuf {
    beside(file, ".json")
}

fn malformed(path: &Path, what: impl ToString) -> BackupError {
    BackupError::Manifest {
        path: path.to_owned(),
        what: what.to_string(),
    }
}

fn digest(path: &Path) -> Result<(u64, String), BackupError> {
    let mut file = File::open(path).map_err(at(path))?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0_u8; 1024 * 1024];
    let mut bytes = 0;
    loop {
        let read = file.read(&mut buffer).map_err(at(path))?;
        let Some(chunk) = buffer.get(..read).filter(|chunk| !chunk.is_empty()) else {
            break;
        };
        hash.update(chunk);
        bytes += chunk.len() as u64;
    }
    Ok((bytes, hash.finish_hex()))
}
