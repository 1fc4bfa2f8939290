//! The static files, with what lets a browser keep them. Text is compressed once; everything else
//! is compressed already.

use crate::pages::{FILES, StaticFile};
use crate::refuse::{Answered, Refuse};
use axum::body::Bytes;
use axum::extract::{Path, RawQuery};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, Write as _};
use std::sync::LazyLock;

/// Under an address that names the content (`?v=…`, `i-5b2857ad.svg`): for ever.
pub(crate) const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Under an address that stays: for an hour, then asked for again by its ETag.
const AN_HOUR: &str = "public, max-age=3600";

/// A file as it is sent, plain and, if that is smaller, compressed (RFC 9110 section 8.4.1.3).
struct Prepared {
    file: &'static StaticFile,
    plain: Variant,
    gzip: Option<Variant>,
}

/// The bytes of one encoding, with their ETag.
struct Variant {
    bytes: Bytes,
    etag: HeaderValue,
}

impl Variant {
    fn new(bytes: Bytes) -> Self {
        let etag = etag(&bytes);
        Self { bytes, etag }
    }
}

static PREPARED: LazyLock<Vec<Prepared>> = LazyLock::new(|| FILES.iter().map(prepare).collect());

fn prepare(file: &'static StaticFile) -> Prepared {
    let smaller = |packed: &Vec<u8>| packed.len() < file.bytes.len();
    let packed = gzip(file.bytes)
        .ok()
        .filter(|packed| is_text(file.content_type) && smaller(packed));
    Prepared {
        file,
        plain: Variant::new(Bytes::from_static(file.bytes)),
        gzip: packed.map(|packed| Variant::new(Bytes::from(packed))),
    }
}

fn is_text(content_type: &str) -> bool {
    let ends = |end| content_type.ends_with(end);
    content_type.starts_with("text/") || ends("+xml") || ends("+json")
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// GET /static/{file}
pub(crate) async fn named(
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answered {
    let found = PREPARED.iter().find(|prepared| prepared.file.name == name);
    let prepared = found.ok_or(Refuse::NotFound)?;
    let is_versioned = query.is_some_and(|query| query.starts_with("v="));
    let keep = if is_versioned || name.starts_with("i-") {
        FOR_EVER
    } else {
        AN_HOUR
    };
    Ok(answer(prepared, keep, &headers))
}

/// GET /favicon.ico, for answers that are no pages.
pub(crate) async fn favicon(headers: HeaderMap) -> Answered {
    named(Path("icon.svg".to_owned()), RawQuery(None), headers).await
}

fn answer(prepared: &Prepared, keep: &'static str, headers: &HeaderMap) -> Response {
    let packed = prepared.gzip.as_ref().filter(|_| takes_gzip(headers));
    let variant = packed.unwrap_or(&prepared.plain);
    let mut kept: Vec<(HeaderName, HeaderValue)> = vec![
        (CACHE_CONTROL, HeaderValue::from_static(keep)),
        (ETAG, variant.etag.clone()),
    ];
    if prepared.gzip.is_some() {
        kept.push((VARY, HeaderValue::from_static("accept-encoding")));
    }
    let mut response = if is_known(headers, &variant.etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let kind = HeaderValue::from_static(prepared.file.content_type);
        kept.push((CONTENT_TYPE, kind));
        if packed.is_some() {
            kept.push((CONTENT_ENCODING, HeaderValue::from_static("gzip")));
        }
        variant.bytes.clone().into_response()
    };
    for (name, value) in kept {
        response.headers_mut().insert(name, value);
    }
    response
}

/// Whether gzip is among the encodings that the browser names, and not by refusing it with a
/// weight of zero (RFC 9110 section 12.5.3). A browser that says only `*` gets the plain file.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(ACCEPT_ENCODING).iter();
    let lines = lines.filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = weight.trim().trim_start_matches("q=");
        let refused = !weight.is_empty() && weight.bytes().all(|byte| b"0.".contains(&byte));
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_gets_gzip_if_it_names_it() {
        for (accepts, takes) in [
            ("gzip, deflate, br, zstd", true),
            ("br;q=1.0, GZIP;q=0.001", true),
            ("br", false),
            ("gzip;q=0", false),
            ("gzip; q=0.0, br", false),
            ("*", false),
            ("", false),
        ] {
            let value = HeaderValue::from_static(accepts);
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, value)]);
            assert_eq!(takes_gzip(&headers), takes, "{accepts}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }

    #[test]
    fn text_is_compressed_and_what_is_compressed_already_is_not() {
        for prepared in PREPARED.iter() {
            let name = prepared.file.name;
            if name.ends_with(".woff2") || name.ends_with(".png") {
                assert!(prepared.gzip.is_none(), "{name}");
            }
            if let Some(gzip) = &prepared.gzip {
                assert!(gzip.bytes.len() < prepared.plain.bytes.len(), "{name}");
                assert_ne!(gzip.etag, prepared.plain.etag, "{name}");
            }
        }
        let packed = PREPARED.iter().filter(|one| one.gzip.is_some());
        assert!(
            packed
                .map(|one| one.file.name)
                .any(|name| name == "app.css")
        );
    }
}
