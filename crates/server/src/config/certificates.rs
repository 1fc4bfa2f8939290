//! `[certificates]`: the listener at which browsers are asked for certificates.

use super::problem::Findings;
use super::{place, raw};
use std::net::SocketAddr;
use std::path::PathBuf;
use url::{Position, Url};

/// The listener that asks for certificates. It ends TLS itself: a certificate that somebody else
/// saw would be hearsay.
#[derive(Debug, Clone)]
pub struct Certificates {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Its address as browsers reach it, without a slash at the end.
    pub address: String,
    /// The server's own certificate and those above it, in PEM.
    pub chain_file: PathBuf,
    /// Its key, in PEM.
    pub key_file: PathBuf,
}

/// The listener. A method that needs it and a section that nobody needs are mistakes.
pub(super) fn check(
    raw: &raw::Certificates,
    wanted: bool,
    findings: &mut Findings<'_>,
) -> Option<Option<Certificates>> {
    let texts = [&raw.listen, &raw.address, &raw.chain_file, &raw.key_file];
    if !wanted {
        if texts.iter().any(|text| text.is_some()) {
            findings.add("certificates", "no method is of the kind smart-card");
            return None;
        }
        return Some(None);
    }
    let listen = findings.required("certificates.listen", raw.listen.as_deref(), |text| {
        let parsed = text.parse::<SocketAddr>();
        parsed.map_err(|_| format!("{text:?} is not an address and port"))
    });
    let address = findings.required("certificates.address", raw.address.as_deref(), address);
    let chain = raw.chain_file.as_deref();
    let chain_file = findings.required("certificates.chain_file", chain, place::absolute);
    let key = raw.key_file.as_deref();
    let key_file = findings.required("certificates.key_file", key, place::absolute);
    Some(Some(Certificates {
        listen: listen?,
        address: address?,
        chain_file: chain_file?,
        key_file: key_file?,
    }))
}

/// An origin by https.
fn address(text: &str) -> Result<String, String> {
    let url = Url::parse(text).map_err(|error| format!("{text:?}: {error}"))?;
    let origin = &url[..Position::BeforePath];
    let plain = url.username().is_empty() && url.password().is_none();
    let rest = &url[Position::BeforePath..];
    if url.scheme() == "https" && plain && matches!(rest, "" | "/") {
        Ok(origin.to_owned())
    } else {
        Err(format!(
            "{text:?} must be https://, a host and perhaps a port"
        ))
    }
}
