//! The cookies of a browser: by host, since ports share them; kept and sent as RFC 6265bis says,
//! as far as one host and the path `/` go.

use std::collections::BTreeMap;
use url::Url;

/// A cookie as it was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cookie {
    /// Its value.
    pub value: String,
    /// Its attributes as they were written, after the value.
    pub attributes: String,
}

impl Cookie {
    fn has(&self, attribute: &str) -> bool {
        let mut parts = self.attributes.split(';').map(str::trim);
        parts.any(|part| part.eq_ignore_ascii_case(attribute))
    }
}

/// All cookies of a browser.
#[derive(Debug, Clone, Default)]
pub struct CookieJar(BTreeMap<(String, String), Cookie>);

impl CookieJar {
    /// Takes a `Set-Cookie` header of an answer from `url`; what a browser would refuse is not
    /// kept.
    pub fn set(&mut self, url: &Url, header: &str) {
        let (pair, attributes) = header.split_once(';').unwrap_or((header, ""));
        let Some((name, value)) = pair.split_once('=') else {
            return;
        };
        let cookie = Cookie {
            value: value.trim().to_owned(),
            attributes: attributes.to_owned(),
        };
        let (name, host) = (name.trim().to_owned(), host(url));
        let prefixed = name.starts_with("__Host-") || name.starts_with("__Secure-");
        if (prefixed || cookie.has("secure")) && !is_secure(url) {
            return;
        }
        if name.starts_with("__Host-") && !(cookie.has("secure") && cookie.has("path=/")) {
            return;
        }
        if cookie.has("max-age=0") {
            self.0.remove(&(host, name));
        } else {
            self.0.insert((host, name), cookie);
        }
    }

    /// The `Cookie` header for a request to `url`; none when there is nothing to send. A POST that
    /// another site began gets no `SameSite=Lax` cookie.
    pub fn header(&self, url: &Url, is_foreign_post: bool) -> Option<String> {
        let host = host(url);
        let sent = self.0.iter().filter(|((of, _), cookie)| {
            let lax = cookie.has("samesite=lax") || cookie.has("samesite=strict");
            *of == host && !(is_foreign_post && lax) && (is_secure(url) || !cookie.has("secure"))
        });
        let pairs: Vec<String> = sent
            .map(|((_, name), cookie)| format!("{name}={}", cookie.value))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// The cookies of a host, by name.
    pub fn of(&self, url: &Url) -> BTreeMap<String, Cookie> {
        let host = host(url);
        let own = self.0.iter().filter(|((of, _), _)| *of == host);
        own.map(|((_, name), cookie)| (name.clone(), cookie.clone()))
            .collect()
    }

    /// Puts a cookie there that nobody set.
    pub fn plant(&mut self, url: &Url, name: &str, value: &str) {
        let cookie = Cookie {
            value: value.to_owned(),
            attributes: String::new(),
        };
        self.0.insert((host(url), name.to_owned()), cookie);
    }

    /// Forgets a cookie.
    pub fn forget(&mut self, url: &Url, name: &str) {
        self.0.remove(&(host(url), name.to_owned()));
    }
}

fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

/// Browsers take loopback hosts for secure.
fn is_secure(url: &Url) -> bool {
    url.scheme() == "https" || matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_share_cookies_and_hosts_do_not() {
        let mut jar = CookieJar::default();
        let url = |text: &str| Url::parse(text).unwrap();
        jar.set(
            &url("http://localhost:1/"),
            "a=1; Path=/; HttpOnly; SameSite=Lax",
        );
        assert_eq!(
            jar.header(&url("http://localhost:2/x"), false).as_deref(),
            Some("a=1")
        );
        assert_eq!(jar.header(&url("http://localhost:2/x"), true), None);
        assert_eq!(jar.header(&url("http://127.0.0.1:1/"), false), None);
        jar.set(&url("http://localhost:3/"), "a=; Path=/; Max-Age=0");
        assert_eq!(jar.header(&url("http://localhost:1/"), false), None);
    }

    #[test]
    fn a_host_cookie_without_its_guards_is_not_kept() {
        let mut jar = CookieJar::default();
        let url = Url::parse("https://id.example/").unwrap();
        jar.set(&url, "__Host-a=1; Path=/");
        jar.set(&url, "__Host-b=1; Secure; Path=/");
        assert_eq!(jar.header(&url, false).as_deref(), Some("__Host-b=1"));
    }
}
