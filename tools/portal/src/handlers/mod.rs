//! What each URL does: read the visit, do the one thing, answer with a page or a 303.

pub(crate) mod backchannel;
pub(crate) mod login;
pub(crate) mod logout;

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use url::form_urlencoded;

use crate::config::Settings;
use crate::error::PortalError;
use crate::http_client::HttpClient;
use crate::language::Language;
use crate::pages::{Frame, Me, Refused, Start};
use crate::provider::Provider;
use crate::redeem::Desk;
use crate::refusal::Refusal;
use crate::respond::{page, redirect};
use crate::seen::Seen;
use crate::session::Sessions;
use crate::{clock, cookie};

/// The running portal.
pub(crate) struct Portal {
    pub(crate) settings: Settings,
    provider: Provider,
    http: HttpClient,
    sessions: Sessions,
    seen: Seen,
}

impl Portal {
    pub(crate) fn new(settings: Settings) -> Result<Self, PortalError> {
        Ok(Self {
            provider: Provider::new(&settings),
            http: HttpClient::new()?,
            sessions: Sessions::default(),
            seen: Seen::default(),
            settings,
        })
    }

    fn desk(&self) -> Desk<'_> {
        Desk {
            settings: &self.settings,
            provider: &self.provider,
            http: &self.http,
        }
    }

    fn session_id<'h>(&self, headers: &'h HeaderMap) -> Option<&'h str> {
        cookie::read(headers, self.settings.https)
    }

    fn refuse(&self, refusal: Refusal, language: Language, switch: &str) -> Response {
        tracing::info!(code = refusal.code(), "refused");
        let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST);
        page(
            status,
            &Refused {
                frame: Frame::new(language, switch),
                refusal,
            },
        )
    }
}

/// The state that axum hands to every handler.
pub(crate) type Shared = State<Arc<Portal>>;

/// The fields of the forms: the page's language, and whether to prove anew who is there.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    lang: Option<String>,
    again: Option<String>,
}

impl Fields {
    fn language(&self, headers: &HeaderMap) -> Language {
        self.lang
            .as_deref()
            .and_then(Language::from_tag)
            .unwrap_or_else(|| Language::of_browser(headers))
    }
}

fn parameter(query: Option<&str>, name: &str) -> Option<String> {
    form_urlencoded::parse(query?.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// The language that a URL asks for with `lang=`.
pub(crate) fn asked_language(query: Option<&str>) -> Option<Language> {
    parameter(query, "lang")
        .as_deref()
        .and_then(Language::from_tag)
}

/// `GET /`: the start page; whoever is logged in goes on to `/me`.
pub(crate) async fn start(
    State(portal): Shared,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let asked = asked_language(query.as_deref());
    if portal
        .sessions
        .who(portal.session_id(&headers), clock::now())
        .is_some()
    {
        return redirect(&with_language("/me", asked));
    }
    let language = asked.unwrap_or_else(|| Language::of_browser(&headers));
    let ended = parameter(query.as_deref(), "ended").is_some();
    page(
        StatusCode::OK,
        &Start {
            frame: Frame::new(language, "/?"),
            ended,
        },
    )
}

/// `GET /me`: who is logged in; nobody goes back to the start page.
pub(crate) async fn me(
    State(portal): Shared,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let asked = asked_language(query.as_deref());
    let id = portal.session_id(&headers);
    match portal.sessions.who(id, clock::now()) {
        Some(user) => {
            let frame = Frame::new(asked.unwrap_or(user.language), "/me?");
            page(
                StatusCode::OK,
                &Me::new(frame, user, &portal.settings.issuer),
            )
        }
        None if id.is_some() => redirect(&with_language("/?ended=1", asked)),
        None => redirect(&with_language("/", asked)),
    }
}

/// `GET /health`: this program answers; it says nothing about the issuer.
pub(crate) async fn health() -> Response {
    crate::respond::json(&serde_json::json!({ "status": "ok" }))
}

/// Every other URL.
pub(crate) async fn not_found(State(portal): Shared, headers: HeaderMap) -> Response {
    portal.refuse(Refusal::NotFound, Language::of_browser(&headers), "/?")
}

fn with_language(path: &str, language: Option<Language>) -> String {
    let separator = if path.contains('?') { '&' } else { '?' };
    match language {
        Some(language) => format!("{path}{separator}lang={}", language.tag()),
        None => path.to_owned(),
    }
}
