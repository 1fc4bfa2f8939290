//! The static files, with what lets a browser keep them.

use crate::pages::{FILES, StaticFile};
use crate::refuse::{Answered, Refuse};
use axum::body::Bytes;
use axum::extract::{Path, RawQuery};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::IntoResponse;
use std::sync::LazyLock;

/// Under an address that names the content (`?v=…`, `i-5b2857ad.svg`): for ever.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Under an address that stays: for an hour, then asked for again by its ETag.
const AN_HOUR: &str = "public, max-age=3600";

/// The ETag of each file, in the order of [`FILES`].
static ETAGS: LazyLock<Vec<HeaderValue>> =
    LazyLock::new(|| FILES.iter().map(|file| etag(file.bytes)).collect());

/// GET /static/{file}
pub(crate) async fn named(
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answered {
    let file = FILES
        .iter()
        .zip(ETAGS.iter())
        .find(|(file, _)| file.name == name);
    let (file, etag) = file.ok_or(Refuse::NotFound)?;
    let is_versioned = query.is_some_and(|query| query.starts_with("v="));
    let keep = if is_versioned || name.starts_with("i-") {
        FOR_EVER
    } else {
        AN_HOUR
    };
    Ok(answer(file, etag, keep, &headers))
}

/// GET /favicon.ico, for answers that are no pages.
pub(crate) async fn favicon(headers: HeaderMap) -> Answered {
    named(Path("icon.svg".to_owned()), RawQuery(None), headers).await
}

fn answer(
    file: &StaticFile,
    etag: &HeaderValue,
    keep: &'static str,
    headers: &HeaderMap,
) -> axum::response::Response {
    let kept = [
        (CACHE_CONTROL, HeaderValue::from_static(keep)),
        (ETAG, etag.clone()),
    ];
    if is_known(headers, etag) {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    let kind = [(CONTENT_TYPE, HeaderValue::from_static(file.content_type))];
    (kept, kind, Bytes::from_static(file.bytes)).into_response()
}

/// Whether the browser holds this very content (RFC 9110 section 13.1.2).
fn is_known(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let lines = headers.get_all(IF_NONE_MATCH).iter();
    let mut tags = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
    tags.any(|tag| {
        let tag = tag.trim_ascii();
        tag.strip_prefix(b"W/").unwrap_or(tag) == etag.as_bytes()
    })
}

/// A fingerprint of the content (64-bit FNV-1a); it guards nothing but a cache.
fn etag(bytes: &[u8]) -> HeaderValue {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    HeaderValue::try_from(format!("\"{hash:016x}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}
