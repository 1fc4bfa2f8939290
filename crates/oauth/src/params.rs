//! Queries and form bodies, read strictly: what could be read in two ways is refused
//! (RFC 6749 section 3.1, security.md cases 115 and 116).

use crate::types::BadParams;
use std::fmt;

/// The largest query or body, in bytes.
pub const LARGEST_REQUEST_BYTES: usize = 64 * 1024;
const MOST_PARAMS: usize = 100;
const LARGEST_VALUE_BYTES: usize = 2048;

/// The parameters of one request, each once, in the order in which they came.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// Reads a query or an `application/x-www-form-urlencoded` body.
    ///
    /// # Errors
    /// [`BadParams`] when it is too large, not percent-encoded UTF-8, or when a parameter stands
    /// twice, is too long or holds a control character.
    pub fn parse(raw: &[u8]) -> Result<Self, BadParams> {
        if raw.len() > LARGEST_REQUEST_BYTES {
            return Err(BadParams::TooLarge);
        }
        let mut params = Self::default();
        for pair in raw.split(|b| *b == b'&').filter(|pair| !pair.is_empty()) {
            let (name, value) = read_pair(pair)?;
            if params.0.iter().any(|(known, _)| *known == name) {
                return Err(BadParams::Duplicate(shown(&name)));
            }
            if params.0.len() == MOST_PARAMS {
                return Err(BadParams::TooLarge);
            }
            params.0.push((name, value));
        }
        Ok(params)
    }

    /// Reads a POST: its parameters stand in the body alone.
    ///
    /// # Errors
    /// [`BadParams`] as [`Params::parse`], when the body is of another kind than a form in UTF-8,
    /// or when there is a query as well.
    pub fn of_post(
        query: Option<&str>,
        content_type: Option<&str>,
        body: &[u8],
    ) -> Result<Self, BadParams> {
        if query.is_some_and(|query| !query.is_empty()) {
            return Err(BadParams::TwoPlaces);
        }
        if !content_type.is_some_and(is_form) {
            return Err(BadParams::ContentType);
        }
        Self::parse(body)
    }

    /// The value of a parameter; one without a value counts as not sent (RFC 6749 section 3.1).
    pub fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(known, _)| known == name)?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }
}

impl fmt::Debug for Params {
    /// Names only: values may be secrets or personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.0.iter().map(|(name, _)| shown(name));
        f.debug_list().entries(names).finish()
    }
}

/// Undoes `application/x-www-form-urlencoded` for one name or value; none when it is not ASCII,
/// wrongly percent-encoded, or not UTF-8 after decoding.
pub fn decode(raw: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let [first, after @ ..] = rest {
        rest = after;
        match first {
            b'+' => bytes.push(b' '),
            b'%' => {
                let [high, low, after @ ..] = rest else {
                    return None;
                };
                bytes.push(hex(*high)? * 16 + hex(*low)?);
                rest = after;
            }
            plain if plain.is_ascii_graphic() => bytes.push(*plain),
            _ => return None,
        }
    }
    String::from_utf8(bytes).ok()
}

fn read_pair(pair: &[u8]) -> Result<(String, String), BadParams> {
    let mut halves = pair.splitn(2, |b| *b == b'=');
    let name = decode(halves.next().unwrap_or_default());
    let Some(name) = name.filter(|name| !name.is_empty() && name.len() <= 128) else {
        return Err(BadParams::Encoding("a parameter name".to_owned()));
    };
    let raw = halves.next().unwrap_or_default();
    if raw.len() > 3 * largest_value(&name) {
        return Err(BadParams::ValueTooLong(shown(&name)));
    }
    let value = decode(raw).ok_or_else(|| BadParams::Encoding(shown(&name)))?;
    if value.len() > largest_value(&name) {
        return Err(BadParams::ValueTooLong(shown(&name)));
    }
    if name.chars().chain(value.chars()).any(char::is_control) {
        return Err(BadParams::Control(shown(&name)));
    }
    Ok((name, value))
}

