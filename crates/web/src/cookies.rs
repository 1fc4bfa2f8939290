//! The cookies: three secrets, the chosen language and the electronic ID that was chosen last
//! (security.md cases 176 to 178).
//!
//! A secret counts only when it stands there once and has exactly the form that we gave it: 43
//! characters of base64url, 256 bits. Everything else is as if it were not there.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lykill_broker::types::Method;
use lykill_core::{Language, Secret};
use lykill_operations::Browser;
use lykill_operations::call::NewCookies;
use std::collections::BTreeMap;

/// A secret's characters.
const SECRET_CHARACTERS: usize = 43;
/// Sessions of isolated services that are read from one browser.
const MOST_ISOLATED: usize = 16;
/// Device and language are remembered so long, in seconds: a year.
const YEAR_SECONDS: u32 = 31_536_000;

/// What the cookies are called, and how they are guarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Names {
    browser: &'static str,
    session: &'static str,
    isolated: &'static str,
    device: &'static str,
    language: &'static str,
    method: &'static str,
    guard: &'static str,
}

impl Names {
    /// With https, names that only this very host can set, and over TLS only (RFC 6265bis
    /// section 4.1.3.2). Plain http has no such thing; it exists on loopback hosts only.
    pub(crate) const fn of(secure: bool) -> Self {
        if secure {
            Self {
                browser: "__Host-lykill_browser",
                session: "__Host-lykill_session",
                isolated: "__Host-lykill_alone_",
                device: "__Host-lykill_device",
                language: "__Host-lykill_language",
                method: "__Host-lykill_method",
                guard: "Path=/; Secure; HttpOnly; SameSite=Lax",
            }
        } else {
            Self {
                browser: "lykill_browser",
                session: "lykill_session",
                isolated: "lykill_alone_",
                device: "lykill_device",
                language: "lykill_language",
                method: "lykill_method",
                guard: "Path=/; HttpOnly; SameSite=Lax",
            }
        }
    }

    /// What a browser brought; its language is the one that was chosen in it.
    pub(crate) fn read(&self, headers: &HeaderMap) -> Browser {
        if !headers.contains_key(COOKIE) {
            return Browser::default();
        }
        Browser {
            browser: secret(headers, self.browser),
            session: secret(headers, self.session),
            isolated: self.isolated(headers),
            device: secret(headers, self.device),
            language: language(headers, self.language),
            method: method(headers, self.method),
        }
    }

    /// The `Set-Cookie` headers of new secrets. Browser and session end with the browser.
    pub(crate) fn set(&self, new: &NewCookies) -> Vec<HeaderValue> {
        let short = [(self.browser, &new.browser), (self.session, &new.session)];
        let short = short.into_iter().filter_map(|(name, value)| {
            let value = value.as_ref()?;
            self.header(name, value.expose(), "")
        });
        let isolated = new.isolated.as_ref();
        let isolated = isolated
            .and_then(|(name, value)| self.header(&self.isolated_name(name), value.expose(), ""));
        let device = new.device.as_ref();
        let device = device.and_then(|value| self.header(self.device, value.expose(), &kept()));
        short.chain(isolated).chain(device).collect()
    }

    /// Remembers the language.
    pub(crate) fn set_language(&self, language: Language) -> Option<HeaderValue> {
        self.header(self.language, language.tag(), &kept())
    }

    /// Remembers the configured name of an electronic ID.
    pub(crate) fn set_method(&self, method: &str) -> Option<HeaderValue> {
        self.header(self.method, method, &kept())
    }

    /// Forgets which electronic ID was chosen.
    pub(crate) fn forget_method(&self) -> Option<HeaderValue> {
        self.header(self.method, "", "; Max-Age=0")
    }

    /// Takes the session cookie away after a logout.
    pub(crate) fn forget_session(&self) -> Option<HeaderValue> {
        self.header(self.session, "", "; Max-Age=0")
    }

    /// Takes the cookie of an isolated service's session away after a logout.
    pub(crate) fn forget_isolated(&self, name: &str) -> Option<HeaderValue> {
        self.header(&self.isolated_name(name), "", "; Max-Age=0")
    }

    fn isolated_name(&self, name: &str) -> String {
        format!("{}{name}", self.isolated)
    }

