//! Files that a command is given.

use lykill_core::Secret;
use std::fmt::Display;
use std::path::Path;

/// The text of a file of at most so many bytes.
///
/// # Errors
/// What is to be told: the file cannot be read, is too large, or is no UTF-8.
pub(super) fn text(file: &Path, most_bytes: usize) -> Result<Secret<String>, String> {
    let at = |what: &dyn Display| format!("{}: {what}", file.display());
    let about = std::fs::metadata(file).map_err(|error| at(&error))?;
    if about.len() > most_bytes as u64 {
        return Err(at(&format!(
            "is too large; {most_bytes} bytes are the most"
        )));
    }
    let bytes = std::fs::read(file).map_err(|error| at(&error))?;
    let text = String::from_utf8(bytes);
    let text = text.map_err(|_| at(&"is not UTF-8; save it as UTF-8 (\"CSV UTF-8\")"))?;
    Ok(Secret::new(text))
}
