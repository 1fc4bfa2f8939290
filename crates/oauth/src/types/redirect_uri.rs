//! Redirect URIs: what may be registered, and which presented text matches (RFC 9700 section
//! 2.1, RFC 8252 section 7, security.md case 88).

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use url::{Host, Url};

/// A redirect URI in its normal form: `https`, `http` to a loopback address, or a private-use
/// scheme of an app. It has no fragment, user info, wildcard or dot segments.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RedirectUri(String);

/// Why a text cannot be a redirect URI, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadRedirectUri {
    /// Empty or longer than 2000 characters.
    #[error("it must have 1 to 2000 characters")]
    Length,
    /// A wildcard.
    #[error("wildcards are refused: register each URI in full")]
    Wildcard,
    /// RFC 6749 section 3.1.2.
    #[error("a fragment is refused: leave out # and what follows")]
    Fragment,
    /// A space, control character, backslash, quote or a character beyond ASCII.
    #[error("only the ASCII characters of RFC 3986 may stand in it: write other hosts in punycode")]
    Characters,
    /// No absolute URI.
    #[error("it must be an absolute URI")]
    Relative,
    /// A user name or password before the host.
    #[error("user information before the host is refused")]
    UserInfo,
    /// Plain http to another host.
    #[error("http is for localhost, 127.0.0.1 and [::1] only: use https")]
    PlainHttp,
    /// A scheme that is neither the web's nor an app's.
    #[error(
        "use https, or for an app a scheme that is its domain reversed, as com.example.app:/cb"
    )]
    Scheme,
    /// A host with a dot at its end.
    #[error("leave out the dot at the end of the host")]
    TrailingDot,
    /// Another way of writing the same URI: dot segments, capitals in the host, a default port.
    #[error("write it in its normal form: {0}")]
    NotNormal(String),
}

const REFUSED_CHARACTERS: &[u8] = b"\\\"<>^`{|}";

impl RedirectUri {
    /// The text, as registered or presented.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn url(&self) -> Option<Url> {
        Url::parse(&self.0).ok()
    }

    /// Whether it is `http` or `https` to the machine on which the browser runs.
    pub fn is_loopback(&self) -> bool {
        self.url()
            .is_some_and(|url| is_web(&url) && on_loopback(&url))
    }

    /// Whether it is an app's own scheme (RFC 8252 section 7.1).
    pub fn is_private_use(&self) -> bool {
        self.url().is_some_and(|url| !is_web(&url))
    }

    /// The host to which it belongs; none for loopback addresses and private-use schemes.
    pub fn host(&self) -> Option<String> {
        let url = self.url().filter(|url| is_web(url) && !on_loopback(url))?;
        url.host_str().map(str::to_owned)
    }

    /// The source that a page's `form-action` must name so that a redirect there is followed:
    /// the origin, or `scheme:` for an app. CSP cannot write an IPv6 host, so `[::1]` gives
    /// `http:` as well.
    pub fn form_action(&self) -> String {
        let Some(url) = self.url() else {
            return "'none'".to_owned();
        };
        let scheme_only = !is_web(&url) || matches!(url.host(), Some(Host::Ipv6(_)));
        if scheme_only {
            format!("{}:", url.scheme())
        } else {
            url.origin().ascii_serialization()
        }
    }

    /// Whether a presented text is this registered URI, character by character. With `any_port`
    /// (native apps) an `http` loopback URI matches whatever its port (RFC 8252 section 7.3).
    pub fn accepts(&self, presented: &str, any_port: bool) -> bool {
        if presented == self.0 {
            return true;
        }
        let Ok(presented) = presented.parse::<Self>() else {
            return false;
        };
        let both = [self, &presented];
        let loopback = both
            .iter()
            .all(|uri| uri.0.starts_with("http:") && uri.is_loopback());
        any_port && loopback && self.without_port() == presented.without_port()
    }

    fn without_port(&self) -> Option<Url> {
        let mut url = self.url()?;
        url.set_port(None).ok()?;
        Some(url)
    }
}

impl FromStr for RedirectUri {
    type Err = BadRedirectUri;

    fn from_str(text: &str) -> Result<Self, BadRedirectUri> {
        check_text(text)?;
        let url = Url::parse(text).map_err(|_| BadRedirectUri::Relative)?;
        check_scheme(&url)?;
        check_authority(text, &url)?;
        let bare_origin = url.path() == "/" && url.query().is_none();
        let normal = url.as_str() == text;
        if normal || (bare_origin && url.as_str().strip_suffix('/') == Some(text)) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadRedirectUri::NotNormal(url.into()))
        }
    }
}

fn check_text(text: &str) -> Result<(), BadRedirectUri> {
    if !(1..=2000).contains(&text.len()) {
        return Err(BadRedirectUri::Length);
    }
    if text.contains('*') {
        return Err(BadRedirectUri::Wildcard);
    }
    if text.contains('#') {
        return Err(BadRedirectUri::Fragment);
    }
    let allowed = |b: u8| b.is_ascii_graphic() && !REFUSED_CHARACTERS.contains(&b);
    if text.bytes().all(allowed) {
        Ok(())
    } else {
        Err(BadRedirectUri::Characters)
    }
}

fn check_scheme(url: &Url) -> Result<(), BadRedirectUri> {
    match url.scheme() {
        "https" => Ok(()),
        "http" if on_loopback(url) => Ok(()),
        "http" => Err(BadRedirectUri::PlainHttp),
        scheme if scheme.contains('.') && !url.has_authority() && url.path().starts_with('/') => {
            Ok(())
        }
        _ => Err(BadRedirectUri::Scheme),
    }
}

fn check_authority(text: &str, url: &Url) -> Result<(), BadRedirectUri> {
    let rest = text.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?']).next().unwrap_or(rest);
    if authority.contains('@') {
        return Err(BadRedirectUri::UserInfo);
    }
    // The URL standard allows more in a host than DNS does; a semicolon would split the policy of
    // the pages that name the host (`form_action`).
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
    match url.host() {
        Some(Host::Domain(host)) if host.ends_with('.') => Err(BadRedirectUri::TrailingDot),
        Some(Host::Domain(host)) if !host.bytes().all(plain) => Err(BadRedirectUri::Characters),
        _ => Ok(()),
    }
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

fn on_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address == std::net::Ipv4Addr::LOCALHOST,
        Some(Host::Ipv6(address)) => address == std::net::Ipv6Addr::LOCALHOST,
        None => false,
    }
}

impl TryFrom<String> for RedirectUri {
    type Error = BadRedirectUri;
    fn try_from(text: String) -> Result<Self, BadRedirectUri> {
        text.parse()
    }
}

impl From<RedirectUri> for String {
    fn from(uri: RedirectUri) -> String {
        uri.0
    }
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
#[path = "redirect_uri_tests.rs"]
mod tests;
