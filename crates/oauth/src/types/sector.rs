//! The sector within which one person has one `sub` (OIDC Core 1.0 section 8.1).

use super::RedirectUri;
use lykill_core::id::ClientId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// A pairwise sector: `host:…` of the redirect URIs, or `client:…` when they have no host of
/// their own. It is fixed when the client is registered and stored with it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sector(String);

/// The redirect URIs lie on several hosts, so no sector follows from them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the redirect URIs lie on several hosts ({hosts}); register one client for each host",
    hosts = .0.join(", "))]
pub struct SeveralHosts(pub Vec<String>);

impl Sector {
    /// The sector of a client that is being registered. Loopback addresses and private-use
    /// schemes belong to no host: a client that has nothing else is a sector of its own.
    ///
    /// # Errors
    /// [`SeveralHosts`] when the redirect URIs lie on more than one host.
    pub fn of(client: &ClientId, redirect_uris: &[RedirectUri]) -> Result<Self, SeveralHosts> {
        let hosts: BTreeSet<String> = redirect_uris.iter().filter_map(RedirectUri::host).collect();
        match (hosts.len(), hosts.first()) {
            (0, _) => Ok(Self(format!("client:{client}"))),
            (1, Some(host)) => Ok(Self(format!("host:{host}"))),
            _ => Err(SeveralHosts(hosts.into_iter().collect())),
        }
    }

    /// The text that is stored with each subject.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Sector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sector(uris: &[&str]) -> Result<Sector, SeveralHosts> {
        let uris: Vec<RedirectUri> = uris.iter().map(|uri| uri.parse().unwrap()).collect();
        Sector::of(&"payroll".parse().unwrap(), &uris)
    }

    #[test]
    fn the_sector_is_the_one_host_or_the_client_itself() {
        let one = sector(&["https://a.example/x", "https://a.example:8443/y"]).unwrap();
        assert_eq!(one.as_str(), "host:a.example");
        let own = sector(&["http://localhost:8081/cb", "com.example.app:/cb"]).unwrap();
        assert_eq!(own.as_str(), "client:payroll");
        let mixed = sector(&["https://a.example/x", "http://127.0.0.1/cb"]).unwrap();
        assert_eq!(mixed, one);
    }

    #[test]
    fn several_hosts_are_refused_with_words() {
        let error = sector(&["https://a.example/", "https://b.example/"]).unwrap_err();
        assert!(error.to_string().contains("a.example, b.example"));
    }
}
