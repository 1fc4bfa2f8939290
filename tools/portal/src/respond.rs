//! Answers: a page, a 303, a cookie with it, and the headers that all of them carry.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, LOCATION, REFERRER_POLICY, SET_COOKIE,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};

use crate::handlers::Portal;

/// A page. Templates are compiled, so rendering can fail only when memory is out.
pub(crate) fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A 303: whatever came before, the next request is a GET (RFC 9700 section 4.12).
pub(crate) fn redirect(to: &str) -> Response {
    match HeaderValue::from_str(to) {
        Ok(location) => (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Adds a `Set-Cookie`.
pub(crate) fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
    response
}

/// A JSON answer.
pub(crate) fn json(value: &serde_json::Value) -> Response {
    axum::Json(value).into_response()
}

/// Puts the security headers on every response; what is not a file is never stored.
///
/// `form-action` names the issuer because browsers apply it to the redirect that follows the
/// login form, and `same-origin` as referrer policy because `no-referrer` would make browsers
/// send `Origin: null` with our own forms.
pub(crate) async fn headers(State(portal): State<Arc<Portal>>, mut response: Response) -> Response {
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; manifest-src 'self'; \
         form-action 'self' {}; base-uri 'none'; frame-ancestors 'none'",
        portal.settings.issuer_origin
    );
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
