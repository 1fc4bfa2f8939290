//! Starting the demo and keeping it until the stop.

use super::DemoError;
use super::folder::{Folder, config};
use super::people;
use super::routes::{Demo, routes};
use super::seed::{self, PORTAL_CLIENT};
use super::state::State;
use crate::config::Config;
use crate::serve::metrics::Metrics;
use crate::serve::{self, ServeError, listener, signal};
use crate::wiring::{self, Opening};
use lykill_core::random;
use lykill_operations::Context;
use lykill_operations::startup::Deployment;
use lykill_portal::PortalConfig;
use lykill_store::{OutboxState, outbox_counts};
use serde::Serialize;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use url::Url;

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The issuer's port; 0 takes a free one.
    pub port: u16,
    /// The service's port; 0 takes a free one.
    pub portal_port: u16,
    /// Where the data stays; without it all is forgotten at the end.
    pub data_dir: Option<PathBuf>,
    /// Another database than SQLite in the data folder.
    pub database_url: Option<String>,
}

/// Where the demo is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addresses {
    /// The issuer, `http://localhost:8080`.
    pub issuer: String,
    /// The municipality's service, `http://localhost:8081`.
    pub portal: String,
    /// The post of the test people.
    pub post: String,
    /// The data folder.
    pub data_dir: PathBuf,
}

impl Addresses {
    fn of(config: &Config, state: &State) -> Self {
        let issuer = config.issuer.as_str().to_owned();
        Self {
            post: format!("{issuer}/demo/post"),
            portal: format!("http://localhost:{}", state.portal_port),
            issuer,
            data_dir: config.data_dir.clone(),
        }
    }

    /// The line of `--json`.
    pub fn in_json(&self) -> String {
        /// In the documented order.
        #[derive(Serialize)]
        struct Line<'a> {
            ready: bool,
            issuer: &'a str,
            portal: &'a str,
            post: &'a str,
        }
        let Self {
            issuer,
            portal,
            post,
            ..
        } = self;
        let line = Line {
            ready: true,
            issuer,
            portal,
            post,
        };
        serde_json::to_string(&line).unwrap_or_default()
    }

    /// What stands on the terminal.
    pub fn in_words(&self) -> String {
        let Self {
            issuer,
            portal,
            post,
            data_dir,
        } = self;
        format!(
            "The demo is ready.\n\n\
             \x20 What to try    {issuer}/demo\n\
             \x20 The service    {portal}  (Min lønn, Fjordvik kommune)\n\
             \x20 The post       {post}  (e-mails, letters and key cards of the test people)\n\n\
             Start as Mette Hald: open the service, log in, and find the key card in the post.\n\
             The data is in {}. End with Ctrl-C.",
            data_dir.display()
        )
    }
}

/// Runs the demo until SIGTERM or Ctrl-C. `ready` is called once, when logins are accepted.
///
/// # Errors
/// [`DemoError`] when something stands in the way of the start.
pub async fn run(wish: Wish, ready: impl FnOnce(&Addresses)) -> Result<(), DemoError> {
    let stop = signal::stop().map_err(ServeError::Signals)?;
    let folder = Folder::of(wish.data_dir.as_deref())?;
    let known = State::load(folder.path())?;
    check(&wish, known.as_ref())?;
    let issuer = bind("--port", wish.port).await?;
    let portal = bind("--portal-port", wish.portal_port).await?;
    let mut state = match known {
        Some(state) => state,
        None => fresh(&wish, port(&issuer)?, port(&portal)?)?,
    };
    state.save(folder.path())?;
    let config = config(folder.path(), &state)?;
    let opening = Opening {
        deployment: Deployment::Demo,
        migrate: true,
    };
    let ctx = wiring::open(&config, opening).await?;
    if !state.whole {
        seed::seed(&ctx, &state).await?;
        state.whole = true;
        state.save(folder.path())?;
    }
    let worker = serve::worker(&config, &ctx, true)?;
    let socket = serve::admin_socket(&config).await?;
    let addresses = Addresses::of(&config, &state);
    let service = portal_config(&config, &state, &addresses)?;
    let metrics = Metrics::default();
    let demo = Arc::new(Demo::of(&config, &ctx, &state, &addresses).await?);
    let router = serve::pages(&config, &ctx, &metrics, routes(demo));
    let mut tasks = serve::background(&ctx, worker, socket, &stop);
    let stopped = signal::stopped(stop.clone());
    let served = tokio::spawn(lykill_portal::serve(portal, service, stopped));
    tasks.spawn(listener::serve(
        issuer,
        router,
        serve::connections(&config),
        stop,
    ));
    posted(&ctx).await;
    ready(&addresses);
    tasks.join_all().await;
    match served.await {
        Ok(outcome) => Ok(outcome?),
        Err(error) => Err(DemoError::Seed(error.to_string())),
    }
}

