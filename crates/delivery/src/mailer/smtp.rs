//! E-mail to an SMTP server (RFC 5321), by default never without TLS outside this machine
//! (RFC 8314 section 3).

use super::message::{Outgoing, Sender};
use crate::fault::Fault;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use std::net::IpAddr;
use std::time::Duration;
use url::{Host, Url};

/// For the connection alone.
const CONNECT: Duration = Duration::from_secs(10);
/// For a whole delivery: connection, TLS, login and the mail.
const WHOLE: Duration = Duration::from_secs(20);

/// A mail server.
#[derive(Debug, Clone)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Sender,
}

/// Why the address of the mail server cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SmtpConfigError {
    /// It is no `smtp` or `smtps` URL with a host.
    #[error("an address such as smtps://user:password@mail.example.org is expected")]
    Url,
    /// The policy is none of the three.
    #[error("tls is one of required, opportunistic and none")]
    Policy,
    /// A password would cross the network in the clear.
    #[error("with a user and password the mail server needs smtps or tls=required")]
    PasswordInTheClear,
    /// The file of extra certificates is no PEM, or TLS cannot be set up with it.
    #[error("the certificates for the mail server are not PEM certificates")]
    Certificates,
}

impl Smtp {
    /// A mail server by URL: `smtps://[user:password@]host[:465]`, or
    /// `smtp://[user:password@]host[:port]` with `?tls=required` (STARTTLS or nothing: the default
    /// unless the host is this machine), `?tls=opportunistic` or `?tls=none` (the default on this
    /// machine). The port is 587 with STARTTLS and 25 without. User and password are
    /// percent-encoded. `extra_roots` are PEM certificates that are trusted besides the public
    /// ones.
    ///
    /// # Errors
    /// [`SmtpConfigError`].
    pub fn new(
        url: &str,
        from: Sender,
        extra_roots: Option<&[u8]>,
    ) -> Result<Self, SmtpConfigError> {
        let url = Url::parse(url).map_err(|_| SmtpConfigError::Url)?;
        let host = url
            .host_str()
            .map(str::to_owned)
            .ok_or(SmtpConfigError::Url)?;
        let policy = Policy::of(&url)?;
        let tls = policy.tls(&host, extra_roots)?;
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(url.port().unwrap_or(policy.port()))
            .timeout(Some(CONNECT))
            .hello_name(ClientId::Domain(from.domain().to_owned()))
            .tls(tls);
        if let Some(credentials) = credentials(&url) {
            let (user, password) = credentials?;
            builder = builder.credentials(Credentials::new(user, password));
        }
        Ok(Self {
            transport: builder.build(),
            from,
        })
    }

