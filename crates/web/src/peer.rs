//! The caller's address, on which network rules and limits depend.

use crate::refuse::Refuse;
use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap, HeaderName};
use ipnet::IpNet;
use lykill_operations::call;
use std::net::{IpAddr, SocketAddr};

static FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The networks of our own reverse proxies.
pub(crate) struct Proxies(pub(crate) Vec<IpNet>);

impl Proxies {
    /// Who sent a request.
    ///
    /// # Errors
    /// [`Refuse::Broken`] when the listener did not say where the connection came from: no check
    /// is ever skipped for want of an address.
    pub(crate) fn caller(
        &self,
        extensions: &Extensions,
        headers: &HeaderMap,
    ) -> Result<IpAddr, Refuse> {
        let Some(ConnectInfo(remote)) = extensions.get::<ConnectInfo<SocketAddr>>() else {
            return Err(Refuse::Broken(
                "the listener did not name the other end of a connection",
            ));
        };
        let hops = (!self.0.is_empty()).then(|| joined(headers));
        Ok(call::peer(remote.ip(), hops.as_deref(), &self.0))
    }
}

/// Several headers are one list (RFC 9110 section 5.3); bytes that are no text stay unreadable.
fn joined(headers: &HeaderMap) -> String {
    let lines = headers.get_all(&FORWARDED_FOR).iter();
    let lines = lines.map(|line| String::from_utf8_lossy(line.as_bytes()));
    lines.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn caller(remote: &str, lines: &[&[u8]]) -> Option<String> {
        let proxies = Proxies(vec!["10.0.0.0/8".parse().expect("a network")]);
        let mut extensions = Extensions::new();
        if let Ok(remote) = remote.parse::<SocketAddr>() {
            extensions.insert(ConnectInfo(remote));
        }
        let mut headers = HeaderMap::new();
        for line in lines {
            let value = HeaderValue::from_bytes(line).expect("a header value");
            headers.append(&FORWARDED_FOR, value);
        }
        proxies
            .caller(&extensions, &headers)
            .ok()
            .map(|peer| peer.to_string())
    }

    #[test]
    fn case_046_an_untrusted_caller_cannot_choose_its_address() {
        let found = caller("203.0.113.9:4711", &[b"198.51.100.1"]);
        assert_eq!(found.as_deref(), Some("203.0.113.9"));
        let hops = "1.2.3.4,".repeat(2000) + "a";
        for odd in [&b"a"[..], b"::", b"\xff\xfe", b",,,", b"", hops.as_bytes()] {
            let found = caller("10.0.0.1:80", &[odd]);
            assert_eq!(found.as_deref(), Some("10.0.0.1"), "{odd:?}");
        }
    }

    #[test]
    fn case_047_the_right_most_hop_that_is_not_ours_counts() {
        let found = caller("10.0.0.1:80", &[b"192.0.2.7", b"203.0.113.9, 10.0.0.2"]);
        assert_eq!(found.as_deref(), Some("203.0.113.9"));
    }

    #[test]
    fn a_connection_without_an_address_is_refused() {
        assert_eq!(caller("", &[b"203.0.113.9"]), None);
    }
}
