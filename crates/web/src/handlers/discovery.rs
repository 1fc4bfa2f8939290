//! What anybody may know: the provider's metadata and public keys, for programs of any origin.

use crate::state::Front;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;

/// GET /.well-known/openid-configuration and /.well-known/oauth-authorization-server
pub(crate) async fn metadata(State(front): State<Arc<Front>>) -> Response {
    document(&front, front.metadata.clone())
}

/// GET /jwks
pub(crate) async fn jwks(State(front): State<Arc<Front>>) -> Response {
    document(&front, front.jwks.clone())
}

fn document(front: &Front, text: Bytes) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.headers_mut() = front.document_headers.clone();
    response
}
