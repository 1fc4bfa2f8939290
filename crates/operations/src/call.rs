//! Who calls: the request and the browser, as the front established them.

use lykill_core::id::{ClientId, RequestId};
use lykill_core::{Language, Secret};
use lykill_crypto::pure::prf;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// One call of an operation, from a page, a command or a job.
#[derive(Debug, Clone, Copy)]
pub struct Call {
    /// Names the request in logs and audit rows.
    pub request: RequestId,
    /// The caller's address, spoofed headers removed; none for commands and jobs.
    pub peer: Option<IpAddr>,
}

/// A request at an endpoint where a client shows who it is (RFC 6749 section 2.3), as it came.
#[derive(Debug, Clone, Default)]
pub struct ClientCall {
    /// The `Authorization` header.
    pub authorization: Option<String>,
    /// The `Content-Type` header.
    pub content_type: Option<String>,
    /// The body.
    pub body: Vec<u8>,
    /// The query, which must be empty.
    pub query: Option<String>,
}

/// The secrets that a browser brought in its cookies; any of them may be missing or forged.
#[derive(Debug, Clone, Default)]
pub struct Browser {
    /// Names the browser that holds logins.
    pub browser: Option<Secret<String>>,
    /// Names a single sign-on session.
    pub session: Option<Secret<String>>,
    /// Names sessions that answer one service each, by [`isolated_name`].
    pub isolated: BTreeMap<String, Secret<String>>,
    /// Names a known device.
    pub device: Option<Secret<String>>,
    /// The language that the person chose earlier, or that the browser prefers.
    pub language: Option<Language>,
    /// The configured name of the electronic ID that was chosen last in it; nobody checked it.
    pub method: Option<String>,
}

/// Secrets that the browser is to keep from now on.
#[derive(Debug, Clone, Default)]
pub struct NewCookies {
    /// A new name for the browser; until it is closed.
    pub browser: Option<Secret<String>>,
    /// A new session; until the browser is closed.
    pub session: Option<Secret<String>>,
    /// A new session of one service, and what that is called; until the browser is closed.
    pub isolated: Option<(String, Secret<String>)>,
    /// A device that is known from now on; a year.
    pub device: Option<Secret<String>>,
}

/// What the session of an isolated service is called in a browser: 16 characters that name the
/// service to nobody who does not know it.
pub fn isolated_name(client: &ClientId) -> String {
    let hash = prf::sha256(client.as_str().as_bytes());
    hash.iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The caller's address: the right-most hop that is not a trusted proxy; what cannot be read in
/// the header is ignored, and never lets a check be skipped (security.md cases 46, 47).
pub fn peer(remote: IpAddr, forwarded_for: Option<&str>, trusted: &[ipnet::IpNet]) -> IpAddr {
    lykill_broker::network::peer(remote, forwarded_for, trusted)
}
