//! What the front works with: given once at start, and what is derived from it once.

use crate::cookies::Names;
use crate::observer::Observer;
use crate::pages::Shown;
use crate::{headers, peer};
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use ipnet::IpNet;
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use lykill_operations::{Context, discovery};
use std::sync::Arc;
use url::{Position, Url};

/// What the server hands to the front.
pub struct WebState {
    /// The deployment.
    pub ctx: Context,
    /// The networks of our own reverse proxies, whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether the issuer is `https`: cookies get `__Host-` and `Secure`, answers get HSTS. Only
    /// a loopback issuer may be without.
    pub secure_cookies: bool,
    /// Who counts requests and logins.
    pub observer: Arc<dyn Observer>,
}

/// The state with everything that is the same for each request.
pub(crate) struct Front {
    pub(crate) ctx: Context,
    pub(crate) proxies: peer::Proxies,
    pub(crate) observer: Arc<dyn Observer>,
    pub(crate) cookies: Names,
    /// The issuer's origin, as browsers write it in `Origin`.
    pub(crate) origin: String,
    /// The host that the address bar shows.
    pub(crate) host: Shown,
    /// The profile's zone, in which pages tell times.
    pub(crate) zone: TimeZone,
    /// The provider metadata: it changes with a restart only.
    pub(crate) metadata: Bytes,
    /// The headers of every answer.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// All headers of the public documents.
    pub(crate) document_headers: HeaderMap,
}

impl Front {
    pub(crate) fn new(state: WebState) -> Self {
        let WebState {
            ctx,
            trusted_proxies,
            secure_cookies,
            observer,
        } = state;
        let (origin, host) = origin_and_host(&ctx.settings.issuer);
        Self {
            proxies: peer::Proxies(trusted_proxies),
            observer,
            cookies: Names::of(secure_cookies),
            origin,
            host: Shown::new(&host),
            zone: zone(ctx.settings.profile.time_zone()),
            metadata: Bytes::from(discovery::metadata(&ctx).to_string()),
            document_headers: headers::of_documents(secure_cookies),
            headers: headers::of_every_answer(secure_cookies),
            ctx,
        }
    }
}

/// An issuer that is no web address was refused by the configuration; it has no origin.
fn origin_and_host(issuer: &str) -> (String, String) {
    match Url::parse(issuer) {
        Ok(url) => {
            let host = url[Position::BeforeHost..Position::AfterPort].to_owned();
            (url.origin().ascii_serialization(), host)
        }
        Err(_) => (String::new(), issuer.to_owned()),
    }
}

/// The rules come with the program, so that two nodes tell the same time.
fn zone(name: &str) -> TimeZone {
    let found = TimeZoneDatabase::bundled().get(name);
    found.unwrap_or_else(|_| TimeZone::fixed(Offset::UTC))
}

#[cfg(test)]
mod tests {
    use super::*;
    use lykill_core::Profile;

    #[test]
    fn the_origin_is_what_browsers_send_and_the_host_what_they_show() {
        let found = origin_and_host("https://id.lykill.example");
        assert_eq!(found.0, "https://id.lykill.example");
        assert_eq!(found.1, "id.lykill.example");
        let found = origin_and_host("http://localhost:8080");
        assert_eq!(
            found,
            (
                "http://localhost:8080".to_owned(),
                "localhost:8080".to_owned()
            )
        );
    }

    #[test]
    fn every_profile_has_its_zone() {
        for profile in Profile::ALL {
            assert_eq!(
                zone(profile.time_zone()).iana_name(),
                Some(profile.time_zone())
            );
        }
    }
}
