//! The issuer says that somebody's session is over.

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use super::{Portal, Shared};
use crate::clock;
use crate::logout_token::{BadLogoutToken, Ended, Expected, verify};
use crate::oidc::Metadata;

/// What the issuer posts.
#[derive(Deserialize)]
pub(crate) struct Told {
    #[serde(default)]
    logout_token: String,
}

/// `POST /backchannel-logout` (OpenID Connect Back-Channel Logout 1.0 sections 2.5 to 2.8). The
/// answer is 200 also when nobody is logged in: then there is nothing left to end.
pub(crate) async fn told(State(portal): Shared, Form(told): Form<Told>) -> Response {
    let now = clock::now();
    let Ok(metadata) = portal.provider.metadata(&portal.http, now).await else {
        return answer(StatusCode::SERVICE_UNAVAILABLE, None);
    };
    let mut checked = look(&portal, &told.logout_token, &metadata);
    if checked == Err(BadLogoutToken::UnknownKey)
        && let Some(renewed) = portal.provider.keys_again(&portal.http, now).await
    {
        checked = look(&portal, &told.logout_token, &renewed);
    }
    let ended = checked.and_then(|ended| {
        let fresh = portal.seen.first_time(&ended.jti, ended.expires, now);
        fresh.then_some(ended).ok_or(BadLogoutToken::Replayed)
    });
    match ended {
        Ok(ended) => {
            let count = portal.sessions.end_told(&ended);
            tracing::info!(count, "the issuer ended sessions");
            answer(StatusCode::OK, None)
        }
        Err(bad) => {
            tracing::warn!(%bad, "a logout token was refused");
            answer(StatusCode::BAD_REQUEST, Some(bad))
        }
    }
}

fn look(portal: &Portal, token: &str, metadata: &Metadata) -> Result<Ended, BadLogoutToken> {
    let expected = Expected {
        issuer: &portal.settings.issuer,
        client_id: &portal.settings.client_id,
        now: clock::now(),
    };
    verify(token, metadata.jwks(), &expected)
}

/// Section 2.8: nobody keeps the answer; an error is told as RFC 6749 section 5.2 tells it.
fn answer(status: StatusCode, bad: Option<BadLogoutToken>) -> Response {
    let no_store = [(CACHE_CONTROL, "no-store")];
    match bad {
        None => (status, no_store).into_response(),
        Some(bad) => {
            let body = json!({"error": "invalid_request", "error_description": bad.to_string()});
            (status, no_store, axum::Json(body)).into_response()
        }
    }
}