    /// The sessions of isolated services, by what stands behind the prefix.
    fn isolated(&self, headers: &HeaderMap) -> BTreeMap<String, Secret<String>> {
        let names = names(headers, self.isolated).filter(|name| is_hash(name));
        let names = names.take(MOST_ISOLATED);
        let sessions = names.filter_map(|name| {
            let session = secret(headers, &self.isolated_name(name))?;
            Some((name.to_owned(), session))
        });
        sessions.collect()
    }

    fn header(&self, name: &str, value: &str, rest: &str) -> Option<HeaderValue> {
        let mut header =
            HeaderValue::try_from(format!("{name}={value}; {}{rest}", self.guard)).ok()?;
        header.set_sensitive(true);
        Some(header)
    }
}

fn kept() -> String {
    format!("; Max-Age={YEAR_SECONDS}")
}

/// The value of the one cookie of a name; none when two have it.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a [u8]> {
    let lines = headers.get_all(COOKIE).iter();
    let pairs = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
    let mut values = pairs.filter_map(|pair| {
        let pair = pair.trim_ascii();
        pair.strip_prefix(name.as_bytes())?.strip_prefix(b"=")
    });
    let first = values.next()?;
    values.next().is_none().then_some(first)
}

/// What stands behind a prefix in the names of the cookies.
fn names<'a>(headers: &'a HeaderMap, prefix: &'a str) -> impl Iterator<Item = &'a str> {
    let lines = headers.get_all(COOKIE).iter();
    let pairs = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
    pairs.filter_map(move |pair| {
        let name = pair.trim_ascii().split(|byte| *byte == b'=').next()?;
        std::str::from_utf8(name).ok()?.strip_prefix(prefix)
    })
}

/// What the session of an isolated service is called: 16 hexadecimal digits.
fn is_hash(name: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    name.len() == 16 && name.bytes().all(is_digit)
}

fn secret(headers: &HeaderMap, name: &str) -> Option<Secret<String>> {
    let value = std::str::from_utf8(only(headers, name)?).ok()?;
    let is_ours = value.len() == SECRET_CHARACTERS
        && URL_SAFE_NO_PAD
            .decode(value)
            .is_ok_and(|bytes| bytes.len() == 32);
    is_ours.then(|| Secret::from(value))
}

fn language(headers: &HeaderMap, name: &str) -> Option<Language> {
    let value = std::str::from_utf8(only(headers, name)?).ok()?;
    Language::ALL
        .into_iter()
        .find(|language| language.tag() == value)
}

