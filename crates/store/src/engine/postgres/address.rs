//! The address of a PostgreSQL server: who it is, and whether the way to it is encrypted.
//!
//! Loopback and Unix sockets are spoken to in the clear. Every other way is TLS with the
//! server's certificate verified, unless the address says `sslmode=disable`.

use crate::error::OpenError;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How long one attempt to connect takes at most.
const PATIENCE: Duration = Duration::from_secs(5);
/// A server that acknowledges nothing of what was sent for so long is gone: it lost its power, or
/// the way to it. Without this the kernel would try for a quarter of an hour.
const HEARD_WITHIN: Duration = Duration::from_secs(10);
/// An idle connection is probed after so long, and then so often.
const PROBE_AFTER: Duration = Duration::from_secs(10);
const PROBE_EVERY: Duration = Duration::from_secs(5);
/// What the server enforces, in milliseconds, unless the address brings its own `options`: no
/// statement hangs, and the locks of a node that died or froze in the middle of a transaction are
/// given to those who wait for them, before these give up (security.md case 230).
const LIMITS: &str = "-c lock_timeout=5000 -c statement_timeout=30000 \
                      -c idle_in_transaction_session_timeout=4000";

/// A checked address.
pub(crate) struct Address {
    pub(super) config: Config,
    /// Hosts, ports and database for error messages; never the password.
    pub(super) place: String,
    roots: Option<Roots>,
}

/// Whose signature on the server's certificate counts.
#[derive(Debug, PartialEq, Eq)]
enum Roots {
    /// The operating system's list.
    System,
    /// The certificates in a PEM file.
    File(PathBuf),
}

impl Address {
    /// Reads `postgres://user:password@host:port/database?sslmode=…&sslrootcert=…`.
    pub(crate) fn parse(url: &str) -> Result<Self, OpenError> {
        let bad = |what: String| OpenError::Address(what);
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let mut kept = url::form_urlencoded::Serializer::new(String::new());
        let (mut mode, mut file) = (None, None);
        for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match &*key {
                "sslmode" => mode = Some(value.into_owned()),
                "sslrootcert" => file = Some(PathBuf::from(value.into_owned())),
                _ => drop(kept.append_pair(&key, &value)),
            }
        }
        // The driver reads %20 and not `+` as a space.
        let rest = kept.finish().replace('+', "%20");
        let mut config: Config = format!("{base}?{rest}")
            .parse()
            .map_err(|error: tokio_postgres::Error| bad(crate::error::chain(&error)))?;
        let encrypted = encrypted(mode.as_deref(), is_local(&config)).map_err(bad)?;
        config.ssl_mode(if encrypted {
            SslMode::Require
        } else {
            SslMode::Disable
        });
        settle(&mut config);
        let roots = encrypted.then(|| file.map_or(Roots::System, Roots::File));
        Ok(Self {
            place: place(&config),
            config,
            roots,
        })
    }

    /// What makes encrypted connections; for a way in the clear it trusts nobody.
    pub(super) fn tls(&self) -> Result<MakeRustlsConnect, OpenError> {
        let unusable = |place: String, what: String| Err(OpenError::Unusable { place, what });
        let mut store = RootCertStore::empty();
        match &self.roots {
            None => {}
            Some(Roots::System) => {
                let found = rustls_native_certs::load_native_certs();
                store.add_parsable_certificates(found.certs);
                if store.is_empty() {
                    let what = "no certificate authorities are installed; name a PEM file \
                                with sslrootcert=";
                    return unusable(self.place.clone(), what.to_owned());
                }
            }
            Some(Roots::File(path)) => {
                let read = CertificateDer::pem_file_iter(path)
                    .and_then(|certificates| certificates.collect::<Result<Vec<_>, _>>());
                match read {
                    Ok(found) => drop(store.add_parsable_certificates(found)),
                    Err(error) => return unusable(path.display().to_string(), error.to_string()),
                }
                if store.is_empty() {
                    let what = "holds no certificate in PEM form";
                    return unusable(path.display().to_string(), what.to_owned());
                }
            }
        }
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| OpenError::Address(error.to_string()))?
            .with_root_certificates(store)
            .with_no_client_auth();
        Ok(MakeRustlsConnect::new(config))
    }
}

fn encrypted(mode: Option<&str>, is_local: bool) -> Result<bool, String> {
    match mode {
        None => Ok(!is_local),
        Some("disable") => Ok(false),
        Some("require" | "verify-full") => Ok(true),
        Some(other) => Err(format!(
            "sslmode={other} is not used here; write sslmode=require (the certificate is \
             verified) or sslmode=disable"
        )),
    }
}

/// Whether nothing leaves this machine.
fn is_local(config: &Config) -> bool {
    let hosts = config.get_hosts().iter().all(|host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost" || name.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
        }
    });
    hosts && config.get_hostaddrs().iter().all(IpAddr::is_loopback)
}

fn settle(config: &mut Config) {
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(PATIENCE);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(HEARD_WITHIN);
    }
    if config.get_keepalives_interval().is_none() {
        config.keepalives_idle(PROBE_AFTER);
        config.keepalives_interval(PROBE_EVERY);
    }
    if config.get_application_name().is_none() {
        config.application_name("lykill");
    }
    if config.get_options().is_none() {
        config.options(LIMITS);
    }
}

fn place(config: &Config) -> String {
    let hosts = config.get_hosts().iter().map(|host| match host {
        Host::Unix(path) => path.display().to_string(),
        Host::Tcp(name) => name.clone(),
    });
    let hosts = hosts.collect::<Vec<_>>().join(",");
    let ports = config
        .get_ports()
        .iter()
        .map(u16::to_string)
        .collect::<Vec<_>>()
        .join(",");
    format!(
        "postgres at {hosts} port {ports}, database {}",
        config.get_dbname().unwrap_or("?")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(url: &str) -> Result<Address, String> {
        Address::parse(url).map_err(|error| error.to_string())
    }

    #[test]
    fn only_the_way_inside_the_machine_is_in_the_clear() {
        for local in [
            "postgres://u:secret@localhost/d",
            "postgres://u@127.0.0.1:5433/d",
            "postgres://u@%2Fvar%2Frun/d",
            "postgres:///d?host=/tmp/some%20where&user=u",
            "postgres://u@db.example/d?sslmode=disable",
        ] {
            let address = address(local).unwrap();
            assert_eq!(
                (address.config.get_ssl_mode(), address.roots),
                (SslMode::Disable, None)
            );
        }
        for remote in [
            "postgres://u@db.example/d",
            "postgres://u@localhost/d?sslmode=require",
        ] {
            let address = address(remote).unwrap();
            assert_eq!(address.config.get_ssl_mode(), SslMode::Require);
            assert_eq!(address.roots, Some(Roots::System));
        }
        let address = address("postgres://u@h/d?sslrootcert=/etc/ca.pem").unwrap();
        assert_eq!(
            address.roots,
            Some(Roots::File(PathBuf::from("/etc/ca.pem")))
        );
    }

    #[test]
    fn a_mode_that_an_attacker_could_undo_is_refused() {
        for mode in ["prefer", "allow", "verify-ca", ""] {
            let error = address(&format!("postgres://u@h/d?sslmode={mode}"))
                .err()
                .unwrap();
            assert!(error.contains("sslmode=require"), "{error}");
        }
    }

    #[test]
    fn the_place_never_shows_the_password() {
        let address = address("postgres://u:hunter2@db.example:5433/d").unwrap();
        assert_eq!(
            address.place,
            "postgres at db.example port 5433, database d"
        );
    }
}
