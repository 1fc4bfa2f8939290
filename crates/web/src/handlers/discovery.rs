//! What anybody may know: the provider's metadata and public keys, for programs of any origin. It
//! is asked for often, and who asks does not matter, so nothing stands around these handlers.

use crate::around::{name, word};
use crate::state::Front;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{Method, Uri};
use axum::response::Response;
use lykill_core::id::RequestId;
use lykill_operations::discovery;
use std::sync::Arc;

/// GET /.well-known/openid-configuration and /.well-known/oauth-authorization-server
pub(crate) async fn metadata(
    State(front): State<Arc<Front>>,
    method: Method,
    uri: Uri,
) -> Response {
    document(&front, front.metadata.clone(), &method, &uri)
}

/// GET /jwks
pub(crate) async fn jwks(State(front): State<Arc<Front>>, method: Method, uri: Uri) -> Response {
    // A key is added or ends at its own time, in the middle of the day.
    let keys = discovery::jwks(&front.ctx).to_string();
    document(&front, Bytes::from(keys), &method, &uri)
}

fn document(front: &Front, text: Bytes, method: &Method, uri: &Uri) -> Response {
    let now = front.ctx.now();
    let mut response = Response::new(Body::from(text));
    *response.headers_mut() = front.document_headers.clone();
    name(RequestId::new(now, front.ctx.rng.as_ref()), &mut response);
    // The address has no parts that vary, so it is its own pattern.
    let elapsed = front.ctx.now().since(now);
    front.observer.request(
        word(method),
        uri.path(),
        response.status().as_u16(),
        elapsed,
    );
    response
}
