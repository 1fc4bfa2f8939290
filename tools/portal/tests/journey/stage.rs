//! Puts an issuer and a portal up for one test.

use std::time::{SystemTime, UNIX_EPOCH};

use lykill_portal::{PortalConfig, PortalError, serve};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::browser::Browser;
use crate::issuer::{CLIENT_ID, CLIENT_SECRET, Issuer};

/// Seconds since 1970.
#[expect(
    clippy::disallowed_methods,
    reason = "the portal under test runs on the real clock"
)]
pub(crate) fn unix_now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

/// A running portal.
pub(crate) struct Portal {
    pub(crate) url: String,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), PortalError>>,
}

impl Portal {
    /// Starts a portal for the issuer, which need not run yet.
    pub(crate) async fn start(issuer: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let listen = listener.local_addr().unwrap();
        let url = format!("http://localhost:{}", listen.port());
        let config = PortalConfig {
            issuer: issuer.parse().unwrap(),
            client_id: CLIENT_ID.to_owned(),
            client_secret: CLIENT_SECRET.to_owned(),
            listen,
            base_url: url.parse().unwrap(),
        };
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(serve(listener, config, async move {
            stopped.await.ok();
        }));
        Self { url, stop, task }
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new(&self.url)
    }

    /// Asks for shutdown and waits for it.
    pub(crate) async fn stop(self) -> Result<(), PortalError> {
        self.stop.send(()).unwrap();
        self.task.await.unwrap()
    }
}

/// Both together.
pub(crate) async fn stage() -> (Issuer, Portal) {
    let issuer = Issuer::start().await;
    let portal = Portal::start(&issuer.url).await;
    (issuer, portal)
}
