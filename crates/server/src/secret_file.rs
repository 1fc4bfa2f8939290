//! Files with one secret each.

use lykill_core::Secret;
use std::path::Path;

/// The shortest secret that is taken: 128 bits in hexadecimal.
const CHARACTERS_MIN: usize = 32;

/// Reads the secret of the file that `key` of the configuration names.
///
/// # Errors
/// One line: it cannot be read, others may read it, or it is too short.
pub fn read(key: &str, path: &Path) -> Result<Secret<String>, String> {
    use std::os::unix::fs::PermissionsExt as _;
    let at = |what: &dyn std::fmt::Display| format!("{key}: {}: {what}", path.display());
    let mode = std::fs::metadata(path)
        .map_err(|error| at(&error))?
        .permissions()
        .mode();
    if mode & 0o077 != 0 {
        return Err(at(&format!(
            "is open to others (mode {:03o}); chmod 600",
            mode & 0o777
        )));
    }
    let text = std::fs::read_to_string(path).map_err(|error| at(&error))?;
    let secret = text.trim();
    if secret.len() < CHARACTERS_MIN {
        return Err(at(
            &"has less than 32 characters; make one with `openssl rand -hex 32`",
        ));
    }
    Ok(Secret::new(secret.to_owned()))
}
