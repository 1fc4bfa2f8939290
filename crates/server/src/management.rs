//! The management listener: health and metrics, for the machine's own supervisors.

use crate::secret_file;
use crate::serve::drain::Leaving;
use crate::serve::metrics::Metrics;
use crate::serve::ready::{self, Readiness};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderMap, StatusCode};
use lykill_core::Secret;
use lykill_crypto::pure::prf;
use lykill_delivery::Counters;
use lykill_operations::Context;
use std::path::Path;
use std::sync::Arc;

/// OpenMetrics text, which Prometheus reads.
const METRICS_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What the management listener works with.
#[derive(Clone)]
pub struct Management {
    /// The deployment.
    pub ctx: Context,
    /// The numbers of this process.
    pub metrics: Metrics,
    /// What the delivery worker counts.
    pub delivered: Arc<Counters>,
    /// What `/metrics` asks for; none on a loopback address without a token file.
    pub token: Option<Secret<String>>,
    /// Whether the node is to stop.
    pub leaving: Leaving,
}

/// Reads the token of a file.
///
/// # Errors
/// One line: it cannot be read, others may read it, or it is too short.
pub fn token(path: &Path) -> Result<Secret<String>, String> {
    secret_file::read("management.token_file", path)
}

/// Its URLs.
pub fn router(management: Management) -> Router {
    Router::new()
        .route("/health/live", get(|| async { "ok\n" }))
        .route("/health/ready", get(health_ready))
        .route("/metrics", get(metrics))
        .with_state(management)
}

async fn health_ready(State(management): State<Management>) -> Response {
    let readiness = if management.leaving.is_told() {
        Readiness::stopping()
    } else {
        ready::look(&management.ctx).await
    };
    let status = if readiness.ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, [(CACHE_CONTROL, "no-store")], Json(readiness)).into_response()
}

async fn metrics(State(management): State<Management>, headers: HeaderMap) -> Response {
    if !is_allowed(&management, &headers) {
        return (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")]).into_response();
    }
    let text = management
        .metrics
        .text(&management.ctx, &management.delivered)
        .await;
    ([(CONTENT_TYPE, METRICS_TYPE)], text).into_response()
}

fn is_allowed(management: &Management, headers: &HeaderMap) -> bool {
    let Some(token) = &management.token else {
        return true;
    };
    let given = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Bearer "));
    // Hashes have one length, so the comparison tells nothing about the token's.
    let hash = |text: &str| prf::sha256(text.as_bytes());
    given.is_some_and(|given| prf::equal(&hash(given), &hash(token.expose())))
}
