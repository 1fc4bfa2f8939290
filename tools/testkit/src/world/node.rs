//! One node: the product's pages on a real listener.

use super::ended;
use crate::Browser;
use axum::Router;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use lykill_operations::Context;
use lykill_server::config::Config;
use lykill_web::{Extra, Unobserved, WebState, router_with};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;
use url::Url;

/// A node that listens.
pub struct Node {
    /// What its operations work with.
    pub ctx: Context,
    address: Url,
    issuer: Url,
}

impl Node {
    pub(super) fn serve(
        listener: TcpListener,
        config: &Config,
        ctx: &Context,
        (routes, stopped): (Router, watch::Receiver<bool>),
    ) -> Self {
        let port = listener.local_addr().unwrap().port();
        let state = WebState {
            ctx: ctx.clone(),
            trusted_proxies: config.server.trusted_proxies.clone(),
            secure_cookies: config.issuer.is_https(),
            observer: Arc::new(Unobserved),
        };
        let router = router_with(
            state,
            Extra {
                routes,
                home: false,
            },
        );
        let service: IntoMakeServiceWithConnectInfo<Router, SocketAddr> =
            router.into_make_service_with_connect_info();
        tokio::spawn(async move {
            axum::serve(listener, service)
                .with_graceful_shutdown(ended(stopped))
                .await
        });
        Self {
            ctx: ctx.clone(),
            address: Url::parse(&format!("http://localhost:{port}")).unwrap(),
            issuer: Url::parse(config.issuer.as_str()).unwrap(),
        }
    }

    /// The same browser, whose requests for the issuer a load balancer gives to this node.
    pub fn behind_balancer(&self, browser: &Browser) -> Browser {
        browser.clone().balanced(&self.issuer, &self.address)
    }
}
