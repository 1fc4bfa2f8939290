//! Addresses: the issuer, listeners, proxies, mail servers and databases.

use ipnet::IpNet;
use lykill_core::Secret;
use lykill_delivery::{Sender, Smtp};
use std::net::{IpAddr, SocketAddr};
use url::{Host, Url};

/// The issuer: the one base of every link and token (OpenID Connect Discovery 1.0 section 3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    url: String,
    secure: bool,
}

impl Issuer {
    /// Checks an issuer: `https`, a host, perhaps a port, nothing else; `http` for a loopback host
    /// only.
    ///
    /// # Errors
    /// One line that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| format!("{text:?} is not a URL: {error}"))?;
        if text != url.origin().ascii_serialization() {
            return Err(format!(
                "{text:?} must be scheme, host and perhaps a port, such as https://id.example.no: \
                 no path, slash at the end, user or query, in lower case, no default port"
            ));
        }
        match url.scheme() {
            "https" => Ok(Self {
                url: text.to_owned(),
                secure: true,
            }),
            "http" if is_loopback(&url) => Ok(Self {
                url: text.to_owned(),
                secure: false,
            }),
            _ => Err(format!(
                "{text:?} must be https; http is for a loopback host only"
            )),
        }
    }

    /// The URL, without a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.url
    }

    /// Its host, where passkeys can be made for it: a name, and no address in numbers.
    pub fn passkey_host(&self) -> Option<String> {
        let url = Url::parse(&self.url).ok()?;
        url.domain().map(str::to_owned)
    }

    /// Whether it is `https`, so that cookies are for secure connections only.
    pub const fn is_https(&self) -> bool {
        self.secure
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

/// An address to listen on.
pub(super) fn listen(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        format!("{text:?} is not an IP address and port, such as 127.0.0.1:8080 or [::1]:8080")
    })
}

/// Networks of proxies; a single address means itself alone.
pub(super) fn proxies(texts: &[String]) -> Result<Vec<IpNet>, String> {
    let one = |text: &String| {
        let network = text
            .parse::<IpNet>()
            .or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        match network {
            Ok(network) if network.prefix_len() == 0 => {
                Err(format!("{text:?} would believe everybody"))
            }
            Ok(network) => Ok(network),
            Err(_) => Err(format!("{text:?} is not a network such as 10.0.0.0/8")),
        }
    };
    texts.iter().map(one).collect()
}

/// The address of a database; the whole of it is checked when it is opened.
pub(super) fn database(text: &str) -> Result<Secret<String>, String> {
    let path = text.strip_prefix("sqlite:");
    let is_postgres = ["postgres://", "postgresql://"]
        .iter()
        .any(|start| text.starts_with(start));
    match path {
        Some("") => Err("sqlite: is to be followed by the path of a file".to_owned()),
        Some(path) if path.contains(":memory:") => {
            Err("a database in memory would forget everything; give the path of a file".to_owned())
        }
        None if !is_postgres => {
            // The text may hold a password, so it is not quoted.
            Err("is neither sqlite:PATH nor postgres://…".to_owned())
        }
        _ => Ok(Secret::new(text.to_owned())),
    }
}

/// The address of a mail server, as the mailer reads it.
pub(super) fn smtp(text: &str) -> Result<Secret<String>, String> {
    let sender = Sender::new("check@lykill.example", "").map_err(|error| error.to_string())?;
    // The text may hold a password, so it is not quoted.
    Smtp::new(text, sender, None).map_err(|error| error.to_string())?;
    Ok(Secret::new(text.to_owned()))
}
