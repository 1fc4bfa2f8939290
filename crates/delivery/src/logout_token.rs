//! The logout token (OIDC Back-Channel Logout 1.0 section 2.4), made and signed for one try.

use crate::fault::Fault;
use lykill_core::Timestamp;
use lykill_crypto::pure::jose::{SigningKey, sign_es256};
use serde_json::json;
use std::time::Duration;

/// How long a token is good (security.md case 113: at most 2 minutes).
const LIFE: Duration = Duration::from_secs(120);
/// The member of `events` that makes a token a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// What a service is told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LogoutToken<'a> {
    pub(crate) issuer: &'a str,
    pub(crate) client: &'a str,
    pub(crate) sub: &'a str,
    pub(crate) sid: &'a str,
    /// Names this token, not this telling: a service that remembers tokens takes a repeat.
    pub(crate) jti: &'a str,
    pub(crate) now: Timestamp,
}

impl LogoutToken<'_> {
    /// The signed token. There is no `nonce` in it, so that it is no ID token (section 2.4).
    pub(crate) fn sign(&self, signer: &SigningKey) -> Result<String, Fault> {
        let claims = json!({
            "iss": self.issuer,
            "sub": self.sub,
            "aud": self.client,
            "iat": self.now.seconds(),
            "exp": (self.now + LIFE).seconds(),
            "jti": self.jti,
            "sid": self.sid,
            "events": { EVENT: {} },
        });
        sign_es256(signer, "logout+jwt", claims.to_string().as_bytes()).map_err(|_| Fault::Signing)
    }
}
