//! The witness of the audit log: a file outside the database that only grows. Every minute it gets
//! the number and hash of the chain's end, so whoever writes the log anew, cuts it off or brings an
//! older database back is found out, unless the witness is changed as well.

use lykill_operations::audit::{self, Head};
use lykill_operations::{Context, Error, restored};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
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

impl Line {
    /// The end of the chain that it witnesses; none when its hash is none.
    fn head(&self) -> Option<Head> {
        Some(Head {
            seq: self.seq,
            hash: bytes(&self.hash)?,
        })
    }
}

/// More than the longest line has.
const TAIL_BYTES: u64 = 4096;

/// What the file witnesses of the present database, oldest first; nothing when there is none.
///
/// # Errors
/// [`AnchorError`] of the file.
pub fn read(path: &Path) -> Result<Vec<Head>, AnchorError> {
    parse(&text(path)?).map_err(|line| bad(path, line))
}

/// What a text witnesses; the number of the first line that is none of ours, counted from 1.
pub(crate) fn parse(text: &str) -> Result<Vec<Head>, usize> {
    let mut seen: Vec<Head> = Vec::new();
    for (number, line) in (1_usize..).zip(split(text)?) {
        if line.restored {
            seen.retain(|head| head.seq <= line.seq);
        } else {
            seen.push(line.head().ok_or(number)?);
        }
    }
    Ok(seen)
}

fn text(path: &Path) -> Result<String, AnchorError> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        text => text.map_err(at(path)),
    }
}

fn lines(path: &Path) -> Result<Vec<Line>, AnchorError> {
    split(&text(path)?).map_err(|line| bad(path, line))
}

fn split(text: &str) -> Result<Vec<Line>, usize> {
    // What a crash left of a last line has no end.
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    let lines = (1_usize..).zip(whole.lines());
    let parsed = lines.map(|(number, line)| serde_json::from_str(line).map_err(|_| number));
    parsed.collect()
}

/// The last whole line. A line is far shorter than what is read of a file that grows for years.
fn last(path: &Path) -> Result<Option<Line>, AnchorError> {
    let mut file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(at(path))?,
    };
    let mut end = Vec::new();
    let length = file.metadata().map_err(at(path))?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL_BYTES)))
        .and_then(|_| file.read_to_end(&mut end))
        .map_err(at(path))?;
    let end = String::from_utf8_lossy(&end);
    let whole = end.rsplit_once('\n').map_or("", |(whole, _)| whole);
    let line = whole.rsplit('\n').next().filter(|line| !line.is_empty());
    let parsed = line.map(serde_json::from_str).transpose();
    // Whoever reads all lines is told which of them it is.
    parsed.or_else(|_| Ok(lines(path)?.pop()))
}

/// Tells the witness the end of the chain, durably, when it does not know it yet.
///
/// # Errors
/// [`AnchorError`] of the file or the database.
pub async fn append(ctx: &Context, path: &Path) -> Result<(), AnchorError> {
    let Some(head) = audit::head(ctx).await? else {
        return Ok(());
    };
    let known = last(path)?.filter(|line| !line.restored);
    if known.and_then(|line| line.head()).as_ref() == Some(&head) {
        return Ok(());
    }
    let line = line(ctx, &head, false);
    tracing::info!(seq = head.seq, hash = line.hash, "audit anchor");
    write(path, &line)
}

/// Tells the witness that the database came back from a backup: what it saw of a row that is not
/// in this database counts no more, nor what it saw after that.
///
/// # Errors
/// [`AnchorError`] of the file or the database.
pub async fn begin_anew(ctx: &Context, path: &Path) -> Result<(), AnchorError> {
    let mut seen = read(path)?;
    if seen.is_empty() {
        return Ok(());
    }
    while let Some(head) = seen.pop() {
        if audit::has(ctx, &head).await? {
            return write(path, &line(ctx, &head, true));
        }
    }
    let none = Head {
        seq: 0,
        hash: Vec::new(),
    };
    write(path, &line(ctx, &none, true))
}

/// As [`begin_anew`], when the database came back after the witness wrote last: on another host,
/// or by a process that a crash ended before it told this witness.
///
/// # Errors
/// [`AnchorError`] of the file or the database.
pub async fn catch_up(ctx: &Context, path: &Path) -> Result<(), AnchorError> {
    let (Some(line), Some(done)) = (last(path)?, restored::done_at(ctx).await?) else {
        return Ok(());
    };
    let written: Option<jiff::Timestamp> = line.at.parse().ok();
    if written.is_some_and(|written| written < done.to_jiff()) {
        tracing::warn!("the database came back from a backup since the audit log was witnessed");
        begin_anew(ctx, path).await?;
    }
    Ok(())
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
        hash: hex(&head.hash),
        at: ctx.now().to_jiff().to_string(),
        restored,
    }
}

fn write(path: &Path, line: &Line) -> Result<(), AnchorError> {
    let mut text = serde_json::to_string(line).unwrap_or_default();
    text.push('\n');
    let mut options = File::options();
    options.read(true).append(true).create(true).mode(0o600);
    let written = options.open(path).and_then(|mut file| {
        cut_unfinished(&mut file)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(at(path))
}

/// Takes away what a crash left of a last line: the next one must not be joined to it.
fn cut_unfinished(file: &mut File) -> io::Result<()> {
    let length = file.metadata()?.len();
    let start = length.saturating_sub(TAIL_BYTES);
    let mut end = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    file.read_to_end(&mut end)?;
    let unfinished = end.iter().rev().take_while(|byte| **byte != b'\n').count();
    if unfinished > 0 {
        file.set_len(length - unfinished as u64)?;
    }
    Ok(())
}

fn bad(path: &Path, line: usize) -> AnchorError {
    AnchorError::Line {
        path: path.to_owned(),
        line,
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> AnchorError + '_ {
    move |reason| AnchorError::File {
        path: path.to_owned(),
        reason,
    }
}

/// In hexadecimal, as [`bytes`] reads it.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Digits and small letters only: one hash has one form.
fn bytes(hex: &str) -> Option<Vec<u8>> {
    if !hex.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    let digit = |place: usize| u8::from_str_radix(hex.get(place..place + 2)?, 16).ok();
    (0..hex.len()).step_by(2).map(digit).collect()
}
