//! One log line and one count for each request.
//!
//! The line has `request` (the id that stands in every record of that request), `method`,
//! `route` (the pattern, never what a caller put into the path), `status`, `ms` and `user_agent`
//! (cut to 120 characters). No address, no query, no cookie, no form field is ever logged.

use super::metrics::Metrics;
use crate::log::cut;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::Method;
use http::header::USER_AGENT;
use lykill_core::id::RequestId;
use lykill_core::{Clock, Rng};
use std::sync::Arc;
use tracing::Instrument as _;

/// What observing needs.
#[derive(Clone)]
pub(super) struct Observer {
    pub(super) clock: Arc<dyn Clock>,
    pub(super) rng: Arc<dyn Rng>,
    pub(super) metrics: Metrics,
}

/// Names the request, runs it, and tells how it ended.
pub(super) async fn observe(
    State(observer): State<Observer>,
    mut request: Request,
    next: Next,
) -> Response {
    let began = observer.clock.now();
    let id = RequestId::new(began, observer.rng.as_ref());
    request.extensions_mut().insert(id);
    let method = word(request.method());
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = route.unwrap_or_else(|| "unmatched".to_owned());
    let agent = request.headers().get(USER_AGENT).map(|agent| agent.as_bytes().to_owned());
    let span = tracing::info_span!("request", request = %id);
    let response = next.run(request).instrument(span).await;
    let took = observer.clock.now().since(began);
    let status = response.status().as_u16();
    observer.metrics.request(&route, method, status, took.as_secs_f64());
    let agent = agent.map(|agent| cut(&String::from_utf8_lossy(&agent))).unwrap_or_default();
    let ms = took.as_secs_f64() * 1000.0;
    tracing::info!(request = %id, method, route, status, ms, user_agent = agent, "answered");
    response
}

/// The method when it is one that exists: what a caller invents is no label and no log text.
fn word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::PATCH => "PATCH",
        _ => "other",
    }
}
