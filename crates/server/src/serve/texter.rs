//! How SMS leaves, out of the configuration.

use super::ServeError;
use crate::config::{Config, SmsTransport};
use http::HeaderValue;
use lykill_core::Secret;
use lykill_delivery::{Gateway, SmsFolder, SmsHead, Texter};
use std::path::{Path, PathBuf};
use url::Url;

/// The way in which SMS leaves.
///
/// # Errors
/// [`ServeError::Place`] when the folder or the credential's file cannot be used.
pub fn texter(config: &Config) -> Result<Texter, ServeError> {
    Ok(match &config.sms {
        SmsTransport::None => Texter::None,
        SmsTransport::Folder(path) => {
            Texter::Folder(SmsFolder::open(path).map_err(|reason| place(path, reason))?)
        }
        SmsTransport::Gateway(gateway) => {
            let credential = gateway.credential.as_ref();
            let credential = credential.map(|(header, file)| {
                let value = secret(file)?;
                Ok::<_, ServeError>((header.clone(), value))
            });
            Texter::Gateway(Box::new(Gateway {
                url: gateway.url.clone(),
                verb: gateway.verb,
                credential: credential.transpose()?,
                body: gateway.body.clone(),
                taken: gateway.taken.clone(),
                sender: gateway.sender.clone(),
                named: gateway.receipts.as_ref().map(|one| one.named.clone()),
            }))
        }
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
fn secret(file: &PathBuf) -> Result<Secret<String>, ServeError> {
    let text = Secret::new(std::fs::read_to_string(file).map_err(|reason| place(file, reason))?);
    let value = text.expose().trim();
    if value.is_empty() || HeaderValue::try_from(value).is_err() {
        let what = "it must hold one line of printable text: the whole value of sms.header";
        let reason = std::io::Error::new(std::io::ErrorKind::InvalidData, what);
        return Err(place(file, reason));
    }
    Ok(Secret::new(value.to_owned()))
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
            let told = secret(&file).map_err(|error| error.to_string());
            assert_eq!(told.is_ok(), is_one, "{text:?}");
            if let Err(told) = told {
                assert!(
                    told.contains("sms.header") && told.contains("secret"),
                    "{told}"
                );
            }
        }
    }
}
