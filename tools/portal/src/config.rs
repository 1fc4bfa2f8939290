//! What the operator says, and the checked form of it that the rest of the program uses.

use std::net::SocketAddr;

use url::{Host, Url};

use crate::error::PortalError;

/// How to reach the issuer, and how browsers reach this portal.
#[derive(Clone)]
pub struct PortalConfig {
    /// The issuer, as its discovery document names it (`http` only on a loopback host). A lone
    /// `/` as path is dropped: `http://localhost:8080/` means the issuer `http://localhost:8080`.
    pub issuer: Url,
    /// The client id of this portal at the issuer.
    pub client_id: String,
    /// The client secret, sent by `client_secret_basic` (RFC 6749 section 2.3.1).
    pub client_secret: String,
    /// The address to listen on when this program opens the socket itself.
    pub listen: SocketAddr,
    /// How browsers reach this portal: scheme, host and port, with no path. The redirect URI is
    /// `{base_url}/callback`, the post-logout redirect URI `{base_url}/logged-out`.
    pub base_url: Url,
}

impl std::fmt::Debug for PortalConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PortalConfig")
            .field("issuer", &self.issuer.as_str())
            .field("client_id", &self.client_id)
            .field("listen", &self.listen)
            .field("base_url", &self.base_url.as_str())
            .finish_non_exhaustive()
    }
}

/// The checked configuration.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) issuer: String,
    pub(crate) issuer_origin: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    /// `scheme://host[:port]` of this portal: what a browser sends as `Origin`.
    pub(crate) origin: String,
    pub(crate) https: bool,
}

impl Settings {
    pub(crate) fn check(config: PortalConfig) -> Result<Self, PortalError> {
        check_url("issuer", &config.issuer)?;
        check_url("base_url", &config.base_url)?;
        if config.base_url.path() != "/" {
            return Err(PortalError::config("base_url", "must have no path"));
        }
        if config.client_id.is_empty() || config.client_secret.is_empty() {
            return Err(PortalError::config(
                "client_id",
                "id and secret must not be empty",
            ));
        }
        Ok(Self {
            issuer: without_lone_slash(&config.issuer),
            issuer_origin: config.issuer.origin().ascii_serialization(),
            client_id: config.client_id,
            client_secret: config.client_secret,
            origin: config.base_url.origin().ascii_serialization(),
            https: config.base_url.scheme() == "https",
        })
    }

    pub(crate) fn redirect_uri(&self) -> String {
        format!("{}/callback", self.origin)
    }

    pub(crate) fn post_logout_redirect_uri(&self) -> String {
        format!("{}/logged-out", self.origin)
    }
}

/// An issuer is compared character by character (OpenID Connect Discovery 1.0 section 4.3), but
/// a parsed URL without a path always shows one.
fn without_lone_slash(url: &Url) -> String {
    let text = url.as_str();
    match url.path() {
        "/" => text.strip_suffix('/').unwrap_or(text).to_owned(),
        _ => text.to_owned(),
    }
}

fn check_url(name: &'static str, url: &Url) -> Result<(), PortalError> {
    let extras = url.query().is_some()
        || url.fragment().is_some()
        || !url.username().is_empty()
        || url.password().is_some();
    if extras {
        return Err(PortalError::config(
            name,
            "must have no query, fragment or user",
        ));
    }
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_loopback(url) => Ok(()),
        _ => Err(PortalError::config(
            name,
            "must be https (http only for a loopback host)",
        )),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(issuer: &str, base_url: &str) -> PortalConfig {
        PortalConfig {
            issuer: issuer.parse().unwrap(),
            client_id: "min-lonn".into(),
            client_secret: "hemmelig".into(),
            listen: ([127, 0, 0, 1], 0).into(),
            base_url: base_url.parse().unwrap(),
        }
    }

    #[test]
    fn the_issuer_keeps_its_path_but_not_a_lone_slash() {
        let issuer = |text| {
            Settings::check(config(text, "http://localhost:8081"))
                .unwrap()
                .issuer
        };
        assert_eq!(issuer("http://localhost:8080/"), "http://localhost:8080");
        assert_eq!(issuer("https://id.example/a/"), "https://id.example/a/");
    }

    #[test]
    fn the_uris_that_must_be_registered() {
        let settings = Settings::check(config("http://[::1]:1", "http://localhost:8081/")).unwrap();
        assert_eq!(settings.redirect_uri(), "http://localhost:8081/callback");
        assert_eq!(
            settings.post_logout_redirect_uri(),
            "http://localhost:8081/logged-out"
        );
        assert!(!settings.https);
    }

    #[test]
    fn plain_http_is_for_loopback_only_and_extras_are_refused() {
        for (issuer, base) in [
            ("http://id.example", "http://localhost:8081"),
            ("https://id.example", "http://portal.example"),
            ("https://id.example?x=1", "https://portal.example"),
            ("https://u@id.example", "https://portal.example"),
            ("https://id.example", "https://portal.example/pay"),
            ("ftp://localhost", "https://portal.example"),
        ] {
            assert!(
                Settings::check(config(issuer, base)).is_err(),
                "{issuer} {base}"
            );
        }
    }

    #[test]
    fn the_secret_is_not_in_the_debug_form() {
        let text = format!(
            "{:?}",
            config("https://id.example", "https://portal.example")
        );
        assert!(text.contains("min-lonn") && !text.contains("hemmelig"));
    }
}
