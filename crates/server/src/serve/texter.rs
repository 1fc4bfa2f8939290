//! How SMS leaves, out of the configuration.

use super::ServeError;
use crate::config::{Config, SmsTransport};
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

fn secret(file: &PathBuf) -> Result<Secret<String>, ServeError> {
    let text = std::fs::read_to_string(file).map_err(|reason| place(file, reason))?;
    Ok(Secret::new(text.trim().to_owned()))
}

fn place(path: &Path, reason: std::io::Error) -> ServeError {
    ServeError::Place {
        path: path.to_owned(),
        reason,
    }
}
