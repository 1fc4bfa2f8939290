//! How SMS leaves, out of the configuration.

use super::ServeError;
use crate::config::{Config, SmsGateway, SmsTransport};
use crate::secret_file;
use http::HeaderValue;
use lykill_core::Secret;
use lykill_delivery::{Gateway, SmsFolder, SmsHead, Texter};
use std::path::Path;
use url::Url;

/// The configuration's key of the credential's file.
const KEY: &str = "sms.secret_file";

/// The way in which SMS leaves.
///
/// # Errors
/// [`ServeError::Place`] or [`ServeError::Secret`] when the folder or the credential's file cannot
/// be used.
pub fn texter(config: &Config) -> Result<Texter, ServeError> {
    Ok(match &config.sms {
        SmsTransport::None => Texter::None,
        SmsTransport::Folder(path) => {
            Texter::Folder(SmsFolder::open(path).map_err(|reason| place(path, reason))?)
        }
        SmsTransport::Gateway(one) => Texter::Gateway(Box::new(gateway(one, KEY)?)),
    })
}

/// The way in which people are called; none where no gateway for it is described.
///
/// # Errors
/// [`ServeError::Secret`] when the credential's file cannot be used.
pub fn voice(config: &Config) -> Result<Texter, ServeError> {
    Ok(match &config.voice {
        None => Texter::None,
        Some(one) => Texter::Gateway(Box::new(gateway(one, "sms.voice.secret_file")?)),
    })
}

fn gateway(one: &SmsGateway, key: &str) -> Result<Gateway, ServeError> {
    let credential = one.credential.as_ref();
    let credential = credential.map(|(header, file)| {
        let value = secret(file, key)?;
        Ok::<_, ServeError>((header.clone(), value))
    });
    Ok(Gateway {
        url: one.url.clone(),
        verb: one.verb,
        credential: credential.transpose()?,
        body: one.body.clone(),
        taken: one.taken.clone(),
        sender: one.sender.clone(),
        named: one.receipts.as_ref().map(|one| one.named.clone()),
    })
}

/// Who sends.
pub fn sms_head(config: &Config) -> SmsHead {
    let url = Url::parse(config.issuer.as_str());
    let host = url.ok().and_then(|url| url.host_str().map(str::to_owned));
    SmsHead {
        phone: config.support.phone.clone(),
        host: host.unwrap_or_default(),
    }
}

/// A credential that no header can carry would fail with every message, and only then.
fn secret(file: &Path, key: &str) -> Result<Secret<String>, ServeError> {
    let value = secret_file::private(key, file).map_err(ServeError::Secret)?;
    if value.expose().is_empty() || HeaderValue::try_from(value.expose()).is_err() {
        let what = "it must hold one line of printable text: the whole value of the header";
        let what = format!("{key}: {}: {what}", file.display());
        return Err(ServeError::Secret(what));
    }
    Ok(value)
}

fn place(path: &Path, reason: std::io::Error) -> ServeError {
    ServeError::Place {
        path: path.to_owned(),
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn case_224_a_credential_that_no_header_carries_stops_the_start() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("secret");
        for (text, is_one) in [
            ("Bearer abc\n", true),
            ("", false),
            (" \n", false),
            ("two\nlines", false),
            ("bell\u{7}", false),
        ] {
            std::fs::write(&file, text).expect("written");
            std::fs::set_permissions(&file, Permissions::from_mode(0o600)).expect("a mode");
            let told = secret(&file, KEY).map_err(|error| error.to_string());
            assert_eq!(told.is_ok(), is_one, "{text:?}");
            if let Err(told) = told {
                assert!(
                    told.contains("of the header") && told.contains("sms.secret_file"),
                    "{told}"
                );
            }
        }
    }

    #[test]
    fn case_224_a_credential_that_others_may_read_stops_the_start() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("secret");
        std::fs::write(&file, "Bearer abc\n").expect("written");
        for (mode, is_one) in [(0o600, true), (0o400, true), (0o640, false), (0o644, false)] {
            std::fs::set_permissions(&file, Permissions::from_mode(mode)).expect("a mode");
            match secret(&file, KEY).map_err(|error| error.to_string()) {
                Ok(value) => assert!(is_one && value.expose() == "Bearer abc", "{mode:o}"),
                Err(told) => assert!(!is_one && told.contains("chmod 600"), "{mode:o}: {told}"),
            }
        }
    }
}
