//! The files that every page uses, built into the program, and the web app manifest.

use axum::Json;
use axum::extract::RawQuery;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::handlers::asked_language;
use crate::language::Language;

const CACHED: &str = "public, max-age=300";

fn file(content_type: &'static str, body: &'static [u8]) -> Response {
    (
        [(CONTENT_TYPE, content_type), (CACHE_CONTROL, CACHED)],
        body,
    )
        .into_response()
}

pub(crate) async fn css() -> Response {
    file(
        "text/css; charset=utf-8",
        include_bytes!("../static/portal.css"),
    )
}

pub(crate) async fn icon() -> Response {
    file("image/svg+xml", include_bytes!("../static/icon.svg"))
}

pub(crate) async fn icon_192() -> Response {
    file("image/png", include_bytes!("../static/icon-192.png"))
}

pub(crate) async fn icon_512() -> Response {
    file("image/png", include_bytes!("../static/icon-512.png"))
}

pub(crate) async fn apple_touch_icon() -> Response {
    file(
        "image/png",
        include_bytes!("../static/apple-touch-icon.png"),
    )
}

/// The manifest (W3C Web Application Manifest): with it the portal can be put on the home
/// screen. `display: browser` keeps the address bar: people must see where they log in.
pub(crate) async fn manifest(RawQuery(query): RawQuery) -> Response {
    let language = asked_language(query.as_deref()).unwrap_or(Language::Nb);
    let service = language.texts().service;
    let manifest = json!({
        "name": format!("{service} – Fjordvik kommune"),
        "short_name": service,
        "lang": language.tag(),
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "browser",
        "theme_color": "#12506b",
        "background_color": "#ffffff",
        "icons": [
            { "src": "/icon.svg", "sizes": "any", "type": "image/svg+xml" },
            { "src": "/icon-192.png", "sizes": "192x192", "type": "image/png" },
            { "src": "/icon-512.png", "sizes": "512x512", "type": "image/png" },
            {
                "src": "/icon-512.png", "sizes": "512x512", "type": "image/png",
                "purpose": "maskable",
            },
        ],
    });
    let headers = [
        (CONTENT_TYPE, "application/manifest+json"),
        (CACHE_CONTROL, CACHED),
    ];
    (headers, Json(manifest)).into_response()
}
