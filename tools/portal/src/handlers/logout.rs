//! Logging out: here, or everywhere.

use axum::Form;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use openidconnect::{
    ClientId, CsrfToken, EndSessionUrl, LanguageTag, LogoutRequest, PostLogoutRedirectUrl,
};
use url::Url;

use super::{Fields, Portal, Shared, asked_language, parameter, with_language};
use crate::config::Settings;
use crate::language::Language;
use crate::pages::{Frame, LoggedOut, Reach};
use crate::provider::end_session_endpoint;
use crate::redeem::Person;
use crate::refusal::Refusal;
use crate::respond::{page, redirect, with_cookie};
use crate::session::SignedIn;
use crate::{clock, cookie, origin};

/// `POST /logout`: ends the session here.
pub(crate) async fn log_out(
    State(portal): Shared,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    let language = fields.language(&headers);
    if !origin::is_own(&headers, &portal.settings.origin) {
        return portal.refuse(Refusal::ForeignForm, language, "/?");
    }
    portal.sessions.end(portal.session_id(&headers));
    let response = redirect(&with_language("/logged-out", Some(language)));
    with_cookie(response, &cookie::clear(portal.settings.https))
}

/// `POST /logout/everywhere`: ends the session here, then RP-initiated logout at the issuer
/// (OpenID Connect RP-Initiated Logout 1.0 section 2).
pub(crate) async fn log_out_everywhere(
    State(portal): Shared,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    let language = fields.language(&headers);
    if !origin::is_own(&headers, &portal.settings.origin) {
        return portal.refuse(Refusal::ForeignForm, language, "/?");
    }
    let https = portal.settings.https;
    let id = portal.session_id(&headers);
    let Some(SignedIn { person, .. }) = portal.sessions.who(id, clock::now()) else {
        return redirect(&with_language("/logged-out", Some(language)));
    };
    portal.sessions.end(id);
    let Some(endpoint) = logout_endpoint(&portal).await else {
        let frame = Frame::new(language, "/logged-out?");
        let body = LoggedOut {
            frame,
            reach: Reach::NotEverywhere,
        };
        let response = page(StatusCode::SERVICE_UNAVAILABLE, &body);
        return with_cookie(response, &cookie::clear(https));
    };
    let state = CsrfToken::new_random();
    let id = portal
        .sessions
        .leave(state.secret().clone(), language, clock::now());
    match logout_url(&portal.settings, endpoint, &person, state, language) {
        Ok(url) => with_cookie(redirect(url.as_str()), &cookie::set(&id, https)),
        Err(refusal) => portal.refuse(refusal, language, "/?"),
    }
}

/// Where to log out at the issuer: known, and answering right now. Sending a person to a dead
/// page would hide that the logout did not reach the issuer.
async fn logout_endpoint(portal: &Portal) -> Option<EndSessionUrl> {
    let metadata = portal
        .provider
        .metadata(&portal.http, clock::now())
        .await
        .ok()?;
    let endpoint = end_session_endpoint(&metadata)?.clone();
    portal
        .provider
        .answers(&portal.http)
        .await
        .then_some(endpoint)
}

fn logout_url(
    settings: &Settings,
    endpoint: EndSessionUrl,
    person: &Person,
    state: CsrfToken,
    language: Language,
) -> Result<Url, Refusal> {
    let back = PostLogoutRedirectUrl::new(settings.post_logout_redirect_uri())
        .map_err(|_| Refusal::IssuerMetadata)?;
    Ok(LogoutRequest::from(endpoint)
        .set_id_token_hint(&person.id_token)
        .set_client_id(ClientId::new(settings.client_id.clone()))
        .set_post_logout_redirect_uri(back)
        .set_state(state)
        .add_ui_locale(LanguageTag::new(language.tag().to_owned()))
        .http_get_url())
}

/// `GET /logged-out`: says how far the logout went. "Everywhere" is believed only with the
/// `state` that this browser took along to the issuer.
pub(crate) async fn logged_out(
    State(portal): Shared,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.as_deref();
    let asked = asked_language(query);
    let left = parameter(query, "state").and_then(|state| {
        let id = portal.session_id(&headers);
        Some((portal.sessions.has_left(id, &state, clock::now())?, state))
    });
    let (reach, language, switch) = match left {
        Some((language, state)) => (
            Reach::Everywhere,
            asked.unwrap_or(language),
            format!("/logged-out?state={state}&"),
        ),
        None => {
            let language = asked.unwrap_or_else(|| Language::of_browser(&headers));
            (Reach::Here, language, "/logged-out?".to_owned())
        }
    };
    page(
        StatusCode::OK,
        &LoggedOut {
            frame: Frame::new(language, switch),
            reach,
        },
    )
}
