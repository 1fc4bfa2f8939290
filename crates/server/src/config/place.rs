//! Places on disk, texts that people see, and names of headers.

use http::HeaderName;
use lykill_issuer::company;
use lykill_issuer::types::EmailAddress;
use std::path::PathBuf;

/// A file or folder by its absolute path: a service's working directory is nobody's choice.
pub(super) fn absolute(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    if path.is_absolute() {
        Ok(path)
    } else {
        Err(format!("{text:?} must be an absolute path"))
    }
}

/// An e-mail address.
pub(super) fn email(text: &str) -> Result<EmailAddress, String> {
    company::email(text).map_err(|error| format!("{text:?}: {error}"))
}

/// A short text on one line, for pages and mail headers.
pub(super) fn one_line(text: &str) -> Result<String, String> {
    let name = lykill_core::DisplayName::parse(text).map_err(|error| error.to_string())?;
    Ok(name.as_str().to_owned())
}

/// The name of a header (RFC 9110 section 5.1), in small letters.
pub(super) fn header(text: &str) -> Result<String, String> {
    let name = HeaderName::try_from(text);
    name.map(|name| name.as_str().to_owned())
        .map_err(|_| format!("{text:?} is not the name of a header"))
}

/// A telephone number as people write it.
pub(super) fn phone(text: &str) -> Result<String, String> {
    let allowed = |c: char| c.is_ascii_digit() || "+ ()-.".contains(c);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if text.chars().all(allowed) && (3..=20).contains(&digits) {
        Ok(text.trim().to_owned())
    } else {
        Err(format!("{text:?} is not a telephone number"))
    }
}
