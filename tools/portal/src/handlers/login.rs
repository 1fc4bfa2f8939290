//! Logging in: to the issuer, and back with an answer.

use axum::Form;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use url::Url;

use super::{Fields, Portal, Shared};
use crate::answer::Answer;
use crate::language::Language;
use crate::login::{self, Wish};
use crate::redeem::redeem;
use crate::refusal::Refusal;
use crate::respond::{redirect, with_cookie};
use crate::session::Found;
use crate::{clock, cookie, oidc, origin};

/// `POST /login`: 303 to the issuer's authorization endpoint.
pub(crate) async fn log_in(
    State(portal): Shared,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    let language = fields.language(&headers);
    if !origin::is_own(&headers, &portal.settings.origin) {
        return portal.refuse(Refusal::ForeignForm, language, "/?");
    }
    let wish = if fields.again.is_some() {
        Wish::ProveAnew
    } else {
        Wish::Enter
    };
    match begin(&portal, portal.session_id(&headers), wish, language).await {
        Ok((url, id)) => with_cookie(
            redirect(url.as_str()),
            &cookie::set(&id, portal.settings.https),
        ),
        Err(refusal) => portal.refuse(refusal, language, "/?"),
    }
}

async fn begin(
    portal: &Portal,
    id: Option<&str>,
    wish: Wish,
    language: Language,
) -> Result<(Url, String), Refusal> {
    let now = clock::now();
    let metadata = portal.provider.metadata(&portal.http, now).await?;
    let issuer = metadata.issuer().to_string();
    let client = oidc::client(&portal.settings, metadata).map_err(|_| Refusal::IssuerMetadata)?;
    let (url, pending) = login::begin(&client, &issuer, wish, language, now);
    Ok((url, portal.sessions.begin(id, pending, now)))
}

/// `GET /callback`: the redirect URI. All checks of the answer happen in here.
pub(crate) async fn callback(
    State(portal): Shared,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let old = portal.session_id(&headers);
    let answer = match Answer::parse(query.as_deref().unwrap_or_default()) {
        Ok(answer) => answer,
        Err(refusal) => return portal.refuse(refusal, Language::of_browser(&headers), "/?"),
    };
    let state = answer.state.clone().unwrap_or_default();
    let pending = match portal.sessions.take(old, &state, clock::now()) {
        Found::Login(pending) => *pending,
        Found::Finished => return redirect("/me"),
        Found::NoSession => {
            return portal.refuse(Refusal::OtherBrowser, Language::of_browser(&headers), "/?");
        }
        Found::UnknownState => {
            return portal.refuse(Refusal::StateUnknown, Language::of_browser(&headers), "/?");
        }
    };
    let language = pending.language;
    let person = match answer.code_from(&pending.issuer) {
        Ok(code) => redeem(&portal.desk(), pending, code, clock::now()).await,
        Err(refusal) => Err(refusal),
    };
    match person {
        Ok(person) => {
            let id = portal
                .sessions
                .sign_in(old, person, state, language, clock::now());
            with_cookie(redirect("/me"), &cookie::set(&id, portal.settings.https))
        }
        Err(refusal) => portal.refuse(refusal, language, "/?"),
    }
}
