//! Services at a deployment: registered clients, and the portal.

use super::people::COMPANY;
use super::{World, ended};
use lykill_operations::client;
use lykill_portal::PortalConfig;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::Url;

/// The portal's credential in tests.
const SECRET: &str = "portal-secret-of-a-test-0123456789";

/// The real portal, on a port of its own.
#[derive(Debug)]
pub struct Portal {
    /// Where it is.
    pub url: Url,
}

impl Portal {
    /// Starts it, until `ended` completes, for an issuer that does not know it yet; gives what is
    /// to be registered there. Its users must link their work e-mail.
    pub async fn start(
        issuer: Url,
        ended: impl Future<Output = ()> + Send + 'static,
    ) -> (Self, Value) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let listen = listener.local_addr().unwrap();
        let url = Url::parse(&format!("http://localhost:{}", listen.port())).unwrap();
        let metadata = metadata(&url);
        let config = PortalConfig {
            issuer,
            client_id: "min-lonn".to_owned(),
            client_secret: SECRET.to_owned(),
            listen,
            base_url: url.clone(),
        };
        tokio::spawn(lykill_portal::serve(listener, config, ended));
        (Self { url }, metadata)
    }
}

fn metadata(url: &Url) -> Value {
    let at = |path: &str| url.join(path).unwrap().to_string();
    json!({
        "client_id": "min-lonn",
        "client_secret": SECRET,
        "client_name": "Fjordvik kommune",
        "redirect_uris": [at("/callback")],
        "post_logout_redirect_uris": [at("/logged-out")],
        "client_uri": at("/"),
        "backchannel_logout_uri": at("/backchannel-logout"),
        "backchannel_logout_session_required": true,
        "token_endpoint_auth_method": "client_secret_basic",
        "default_acr_values": ["idporten-loa-substantial"],
        "lykill_company": COMPANY,
        "lykill_require_linked_email": true,
        "lykill_sector": "employer",
    })
}

impl World {
    /// Registers a client from RFC 7591 metadata; gives the registration's answer.
    pub async fn register(&self, metadata: Value) -> Value {
        if metadata.get("lykill_company").is_some() {
            self.company().await;
        }
        let added = client::add(&self.ctx, &self.call(), metadata)
            .await
            .unwrap();
        added.unwrap()
    }

    /// Starts the portal, whose users must link their work e-mail.
    pub async fn portal(&self) -> Portal {
        let (portal, metadata) = Portal::start(self.issuer(), ended(self.stop.subscribe())).await;
        self.register(metadata).await;
        portal
    }
}
