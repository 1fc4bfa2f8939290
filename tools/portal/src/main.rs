//! `lykill-portal`: the example relying party as a program of its own.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Parser;
use lykill_portal::{PortalConfig, PortalError, serve};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use url::Url;

/// "Min lønn" of Fjordvik kommune: a relying party to try an OpenID Provider with.
///
/// Register it at the issuer with the redirect URI `{base-url}/callback`, the post-logout
/// redirect URI `{base-url}/logged-out`, `client_secret_basic` and ES256 for ID tokens.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The issuer, as its discovery document names it
    #[arg(long, env = "PORTAL_ISSUER", default_value = "http://localhost:8080")]
    issuer: Url,
    /// The client id at the issuer
    #[arg(long, env = "PORTAL_CLIENT_ID")]
    client_id: String,
    /// The client secret; better given in the environment than on the command line
    #[arg(long, env = "PORTAL_CLIENT_SECRET", hide_env_values = true)]
    client_secret: String,
    /// The address to listen on
    #[arg(long, env = "PORTAL_LISTEN", default_value = "127.0.0.1:8081")]
    listen: SocketAddr,
    /// How browsers reach this portal
    #[arg(long, env = "PORTAL_BASE_URL", default_value = "http://localhost:8081")]
    base_url: Url,
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), PortalError> {
    let config = PortalConfig {
        issuer: arguments.issuer,
        client_id: arguments.client_id,
        client_secret: arguments.client_secret,
        listen: arguments.listen,
        base_url: arguments.base_url,
    };
    let listener = TcpListener::bind(config.listen).await?;
    let mut terminate = signal(SignalKind::terminate())?;
    tracing::info!(base_url = %config.base_url, issuer = %config.issuer, "listening");
    serve(listener, config, async move {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
    })
    .await
}