/// A data folder belongs to its ports and its database: they stand in what was registered.
fn check(wish: &Wish, known: Option<&State>) -> Result<(), DemoError> {
    let Some(known) = known else { return Ok(()) };
    if (wish.port, wish.portal_port) != (known.port, known.portal_port) {
        return Err(DemoError::Usage(format!(
            "this data folder was made with --port {} --portal-port {}; use these, or another \
             folder",
            known.port, known.portal_port
        )));
    }
    if wish.database_url.is_some() && wish.database_url != known.database_url {
        let what = "this data folder was made with another database; use that, or another folder";
        return Err(DemoError::Usage(what.to_owned()));
    }
    Ok(())
}

fn fresh(wish: &Wish, port: u16, portal_port: u16) -> Result<State, DemoError> {
    use lykill_core::{Clock as _, Profile};
    use lykill_crypto::engine::{SystemClock, SystemRng};
    let today = lykill_issuer::age::civil_today(SystemClock.now(), Profile::TestNo);
    Ok(State {
        port,
        portal_port,
        database_url: wish.database_url.clone(),
        portal_secret: random::token(&SystemRng),
        people: people::all(today)?,
        whole: false,
    })
}

async fn bind(option: &str, port: u16) -> Result<TcpListener, DemoError> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpListener::bind(address)
        .await
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::AddrInUse => DemoError::Usage(format!(
                "port {port} is taken by another program; choose another one with {option}"
            )),
            _ => DemoError::Serve(ServeError::Listen {
                what: "demo",
                address,
                reason: error,
            }),
        })
}

fn port(listener: &TcpListener) -> Result<u16, DemoError> {
    let address = listener.local_addr();
    address
        .map(|address| address.port())
        .map_err(|error| DemoError::Seed(error.to_string()))
}

fn portal_config(
    config: &Config,
    state: &State,
    addresses: &Addresses,
) -> Result<PortalConfig, DemoError> {
    let url =
        |text: &str| Url::parse(text).map_err(|error| DemoError::Seed(format!("{text}: {error}")));
    Ok(PortalConfig {
        issuer: url(config.issuer.as_str())?,
        client_id: PORTAL_CLIENT.to_owned(),
        client_secret: state.portal_secret.clone(),
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, state.portal_port)),
        base_url: url(&addresses.portal)?,
    })
}

/// Waits until the first letters and cards are in the post, so that nobody looks in vain.
async fn posted(ctx: &Context) {
    for _ in 0..100 {
        let counts = ctx
            .db
            .read_long(|tx| Box::pin(async move { outbox_counts(tx).await }))
            .await;
        let waits = |counts: &Vec<(OutboxState, u64)>| {
            counts
                .iter()
                .any(|(state, count)| *state == OutboxState::Waiting && *count > 0)
        };
        if !counts.as_ref().is_ok_and(waits) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    tracing::warn!("the first post is not delivered after 10 s");
}
