//! Reading the key file only when it is private, and writing it whole or not at all.

use super::KeyFileError;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// A key file is some hundred bytes for each key; more is something else.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// The bytes of a file that only its owner may read or write. The mode is asked of the opened
/// file, so it cannot be exchanged in between.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, KeyFileError> {
    let file = File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => KeyFileError::Missing {
            path: path.to_owned(),
        },
        _ => failed(path, &error),
    })?;
    let about = file.metadata().map_err(|error| failed(path, &error))?;
    let mode = about.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(KeyFileError::WrongMode {
            path: path.to_owned(),
            mode,
        });
    }
    let mut bytes = Vec::new();
    let read = file.take(FILE_BYTES_MAX).read_to_end(&mut bytes);
    read.map_err(|error| failed(path, &error))?;
    Ok(bytes)
}

/// Writes a new file: whole under a draft name that `file_id` makes its own, then linked to
/// `path`, which fails when that name is taken. After a crash there is the whole file or none.
pub(super) fn create(path: &Path, file_id: &str, bytes: &[u8]) -> Result<(), KeyFileError> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{file_id}.new"));
    let draft = PathBuf::from(draft);
    write_new(&draft, bytes).map_err(|error| failed(&draft, &error))?;
    let linked = fs::hard_link(&draft, path);
    let removed = fs::remove_file(&draft);
    let done = linked.and(removed).and_then(|()| sync_directory(path));
    done.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => KeyFileError::Exists {
            path: path.to_owned(),
        },
        _ => failed(path, &error),
    })
}

/// Writes a file in the place of another: whole under a draft name, then renamed.
pub(super) fn replace(path: &Path, draft: &str, bytes: &[u8]) -> Result<(), KeyFileError> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{draft}.new"));
    let draft = PathBuf::from(name);
    write_new(&draft, bytes).map_err(|error| failed(&draft, &error))?;
    let done = fs::rename(&draft, path).and_then(|()| sync_directory(path));
    done.map_err(|error| failed(path, &error))
}

fn sync_directory(path: &Path) -> io::Result<()> {
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    let mut file = options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        fs::remove_file(path)?;
    }
    written
}

fn failed(path: &Path, error: &io::Error) -> KeyFileError {
    KeyFileError::Io {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}
