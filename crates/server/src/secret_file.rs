//! Files with one secret each.

use lykill_core::Secret;
use std::path::Path;

/// The shortest secret that is taken: 128 bits in hexadecimal.
const CHARACTERS_MIN: usize = 32;

/// Reads the secret of the file that `key` of the configuration names; somebody here drew it.
///
/// # Errors
/// One line: it cannot be read, others may read it, or it is too short.
pub fn read(key: &str, path: &Path) -> Result<Secret<String>, String> {
    let secret = private(key, path)?;
    if secret.expose().len() < CHARACTERS_MIN {
        let what = "has less than 32 characters; make one with `openssl rand -hex 32`";
        return Err(at(key, path, &what));
    }
    Ok(secret)
}

/// Reads the secret of the file that `key` of the configuration names, without the white space
/// around it; somebody else chose it, so it may be short.
///
/// # Errors
/// One line: it cannot be read, or others may read it.
pub fn private(key: &str, path: &Path) -> Result<Secret<String>, String> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path)
        .map_err(|error| at(key, path, &error))?
        .permissions()
        .mode();
    if mode & 0o077 != 0 {
        let what = format!("is open to others (mode {:03o}); chmod 600", mode & 0o777);
        return Err(at(key, path, &what));
    }
    let text = std::fs::read_to_string(path).map_err(|error| at(key, path, &error))?;
    Ok(Secret::new(text.trim().to_owned()))
}

fn at(key: &str, path: &Path, what: &dyn std::fmt::Display) -> String {
    format!("{key}: {}: {what}", path.display())
}