/// Signed tokens and the `claims` object are longer than other values.
fn largest_value(name: &str) -> usize {
    match name {
        "id_token_hint" | "client_assertion" | "request" => 8192,
        "claims" => 4096,
        _ => LARGEST_VALUE_BYTES,
    }
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

/// A parameter's name for an error's words, only when it is a plain word.
fn shown(name: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    if name.len() <= 40 && name.bytes().all(plain) {
        name.to_owned()
    } else {
        "a parameter".to_owned()
    }
}

/// Whether a content type is a form's, in UTF-8 (another charset would be read in two ways).
fn is_form(content_type: &str) -> bool {
    // The white space of HTTP (RFC 9110 section 5.6.3), not that of Unicode.
    let mut parts = content_type
        .split(';')
        .map(|part| part.trim_matches([' ', '\t']));
    let kind = parts.next().unwrap_or_default();
    let utf8 = |part: &str| {
        let value = part
            .split_once('=')
            .filter(|(name, _)| name.eq_ignore_ascii_case("charset"));
        value.is_some_and(|(_, value)| value.trim_matches('"').eq_ignore_ascii_case("utf-8"))
    };
    kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") && parts.all(utf8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_are_decoded_and_empty_ones_count_as_absent() {
        let params = Params::parse(b"a=1+2%2B%C3%A6&b=&c&&d==").unwrap();
        assert_eq!(params.get("a"), Some("1 2+\u{e6}"));
        assert_eq!((params.get("b"), params.get("c")), (None, None));
        assert_eq!((params.get("d"), params.get("e")), (Some("="), None));
    }

    #[test]
    fn case_116_what_can_be_read_in_two_ways_is_refused() {
        let twice = BadParams::Duplicate("client_id".to_owned());
        for bad in [
            "client_id=a&client_id=b",
            "client_id=&client_id=a",
            "client_id=a&client%5Fid=a",
        ] {
            assert_eq!(Params::parse(bad.as_bytes()), Err(twice.clone()), "{bad}");
        }
        let form = Some("application/x-www-form-urlencoded");
        assert_eq!(
            Params::of_post(Some("client_id=a"), form, b"client_id=a"),
            Err(BadParams::TwoPlaces)
        );
        for kind in [
            None,
            Some("text/plain"),
            Some("application/json"),
            Some("multipart/form-data; boundary=x"),
            Some("application/x-www-form-urlencoded; charset=utf-7"),
            Some("application/x-www-form-urlencoded; charset=iso-8859-1"),
            Some("application/x-www-form-urlencoded; charset"),
            Some("\u{c}application/x-www-form-urlencoded\u{c}"),
            Some("application/x-www-form-urlencoded;\u{a0}charset=utf-8"),
        ] {
            assert_eq!(
                Params::of_post(None, kind, b"a=b"),
                Err(BadParams::ContentType),
                "{kind:?}"
            );
        }
        for kind in [
            "application/x-www-form-urlencoded;charset=UTF-8",
            "Application/X-WWW-Form-Urlencoded",
        ] {
            assert!(
                Params::of_post(Some(""), Some(kind), b"a=b").is_ok(),
                "{kind}"
            );
        }
    }

    #[test]
    fn case_116_control_characters_and_broken_encodings_are_refused() {
        for bad in ["a=%00", "a=%0A", "a=%7F", "a=%C2%80", "%0d=a"] {
            assert!(
                matches!(Params::parse(bad.as_bytes()), Err(BadParams::Control(_))),
                "{bad}"
            );
        }
        for bad in [
            "a=%", "a=%1", "a=%zz", "a=%+1", "a=%ff", "a=b c", "=a", "a=\u{e6}",
        ] {
            assert!(
                matches!(Params::parse(bad.as_bytes()), Err(BadParams::Encoding(_))),
                "{bad}"
            );
        }
    }

    #[test]
    fn case_115_large_requests_are_refused() {
        let words = format!("scope={}", "word+".repeat(100_000));
        assert_eq!(Params::parse(words.as_bytes()), Err(BadParams::TooLarge));
        let words = format!("scope={}", "a".repeat(2049));
        assert_eq!(
            Params::parse(words.as_bytes()),
            Err(BadParams::ValueTooLong("scope".to_owned()))
        );
        let many: Vec<String> = (0..101).map(|n| format!("p{n}=1")).collect();
        assert_eq!(
            Params::parse(many.join("&").as_bytes()),
            Err(BadParams::TooLarge)
        );
        assert!(Params::parse(format!("claims={}", "a".repeat(4096)).as_bytes()).is_ok());
    }

    #[test]
    fn values_never_show_in_debug_output() {
        let params = Params::parse(b"client_secret=hunter2&%3Cb%3E=1").unwrap();
        assert_eq!(format!("{params:?}"), r#"["client_secret", "a parameter"]"#);
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(raw in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(params) = Params::parse(&raw) {
                let clean = |text: &String| !text.chars().any(char::is_control);
                prop_assert!(params.0.iter().all(|(name, value)| clean(name) && clean(value)));
            }
        }

        #[test]
        fn what_a_browser_encodes_is_read_back(value in "\\PC{1,80}") {
            let mut form = url::form_urlencoded::Serializer::new(String::new());
            let raw = form.append_pair("state", &value).finish();
            let params = Params::parse(raw.as_bytes()).unwrap();
            prop_assert_eq!(params.get("state"), Some(value.as_str()));
        }
    }
}