/// The name of a method as it can be configured; whether there is such a one, nobody checked.
fn method(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = std::str::from_utf8(only(headers, name)?).ok()?;
    Method::is_name(value).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    fn read(lines: &[&[u8]]) -> Browser {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(
                COOKIE,
                HeaderValue::from_bytes(line).expect("a header value"),
            );
        }
        Names::of(true).read(&headers)
    }

    fn session(lines: &[&[u8]]) -> Option<String> {
        read(lines).session.map(|secret| secret.expose().clone())
    }

    #[test]
    fn what_was_set_is_read_back() {
        let names = Names::of(true);
        let secret = || Some(Secret::from(GOOD));
        let new = NewCookies {
            browser: secret(),
            session: secret(),
            isolated: secret().map(|secret| ("0123456789abcdef".to_owned(), secret)),
            device: secret(),
        };
        let pairs: Vec<_> = names
            .set(&new)
            .iter()
            .map(|header| {
                header
                    .to_str()
                    .expect("ASCII")
                    .split_once(';')
                    .expect("a guard")
                    .0
                    .to_owned()
            })
            .collect();
        let line = pairs.join("; ") + "; __Host-lykill_language=da";
        let browser = read(&[line.as_bytes()]);
        assert!(browser.browser.is_some() && browser.session.is_some());
        assert!(browser.device.is_some());
        assert!(browser.isolated.contains_key("0123456789abcdef"));
        for bad in [
            "",
            "0123456789abcdeF",
            "0123456789abcde",
            "0123456789abcdef0",
        ] {
            let line = format!("__Host-lykill_alone_{bad}={GOOD}");
            assert!(read(&[line.as_bytes()]).isolated.is_empty(), "{bad}");
        }
        assert_eq!(browser.language, Some(Language::Da));
    }

    #[test]
    fn case_177_every_cookie_is_guarded_and_small() {
        let secret = || Some(Secret::from(GOOD));
        let new = NewCookies {
            browser: secret(),
            session: secret(),
            isolated: None,
            device: secret(),
        };
        for (secure, kept_years) in [(true, [false, false, true]), (false, [false, false, true])] {
            let set = Names::of(secure).set(&new);
            assert_eq!(set.len(), 3);
            for (header, kept) in set.iter().zip(kept_years) {
                let text = header.to_str().expect("ASCII");
                assert_eq!(text.starts_with("__Host-lykill_"), secure, "{text}");
                assert_eq!(text.contains("; Secure"), secure, "{text}");
                assert!(
                    text.contains("; Path=/;") || text.contains("Path=/; "),
                    "{text}"
                );
                assert!(text.contains("HttpOnly; SameSite=Lax"), "{text}");
                assert!(!text.contains("Domain"), "{text}");
                assert_eq!(text.contains("Max-Age"), kept, "{text}");
                assert!(text.len() <= 4096);
            }
        }
    }

    #[test]
    fn case_177_a_cookie_of_a_sibling_host_has_another_name() {
        assert_eq!(
            session(&[format!("lykill_session={GOOD}").as_bytes()]),
            None
        );
        assert_eq!(
            session(&[format!("x__Host-lykill_session={GOOD}").as_bytes()]),
            None
        );
        assert_eq!(
            session(&[format!("__host-lykill_session={GOOD}").as_bytes()]),
            None
        );
    }

    #[test]
    fn case_178_a_malformed_cookie_is_none() {
        let name = "__Host-lykill_session=";
        let long = "A".repeat(4096);
        let not_canonical = format!("{}B", &GOOD[..42]);
        let quoted = format!("\"{GOOD}\"");
        let short = &GOOD[..42];
        for bad in [
            "",
            "x",
            short,
            &long,
            &not_canonical,
            &quoted,
            "AAAA/AAA+AAA",
            "%00",
        ] {
            assert_eq!(session(&[format!("{name}{bad}").as_bytes()]), None, "{bad}");
        }
        assert_eq!(session(&[&[name.as_bytes(), b"\xff\xfe"].concat()]), None);
        assert_eq!(session(&[name.trim_end_matches('=').as_bytes()]), None);
    }

    #[test]
    fn case_178_two_cookies_of_one_name_are_none() {
        let one = format!("__Host-lykill_session={GOOD}");
        let two = format!("{one}; a=b; {one}");
        assert_eq!(session(&[two.as_bytes()]), None);
        assert_eq!(session(&[one.as_bytes(), one.as_bytes()]), None);
        let among = format!("a=\u{e6}; {one};;b");
        assert_eq!(session(&[among.as_bytes()]).as_deref(), Some(GOOD));
    }

    #[test]
    fn a_remembered_method_is_read_back_and_nothing_else_is() {
        let names = Names::of(true);
        let set = names.set_method("guest-card").expect("a header");
        let text = set.to_str().expect("ASCII");
        assert!(text.contains("; Max-Age=31536000") && text.contains("HttpOnly; SameSite=Lax"));
        let pair = text.split_once(';').expect("a guard").0;
        assert_eq!(
            read(&[pair.as_bytes()]).method.as_deref(),
            Some("guest-card")
        );
        for bad in ["", "Guest", "a b", "a\"b", &"a".repeat(33), "<b>"] {
            let line = format!("__Host-lykill_method={bad}");
            assert_eq!(read(&[line.as_bytes()]).method, None, "{bad}");
        }
        let header = names.forget_method().expect("a header");
        let text = header.to_str().expect("ASCII");
        assert!(text.starts_with("__Host-lykill_method=; ") && text.ends_with("Max-Age=0"));
    }

    #[test]
    fn a_session_is_forgotten_at_once() {
        let header = Names::of(true).forget_session().expect("a header");
        let text = header.to_str().expect("ASCII");
        assert!(text.starts_with("__Host-lykill_session=; ") && text.ends_with("Max-Age=0"));
        assert!(header.is_sensitive());
    }
}
