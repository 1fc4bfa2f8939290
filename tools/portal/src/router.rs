//! Every URL of the portal.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::map_response_with_state;
use axum::routing::{get, post};

use crate::handlers::{self, Portal};
use crate::{respond, static_files};

/// The forms hold two short fields.
const MAX_BODY_BYTES: usize = 4096;

pub(crate) fn build(portal: Arc<Portal>) -> Router {
    Router::new()
        .route("/", get(handlers::start))
        .route("/login", post(handlers::login::log_in))
        .route("/callback", get(handlers::login::callback))
        .route("/me", get(handlers::me))
        .route("/logout", post(handlers::logout::log_out))
        .route(
            "/logout/everywhere",
            post(handlers::logout::log_out_everywhere),
        )
        .route("/logged-out", get(handlers::logout::logged_out))
        .route("/backchannel-logout", post(handlers::backchannel::told))
        .route("/health", get(handlers::health))
        .route("/manifest.webmanifest", get(static_files::manifest))
        .route("/portal.css", get(static_files::css))
        .route("/icon.svg", get(static_files::icon))
        .route("/icon-192.png", get(static_files::icon_192))
        .route("/icon-512.png", get(static_files::icon_512))
        .route("/apple-touch-icon.png", get(static_files::apple_touch_icon))
        .fallback(handlers::not_found)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(map_response_with_state(portal.clone(), respond::headers))
        .with_state(portal)
}
