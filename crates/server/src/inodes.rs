//! Inodes: as many as a start makes files are asked for before anything is opened. A disk without
//! them has room and takes no file; SQLite says then that it cannot open its own, and the system
//! that no space is left (security.md case 210).

use crate::wiring::WireError;
use rustix::fs::statvfs;
use std::path::Path;

/// Files and folders that the first start in a folder makes: the database with its log, index and
/// lock, key file, witness, admin socket and print queues, some of them under another name first.
const FIRST_START: u64 = 24;
/// What a later start makes: the database's log and index, the admin socket.
const LATER_START: u64 = 4;

/// How many more files the disk of a folder takes; none where it sets no number, or there is no
/// such folder yet.
pub(crate) fn left(folder: &Path) -> Option<u64> {
    let about = statvfs(folder).ok()?;
    (about.f_files > 0).then_some(about.f_favail)
}

/// Refuses a folder that does not take the files of a start. It is a first one where `made` is not
/// there yet.
///
/// # Errors
/// [`WireError::Inodes`].
pub(crate) fn check(folder: &Path, made: &Path) -> Result<(), WireError> {
    let needed = if made.exists() {
        LATER_START
    } else {
        FIRST_START
    };
    match left(folder) {
        Some(left) if left < needed => Err(WireError::Inodes {
            path: folder.to_owned(),
            left,
            needed,
        }),
        _ => Ok(()),
    }
}
