//! Doors for the fuzz targets: the readers of files that the program finds. Nothing that is shipped
//! calls them.

use crate::{anchor, backup};

/// What the audit log's witness says, number and hash in hexadecimal; otherwise the number of the
/// first line that is none of ours.
///
/// # Errors
/// The number of that line, counted from 1.
pub fn anchor(text: &str) -> Result<Vec<(i64, String)>, usize> {
    let heads = anchor::parse(text)?;
    let shown = |head: lykill_operations::audit::Head| (head.seq, anchor::hex(&head.hash));
    Ok(heads.into_iter().map(shown).collect())
}

/// What a backup says about itself, written again.
///
/// # Errors
/// Why it is no description of a backup.
pub fn backup_manifest(text: &[u8]) -> Result<Vec<u8>, String> {
    backup::rewritten(text)
}
