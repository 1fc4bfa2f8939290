//! A service sends a person's browser here by a form. The browser leaves its cookies at home on a
//! POST from elsewhere (`SameSite=Lax`), so that POST is answered with a GET of the same request.

use crate::form::is_form;
use crate::refuse::{Answered, Refuse};
use crate::screens::see_other;
use crate::visit::Visit;
use axum::http::HeaderMap;
use lykill_oauth::types::{BadParams, PageError};
use lykill_operations::call::NewCookies;

/// The longest form that fits into an address.
const LONGEST_BYTES: usize = 24 * 1024;

/// Sends the browser to `address` with the form as its query, unchanged.
pub(super) fn as_get(
    visit: &Visit,
    address: &str,
    (headers, query, body): (&HeaderMap, Option<&str>, &[u8]),
) -> Answered {
    match readable(headers, query, body) {
        Ok(form) => see_other(visit, &format!("{address}?{form}"), &NewCookies::default()),
        Err(bad) => Err(Refuse::Client(PageError::Malformed(bad))),
    }
}

/// The form, if its parameters stand in the body alone and are encoded as a form's.
fn readable<'a>(
    headers: &HeaderMap,
    query: Option<&str>,
    body: &'a [u8],
) -> Result<&'a str, BadParams> {
    if query.is_some_and(|query| !query.is_empty()) {
        return Err(BadParams::TwoPlaces);
    }
    if !is_form(headers) {
        return Err(BadParams::ContentType);
    }
    if body.len() > LONGEST_BYTES {
        return Err(BadParams::TooLarge);
    }
    let plain = |byte: &u8| byte.is_ascii_graphic() && !b"\"#<>\\^`{|}".contains(byte);
    let text = std::str::from_utf8(body)
        .ok()
        .filter(|_| body.iter().all(plain));
    text.ok_or_else(|| BadParams::Encoding("the body".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use axum::http::header::CONTENT_TYPE;

    #[test]
    fn case_116_a_form_is_passed_on_only_if_it_can_be_read_in_one_way() {
        let mut form = HeaderMap::new();
        let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
        form.insert(CONTENT_TYPE, kind);
        let good = b"client_id=a&state=%23%0D%0A+x&redirect_uri=https://a.example/b?c";
        assert_eq!(readable(&form, None, good).map(str::len), Ok(good.len()));
        assert_eq!(
            readable(&form, Some(""), good).map(str::len),
            Ok(good.len())
        );
        assert_eq!(
            readable(&form, Some("a=b"), good),
            Err(BadParams::TwoPlaces)
        );
        assert_eq!(
            readable(&HeaderMap::new(), None, good),
            Err(BadParams::ContentType)
        );
        let large = "a".repeat(LONGEST_BYTES + 1);
        assert_eq!(
            readable(&form, None, large.as_bytes()),
            Err(BadParams::TooLarge)
        );
        for bad in [
            &b"a=b#c"[..],
            b"a=b\r\nSet-Cookie: x",
            b"a= b",
            b"a=\xc3\xa6",
            b"a=<b>",
        ] {
            assert!(
                matches!(readable(&form, None, bad), Err(BadParams::Encoding(_))),
                "{bad:?}"
            );
        }
    }
}
