//! Which language a page speaks: the URL's `lang`, then the cookie, then the login's own (from
//! `ui_locales`), then the browser's `Accept-Language`, then the profile's. Never by address.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use lykill_core::Language;
use url::form_urlencoded;

/// The longest `Accept-Language` that is read, in entries.
const MOST_ENTRIES: usize = 20;

/// The language that a query chooses by `lang`; only the languages that we have.
pub(crate) fn of_query(query: Option<&str>) -> Option<Language> {
    let mut pairs = form_urlencoded::parse(query?.as_bytes());
    let (_, value) = pairs.find(|(name, _)| name == "lang")?;
    Language::ALL
        .into_iter()
        .find(|language| language.tag() == value)
}

/// Whether an authorization request names a language that we have in `ui_locales`.
pub(crate) fn is_asked(query: &str) -> bool {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let locales = pairs.find(|(name, _)| name == "ui_locales");
    locales.is_some_and(|(_, tags)| tags.split(' ').any(|tag| Language::from_tag(tag).is_some()))
}

/// The language that the browser prefers among ours (RFC 9110 section 12.5.4).
pub(crate) fn preferred(headers: &HeaderMap) -> Option<Language> {
    let text = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best: Option<(u16, Language)> = None;
    for entry in text.split(',').take(MOST_ENTRIES) {
        let (tag, weight) = entry.split_once(';').unwrap_or((entry, ""));
        let Some(language) = Language::from_tag(tag.trim()) else {
            continue;
        };
        let weight = thousandths(weight.trim());
        if weight > best.map_or(0, |(weight, _)| weight) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

/// `q=0.8` in thousandths; 1 when there is none, 0 when it cannot be read.
fn thousandths(weight: &str) -> u16 {
    if weight.is_empty() {
        return 1000;
    }
    let value = weight.strip_prefix("q=").unwrap_or_default();
    let (whole, part) = value.split_once('.').unwrap_or((value, ""));
    let digits = part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    match (whole, digits, format!("{part:0<3}").parse::<u16>()) {
        ("1", true, Ok(0)) => 1000,
        ("0", true, Ok(part)) => part,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_best_of_our_languages_wins() {
        let table = [
            ("da", Some(Language::Da)),
            ("fr, de;q=0.9", None),
            ("fr, en;q=0.5, no;q=0.8", Some(Language::Nb)),
            ("nn-NO, nb;q=0.9, en;q=0.8", Some(Language::Nn)),
            ("nb-NO,nb;q=0.9,en-US;q=0.8", Some(Language::Nb)),
            ("en;q=0, da;q=0.001", Some(Language::Da)),
            ("en;q=2, *;q=x", None),
            ("", None),
        ];
        for (text, expected) in table {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(text));
            assert_eq!(preferred(&headers), expected, "{text}");
        }
    }

    #[test]
    fn a_query_chooses_only_what_we_have() {
        assert_eq!(of_query(Some("a=b&lang=da")), Some(Language::Da));
        assert_eq!(of_query(Some("lang=da&lang=en")), Some(Language::Da));
        for none in [
            "lang=no",
            "lang=",
            "lang=DA",
            "xlang=da",
            "lang=//evil.example",
        ] {
            assert_eq!(of_query(Some(none)), None, "{none}");
        }
        assert_eq!(of_query(None), None);
    }

    #[test]
    fn a_service_may_ask_for_a_language() {
        assert!(is_asked("client_id=a&ui_locales=sv+da"));
        assert!(!is_asked("client_id=a&ui_locales=sv"));
        assert!(!is_asked("client_id=a"));
    }
}
