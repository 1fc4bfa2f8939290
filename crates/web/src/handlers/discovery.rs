//! What anybody may know: the provider's metadata and public keys, for programs of any origin. It
//! is asked for often, and who asks does not matter, so nothing stands around these handlers.

use crate::around::{name, word};
use crate::router::UPSTREAM_JWKS;
use crate::state::Front;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode, Uri};
use axum::response::Response;
use lykill_core::id::RequestId;
use lykill_operations::{discovery, upstream};
use std::sync::Arc;

/// GET /.well-known/openid-configuration and /.well-known/oauth-authorization-server
pub(crate) async fn metadata(
    State(front): State<Arc<Front>>,
    method: Method,
    uri: Uri,
) -> Response {
    document(&front, Some(front.metadata.clone()), (&method, uri.path()))
}

/// GET /jwks
pub(crate) async fn jwks(State(front): State<Arc<Front>>, method: Method, uri: Uri) -> Response {
    // A key is added or ends at its own time, in the middle of the day.
    let keys = discovery::jwks(&front.ctx).to_string();
    document(&front, Some(Bytes::from(keys)), (&method, uri.path()))
}

/// GET /upstream/{method}/jwks: our key for one provider, for it to register.
pub(crate) async fn upstream_jwks(
    State(front): State<Arc<Front>>,
    Path(name): Path<String>,
    method: Method,
) -> Response {
    let keys = upstream::jwks(&front.ctx, &name);
    let keys = keys.map(|keys| Bytes::from(keys.to_string()));
    document(&front, keys, (&method, UPSTREAM_JWKS))
}

/// A document at an address of this pattern, if there is one.
fn document(front: &Front, text: Option<Bytes>, (method, path): (&Method, &str)) -> Response {
    let now = front.ctx.now();
    let is_there = text.is_some();
    let text = text.unwrap_or(Bytes::from_static(b"{\"error\":\"not_found\"}"));
    let mut response = Response::new(Body::from(text));
    if !is_there {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    *response.headers_mut() = front.document_headers.clone();
    name(RequestId::new(now, front.ctx.rng.as_ref()), &mut response);
    let elapsed = front.ctx.now().since(now);
    front
        .observer
        .request(word(method), path, response.status().as_u16(), elapsed);
    response
}
