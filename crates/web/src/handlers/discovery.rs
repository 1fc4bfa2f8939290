//! What anybody may know: the provider's metadata and public keys, for programs of any origin.

use crate::state::Front;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// GET /.well-known/openid-configuration and /.well-known/oauth-authorization-server
pub(crate) async fn metadata(State(front): State<Arc<Front>>) -> Response {
    document(front.metadata.clone())
}

/// GET /jwks
pub(crate) async fn jwks(State(front): State<Arc<Front>>) -> Response {
    document(front.jwks.clone())
}

fn document(body: Bytes) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (
            CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=300"),
        ),
        (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ];
    (headers, body).into_response()
}
