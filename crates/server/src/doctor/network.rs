//! Whether the mail server takes connections.

use super::Finding;
use crate::config::{Config, MailTransport};
use std::net::IpAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use url::Url;

/// So long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);

/// What a look at the network shows.
pub(super) async fn look(config: &Config) -> Vec<Finding> {
    let MailTransport::Smtp { url, .. } = &config.mail.transport else {
        return Vec::new();
    };
    let Ok(url) = Url::parse(url.expose()) else {
        return Vec::new();
    };
    let host = url
        .host_str()
        .unwrap_or_default()
        .trim_matches(['[', ']'])
        .to_owned();
    let port = url.port().unwrap_or_else(|| default_port(&url, &host));
    let connecting = tokio::time::timeout(CONNECT, TcpStream::connect((host.as_str(), port)));
    let finding = match connecting.await {
        Ok(Ok(_)) => Finding::ok("mail.smtp", format!("{host}:{port} takes connections")),
        Ok(Err(error)) => Finding::problem("mail.smtp", format!("{host}:{port}: {error}")),
        Err(_) => Finding::problem("mail.smtp", format!("{host}:{port}: no answer within 5 s")),
    };
    vec![finding]
}

/// The port that the mailer uses when the address names none.
fn default_port(url: &Url, host: &str) -> u16 {
    let is_here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    let policy = url
        .query_pairs()
        .find(|(key, _)| key == "tls")
        .map(|(_, value)| value);
    match (url.scheme(), policy.as_deref()) {
        ("smtps", _) => 465,
        (_, Some("none")) => 25,
        (_, None) if is_here => 25,
        _ => 587,
    }
}
