//! The one cookie of this portal: the id of the session.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;

/// The name of the cookie. Ports of one host share cookies, so it must differ from every name
/// of the issuer; with https the `__Host-` prefix ties it to this host (RFC 6265bis 4.1.3.2).
pub(crate) fn name(https: bool) -> &'static str {
    if https {
        "__Host-portal_session"
    } else {
        "portal_session"
    }
}

/// The session id that the browser sent. Two cookies of the name mean that somebody planted
/// one: neither is believed.
pub(crate) fn read(headers: &HeaderMap, https: bool) -> Option<&str> {
    let name = name(https);
    let mut found = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value);
    let first = found.next()?;
    if found.next().is_some() {
        None
    } else {
        Some(first)
    }
}

/// The `Set-Cookie` value that gives the browser the session `id`. `SameSite=Lax`: the answer of
/// the issuer comes as a top-level GET from another site and must find its login.
pub(crate) fn set(id: &str, https: bool) -> String {
    let secure = if https { "; Secure" } else { "" };
    format!(
        "{}={id}; Path=/; HttpOnly; SameSite=Lax{secure}",
        name(https)
    )
}

/// The `Set-Cookie` value that takes the cookie away.
pub(crate) fn clear(https: bool) -> String {
    format!("{}; Max-Age=0", set("", https))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(COOKIE, line.parse().unwrap());
        }
        headers
    }

    #[test]
    fn finds_its_own_cookie_among_others() {
        let headers = headers(&["lykill_device=x; portal_session=abc; theme=dark"]);
        assert_eq!(read(&headers, false), Some("abc"));
        assert_eq!(read(&headers, true), None);
    }

    #[test]
    fn a_planted_second_cookie_makes_both_worthless() {
        assert_eq!(
            read(&headers(&["portal_session=a; portal_session=b"]), false),
            None
        );
        assert_eq!(
            read(&headers(&["portal_session=a", "portal_session=b"]), false),
            None
        );
    }

    #[test]
    fn attributes() {
        assert_eq!(
            set("x", true),
            "__Host-portal_session=x; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(
            clear(false),
            "portal_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        );
    }
}
