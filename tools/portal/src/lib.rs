//! A small real relying party: "Min lønn", the pay service of the fictitious Fjordvik kommune.
//!
//! It shows what a service gets from a login and how a careful client behaves: authorization
//! code with PKCE S256, `state`, `nonce`, `iss` in the authorization response (RFC 9207), ID
//! token verified with ES256 and the issuer's keys, `acr` at least at the asked level, fresh
//! login by `max_age`, userinfo with the same subject, logout here and everywhere, and the end of
//! its sessions when the issuer says so (back-channel logout). Each check
//! that fails has its own page that says what was wrong and what to do.
//!
//! It shares no code with the issuer and speaks only HTTP to it.

mod answer;
mod clock;
mod config;
mod cookie;
mod error;
mod handlers;
mod http_client;
mod id_token;
mod language;
mod level;
mod login;
mod logout_token;
mod oidc;
mod origin;
mod pages;
mod provider;
mod redeem;
mod refusal;
mod respond;
mod router;
mod seen;
mod session;
mod static_files;
mod texts;

use std::future::Future;
use std::sync::Arc;

pub use crate::config::PortalConfig;
pub use crate::error::PortalError;

/// Serves the portal on `listener` until `shutdown` completes; open requests are finished.
///
/// Nothing is asked of the issuer before the first login, so it may start later.
/// `config.listen` is not used here: the caller has opened the listener.
///
/// # Errors
/// [`PortalError::Config`] for a wrong value, [`PortalError::Client`] when no HTTP client can be
/// made, [`PortalError::Listen`] when the listener fails.
pub async fn serve(
    listener: tokio::net::TcpListener,
    config: PortalConfig,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), PortalError> {
    let portal = handlers::Portal::new(config::Settings::check(config)?)?;
    axum::serve(listener, router::build(Arc::new(portal)))
        .with_graceful_shutdown(shutdown)
        .await?;
    Ok(())
}
