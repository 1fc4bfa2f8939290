//! A posted form. Its fields are out of reach until [`Form::authorise`] has seen that it came
//! from our own page in this very browser (security.md case 181).

use crate::csrf::{self, Purpose};
use crate::refuse::{Back, Refuse};
use crate::visit::Visit;
use axum::RequestExt as _;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::{CONTENT_TYPE, HeaderName, ORIGIN};
use axum::http::{HeaderMap, StatusCode};
use lykill_core::Secret;
use url::form_urlencoded;

static FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The most fields of a form.
const MOST_FIELDS: usize = 32;

/// The largest body that is read, in bytes.
pub(crate) const LARGEST_BODY_BYTES: usize = 64 * 1024;

/// A body of at most [`LARGEST_BODY_BYTES`], as it came.
pub(crate) struct Body(pub(crate) Bytes);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Refuse;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refuse> {
        let bytes = request.extract::<Bytes, _>().await;
        bytes
            .map(Self)
            .map_err(|rejection| match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => Refuse::TooLarge,
                _ => Refuse::BadRequest,
            })
    }
}

/// A form that nobody has vouched for yet.
pub(crate) struct Form {
    is_own: bool,
    typed: Typed,
}

/// The fields of a form of ours, each once.
pub(crate) struct Typed(Vec<(String, Secret<String>)>);

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Refuse;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refuse> {
        let origin = Visit::of(request.extensions())?.front().origin.clone();
        let headers = request.headers();
        let is_own = is_form(headers) && is_from_here(headers, &origin);
        let Body(bytes) = Body::from_request(request, state).await?;
        let typed = if is_own {
            Typed::parse(&bytes)?
        } else {
            Typed(Vec::new())
        };
        Ok(Self { is_own, typed })
    }
}

impl Form {
    /// The fields, when this form is ours: from our origin, of a form's kind, with the token
    /// that belongs to this browser and purpose. Every handler of a POST calls it first.
    ///
    /// # Errors
    /// [`Refuse`], as a page that says what to do; nothing was changed.
    pub(crate) fn authorise(self, visit: &Visit, purpose: &Purpose) -> Result<Typed, Refuse> {
        let cookie = match purpose {
            Purpose::Login(_) => visit.browser().browser.as_ref(),
            Purpose::Passkeys | Purpose::Logout => visit.browser().session.as_ref(),
        };
        let back = match purpose {
            Purpose::Login(id) => Back::Login(*id),
            Purpose::Passkeys | Purpose::Logout => Back::Home,
        };
        let Some(cookie) = cookie else {
            return Err(match purpose {
                Purpose::Login(_) => visit.no_browser_cookie(),
                Purpose::Passkeys | Purpose::Logout => Refuse::OldForm(back),
            });
        };
        let offered = self.typed.text("csrf");
        if self.is_own && csrf::fits(visit.ctx(), purpose, cookie, offered) {
            Ok(self.typed)
        } else {
            Err(Refuse::OldForm(back))
        }
    }
}

impl Typed {
    /// Reads the fields.
    ///
    /// # Errors
    /// [`Refuse::BadRequest`] when a field stands twice or is no text, or there are too many.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, Refuse> {
        let mut fields: Vec<(String, Secret<String>)> = Vec::new();
        for (name, value) in form_urlencoded::parse(body) {
            let is_text = !name.contains('\u{fffd}') && !value.contains('\u{fffd}');
            let is_new = fields.iter().all(|(known, _)| *known != name);
            if !is_text || !is_new || fields.len() == MOST_FIELDS {
                return Err(Refuse::BadRequest);
            }
            fields.push((name.into_owned(), Secret::new(value.into_owned())));
        }
        Ok(Self(fields))
    }

    /// Names and values, in their order.
    pub(crate) fn fields(&self) -> Vec<(String, String)> {
        let fields = self.0.iter();
        fields
            .map(|(name, value)| (name.clone(), value.expose().clone()))
            .collect()
    }

    /// The value of a field; empty when it is missing.
    pub(crate) fn text(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.expose())
    }

    /// The value of a field that must not show.
    pub(crate) fn secret(&self, name: &str) -> Secret<String> {
        Secret::from(self.text(name))
    }

    /// What a form carries along for somebody else: all fields but our own, encoded again.
    pub(crate) fn carried(&self) -> String {
        let others = self
            .0
            .iter()
            .filter(|(name, _)| name != "csrf" && name != "action");
        let pairs = others.map(|(name, value)| (name, value.expose()));
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish()
    }
}

/// Whether the body is a form's (case 181: JSON as text/plain needs no leave of a browser).
pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    let mut kinds = headers.get_all(CONTENT_TYPE).iter();
    let kind = kinds
        .next()
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kinds.next().is_none() && kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// Whether a browser that says where the form came from says that it was here.
fn is_from_here(headers: &HeaderMap, origin: &str) -> bool {
    let mut origins = headers.get_all(ORIGIN).iter();
    let mut sites = headers.get_all(&FETCH_SITE).iter();
    origins.all(|named| named.as_bytes() == origin.as_bytes())
        && sites.all(|site| matches!(site.as_bytes(), b"same-origin" | b"none"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(pairs: &[(&HeaderName, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| ((*name).clone(), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn case_181_a_form_from_elsewhere_is_not_ours() {
        let here = "https://id.lykill.example";
        for (origin, ours) in [
            (here, true),
            ("null", false),
            ("https://evil.example", false),
            ("http://id.lykill.example", false),
            ("https://id.lykill.example:444", false),
            ("https://id.lykill.example.evil.example", false),
        ] {
            assert_eq!(
                is_from_here(&headers(&[(&ORIGIN, origin)]), here),
                ours,
                "{origin}"
            );
        }
        assert!(is_from_here(&HeaderMap::new(), here));
        for (site, ours) in [("same-origin", true), ("none", true), ("cross-site", false)] {
            assert_eq!(
                is_from_here(&headers(&[(&FETCH_SITE, site)]), here),
                ours,
                "{site}"
            );
        }
        let mut two = headers(&[(&ORIGIN, here)]);
        two.append(ORIGIN, HeaderValue::from_static("https://evil.example"));
        assert!(!is_from_here(&two, here));
    }

    #[test]
    fn case_181_only_a_forms_own_kind_is_read() {
        for (kind, is) in [
            ("application/x-www-form-urlencoded", true),
            ("Application/X-WWW-Form-Urlencoded; charset=utf-8", true),
            ("text/plain", false),
            ("application/json", false),
            ("multipart/form-data; boundary=x", false),
            ("", false),
        ] {
            assert_eq!(is_form(&headers(&[(&CONTENT_TYPE, kind)])), is, "{kind}");
        }
        assert!(!is_form(&HeaderMap::new()));
    }

    #[test]
    fn a_field_stands_once_and_is_text() {
        let typed = Typed::parse(b"user_id=a+b&password=%C3%A6&csrf=t&action=go&x=1%262");
        let typed = typed.expect("a form");
        assert_eq!((typed.text("user_id"), typed.text("none")), ("a b", ""));
        assert_eq!(typed.secret("password").expose(), "æ");
        assert_eq!(typed.carried(), "user_id=a+b&password=%C3%A6&x=1%262");
        let many = (0..40)
            .map(|n| format!("f{n}=1"))
            .collect::<Vec<_>>()
            .join("&");
        for bad in ["a=1&a=2", "a=%FF", "%FF=a", &many] {
            assert!(Typed::parse(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
