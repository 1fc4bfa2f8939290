//! Against forged form posts: a POST must come from a page of this portal.

use axum::http::HeaderMap;
use axum::http::header::ORIGIN;

/// Whether a POST comes from our own page. Browsers send `Origin` with every POST; when it is
/// absent, `Sec-Fetch-Site` must say so instead. Without either the post is refused.
pub(crate) fn is_own(headers: &HeaderMap, own: &str) -> bool {
    let mut origins = headers.get_all(ORIGIN).iter();
    match (origins.next(), origins.next()) {
        (Some(origin), None) => origin.as_bytes() == own.as_bytes(),
        (Some(_), Some(_)) => false,
        (None, _) => headers
            .get("sec-fetch-site")
            .is_some_and(|site| site == "same-origin"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(pairs: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        is_own(&headers, "http://localhost:8081")
    }

    #[test]
    fn only_our_own_page_may_post() {
        assert!(post(&[("origin", "http://localhost:8081")]));
        assert!(post(&[("sec-fetch-site", "same-origin")]));
        assert!(!post(&[]));
        assert!(!post(&[("origin", "null")]));
        assert!(!post(&[("origin", "http://localhost:8080")]));
        assert!(!post(&[
            ("origin", "http://evil.example"),
            ("sec-fetch-site", "same-origin")
        ]));
        assert!(!post(&[("sec-fetch-site", "same-site")]));
        assert!(!post(&[
            ("origin", "http://localhost:8081"),
            ("origin", "null")
        ]));
    }
}
