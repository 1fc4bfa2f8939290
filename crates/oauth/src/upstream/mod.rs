//! Another OpenID Provider as an electronic ID. Here this deployment is the client: what it asks is
//! built, what it is answered is judged (OpenID Connect Core 1.0 section 3.1, OpenID Connect
//! Discovery 1.0 section 4, RFC 7636, RFC 9207, RFC 9700).
//!
//! * [`metadata`]: what the provider says about itself; its issuer must be the configured one.
//! * [`request`]: the address that the browser is sent to, with parameters of a fixed list.
//! * [`answer`]: what the browser brings back, with the issuer that gave it.
//! * [`exchange`]: the code for an ID token, by `private_key_jwt`.
//! * [`id_token`]: who was logged in there, how and when.
//!
//! Deliberately absent: e-mail addresses. Whom somebody else calls by an address may be anybody.

pub mod answer;
pub mod exchange;
pub mod id_token;
pub mod metadata;
pub mod request;

pub use metadata::Metadata;

use lykill_core::Level;
use lykill_core::level::meets;
use std::time::Duration;

/// How far the provider's clock and ours may be apart.
pub const CLOCK_SKEW: Duration = Duration::from_secs(30);
/// The longest `sub` (OpenID Connect Core 1.0 section 2).
pub const LONGEST_SUBJECT: usize = 255;

/// What the operator says about one provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Its issuer, exactly.
    pub issuer: String,
    /// What it calls us.
    pub client_id: String,
    /// Where it sends the browser back; no other provider has the same (RFC 9700 section 4.4.2.2).
    pub redirect_uri: String,
    /// The scopes that are asked for, with spaces between; `openid` is among them.
    pub scope: String,
    /// What its levels mean here, in the order in which they are asked for. Another name means
    /// nothing.
    pub acr: Vec<(String, Level)>,
    /// What an answer without `acr` is worth; nothing unless the operator says so.
    pub without_acr: Option<Level>,
    /// No answer is worth more.
    pub cap: Level,
    /// The claim with the national number, which the operator trusts.
    pub national_id_claim: Option<String>,
    /// Whether the language of the pages is passed on.
    pub passes_language: bool,
    /// Whether the service's `login_hint` is passed on.
    pub passes_login_hint: bool,
    /// How old a login there may be.
    pub max_age: Duration,
}

impl Provider {
    /// What a name of a level there is worth here; none when it means nothing.
    pub fn level(&self, acr: Option<&str>) -> Option<Level> {
        let mapped = match acr {
            None => self.without_acr,
            Some(name) => self
                .acr
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, level)| *level),
        };
        mapped.map(|level| level.min(self.cap))
    }

    /// Its names of the levels that suffice for the asked one.
    pub fn acr_values(&self, asked: Level) -> String {
        let enough = self
            .acr
            .iter()
            .filter(|(_, level)| meets((*level).min(self.cap), asked));
        let names: Vec<&str> = enough.map(|(name, _)| name.as_str()).collect();
        names.join(" ")
    }

    /// How old a login there may be for a service that asks for this, in seconds; no older than
    /// our question where it must be a new one.
    pub fn max_age(&self, service: Option<u64>, login_anew: bool) -> u64 {
        let own = self.max_age.as_secs();
        match service {
            _ if login_anew => 0,
            Some(service) => service.min(own),
            None => own,
        }
    }
}

#[cfg(test)]
pub(crate) mod fixtures;

#[cfg(test)]
mod tests {
    use super::fixtures::provider;

    #[test]
    fn a_login_there_is_never_older_than_the_service_allows() {
        let age = |service, anew| provider().max_age(service, anew);
        assert_eq!(age(None, false), 1800);
        assert_eq!(age(Some(60), false), 60);
        assert_eq!(age(Some(9000), false), 1800);
        assert_eq!((age(None, true), age(Some(60), true)), (0, 0));
    }
}