    pub(super) async fn send(&self, mail: &Outgoing, limit: Duration) -> Result<(), Fault> {
        let message = mail.message(&self.from)?;
        let sent = self.transport.send(message);
        match tokio::time::timeout(limit.min(WHOLE), sent).await {
            Ok(Ok(_accepted)) => Ok(()),
            Ok(Err(error)) => Err(fault(&error)),
            Err(_elapsed) => Err(Fault::Timeout),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Policy {
    Wrapped,
    Required,
    Opportunistic,
    None,
}

impl Policy {
    fn of(url: &Url) -> Result<Self, SmtpConfigError> {
        let asked = url
            .query_pairs()
            .find(|(name, _)| name == "tls")
            .map(|(_, value)| value);
        let policy = match (url.scheme(), asked.as_deref()) {
            ("smtps", None) => Self::Wrapped,
            ("smtp", Some("required")) => Self::Required,
            ("smtp", Some("opportunistic")) => Self::Opportunistic,
            ("smtp", Some("none")) => Self::None,
            ("smtp", None) if is_this_machine(url) => Self::None,
            ("smtp", None) => Self::Required,
            ("smtp" | "smtps", Some(_)) => return Err(SmtpConfigError::Policy),
            _ => return Err(SmtpConfigError::Url),
        };
        let clear = matches!(policy, Self::Opportunistic | Self::None);
        if clear && !url.username().is_empty() && !is_this_machine(url) {
            return Err(SmtpConfigError::PasswordInTheClear);
        }
        Ok(policy)
    }

    const fn port(self) -> u16 {
        match self {
            Self::Wrapped => 465,
            Self::Required | Self::Opportunistic => 587,
            Self::None => 25,
        }
    }

    fn tls(self, host: &str, extra_roots: Option<&[u8]>) -> Result<Tls, SmtpConfigError> {
        let parameters = || {
            let mut builder = TlsParameters::builder(host.to_owned());
            if let Some(pem) = extra_roots {
                let roots = Certificate::from_pem(pem);
                let roots = roots.map_err(|_| SmtpConfigError::Certificates)?;
                builder = builder.add_root_certificate(roots);
            }
            builder
                .build_rustls()
                .map_err(|_| SmtpConfigError::Certificates)
        };
        Ok(match self {
            Self::Wrapped => Tls::Wrapper(parameters()?),
            Self::Required => Tls::Required(parameters()?),
            Self::Opportunistic => Tls::Opportunistic(parameters()?),
            Self::None => Tls::None,
        })
    }
}

fn is_this_machine(url: &Url) -> bool {
    // `smtp` is not a special scheme of the URL standard, so an IPv4 address stays a name here.
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => {
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
        }
        None => false,
    }
}

fn credentials(url: &Url) -> Option<Result<(String, String), SmtpConfigError>> {
    if url.username().is_empty() {
        return None;
    }
    let decoded = |text: &str| percent_decoded(text).ok_or(SmtpConfigError::Url);
    let password = url.password().unwrap_or_default();
    Some(decoded(url.username()).and_then(|user| Ok((user, decoded(password)?))))
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first == b'%' {
            let (digits, after) = tail.split_at_checked(2)?;
            let digits = std::str::from_utf8(digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = after;
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

fn fault(error: &Error) -> Fault {
    match error.status() {
        Some(code) => Fault::Smtp(code.into()),
        None if error.is_timeout() => Fault::Timeout,
        None if error.is_tls() => Fault::Tls,
        None => Fault::Unreachable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(url: &str) -> Result<Policy, SmtpConfigError> {
        Policy::of(&Url::parse(url).expect("a URL"))
    }

    #[test]
    fn tls_is_the_rule_outside_this_machine() {
        assert_eq!(policy("smtp://mail.example"), Ok(Policy::Required));
        assert_eq!(policy("smtps://mail.example"), Ok(Policy::Wrapped));
        for here in [
            "smtp://127.0.0.1:2525",
            "smtp://localhost",
            "smtp://[::1]:25",
        ] {
            assert_eq!(policy(here), Ok(Policy::None), "{here}");
        }
        assert_eq!(
            policy("smtp://mail.example?tls=maybe"),
            Err(SmtpConfigError::Policy)
        );
        assert_eq!(policy("http://mail.example"), Err(SmtpConfigError::Url));
    }

    #[test]
    fn a_password_never_crosses_the_network_in_the_clear() {
        for url in [
            "smtp://u:p@mail.example?tls=none",
            "smtp://u:p@10.0.0.1?tls=opportunistic",
        ] {
            assert_eq!(
                policy(url),
                Err(SmtpConfigError::PasswordInTheClear),
                "{url}"
            );
        }
        assert_eq!(policy("smtp://u:p@mail.example"), Ok(Policy::Required));
    }

    #[test]
    fn a_password_may_hold_any_character() {
        let url = Url::parse("smtps://us%40er:p%3A%2F%C3%A6@mail.example").expect("a URL");
        let pair = credentials(&url).expect("given").expect("decodes");
        assert_eq!(pair, ("us@er".to_owned(), "p:/æ".to_owned()));
    }
}
