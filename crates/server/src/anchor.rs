//! The witness of the audit log: a file outside the database that only grows. Every minute it gets
//! the number and hash of the chain's end, so whoever writes the log anew, cuts it off or brings an
//! older database back is found out, unless the witness is changed as well.

use lykill_operations::audit::{self, Head};
use lykill_operations::{Context, Error};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// Why the witness cannot be asked, or what it says against the database; one line.
#[derive(Debug, thiserror::Error)]
pub enum AnchorError {
    /// The file cannot be read or written.
    #[error("audit.anchor_file: {path}: {reason}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
    /// A line is not one of ours.
    #[error("audit.anchor_file: {path}: line {line} is not understood")]
    Line {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
    },
    /// The database is not the one whose log was witnessed last.
    #[error(
        "audit log: row {seq}, which {path} witnessed, is not in this database; it is an older \
         copy or was changed. See `lykill audit verify`; after a restore by other means run \
         `lykill restore --adopt`"
    )]
    Older {
        /// The file.
        path: PathBuf,
        /// The number.
        seq: i64,
    },
    /// The database.
    #[error("audit log: {0}")]
    Database(#[from] Error),
}

/// One line of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    /// The number of the last link, 0 for none.
    seq: i64,
    /// Its hash, in hexadecimal.
    hash: String,
    /// When it was the last one.
    at: String,
    /// Whether the database came back from a backup: what stands above is about another one from
    /// this number on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    restored: bool,
}

/// What the file witnesses of the present database, oldest first; nothing when there is none.
///
/// # Errors
/// [`AnchorError`] of the file.
pub fn read(path: &Path) -> Result<Vec<Head>, AnchorError> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        text => text.map_err(at(path))?,
    };
    let mut seen: Vec<Head> = Vec::new();
    // What a crash left of a last line has no end.
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    for (number, line) in whole.lines().enumerate() {
        let bad = || AnchorError::Line {
            path: path.to_owned(),
            line: number + 1,
        };
        let line: Line = serde_json::from_str(line).map_err(|_| bad())?;
        if line.restored {
            seen.retain(|head| head.seq <= line.seq);
        } else {
            let hash = bytes(&line.hash).ok_or_else(bad)?;
            seen.push(Head {
                seq: line.seq,
                hash,
            });
        }
    }
    Ok(seen)
}

/// Tells the witness the end of the chain, durably, when it does not know it yet.
///
/// # Errors
/// [`AnchorError`] of the file or the database.
pub async fn append(ctx: &Context, path: &Path) -> Result<(), AnchorError> {
    let Some(head) = audit::head(ctx).await? else {
        return Ok(());
    };
    if read(path)?.last() == Some(&head) {
        return Ok(());
    }
    let line = line(ctx, &head, false);
    tracing::info!(seq = head.seq, hash = line.hash, "audit anchor");
    write(path, &line)
}

/// Tells the witness that the database came back from a backup.
///
/// # Errors
/// [`AnchorError`] of the file or the database.
pub async fn begin_anew(ctx: &Context, path: &Path) -> Result<(), AnchorError> {
    if read(path)?.is_empty() {
        return Ok(());
    }
    let none = Head {
        seq: 0,
        hash: Vec::new(),
    };
    let head = audit::head(ctx).await?.unwrap_or(none);
    write(path, &line(ctx, &head, true))
}

/// Refuses a database that is behind its witness, or another one (security.md case 190).
///
/// # Errors
/// [`AnchorError`].
pub async fn check(ctx: &Context, path: &Path) -> Result<(), AnchorError> {
    match read(path)?.pop() {
        Some(last) if !audit::has(ctx, &last).await? => Err(AnchorError::Older {
            path: path.to_owned(),
            seq: last.seq,
        }),
        _ => Ok(()),
    }
}

fn line(ctx: &Context, head: &Head, restored: bool) -> Line {
    Line {
        seq: head.seq,
        hash: head.hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        at: ctx.now().to_jiff().to_string(),
        restored,
    }
}

fn write(path: &Path, line: &Line) -> Result<(), AnchorError> {
    let mut text = serde_json::to_string(line).unwrap_or_default();
    text.push('\n');
    let mut options = File::options();
    let opened = options.append(true).create(true).mode(0o600).open(path);
    let written = opened.and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(at(path))
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> AnchorError + '_ {
    move |reason| AnchorError::File {
        path: path.to_owned(),
        reason,
    }
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digit = |place: usize| u8::from_str_radix(hex.get(place..place + 2)?, 16).ok();
    (0..hex.len()).step_by(2).map(digit).collect()
}
