//! Where the endpoints are and how long what they issue lives.

use lykill_core::time::minutes;
use std::time::Duration;

/// Absolute URLs of the endpoints, as the router serves them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// `authorization_endpoint`.
    pub authorization: String,
    /// `token_endpoint`.
    pub token: String,
    /// `introspection_endpoint` (RFC 7662).
    pub introspection: String,
    /// `revocation_endpoint` (RFC 7009).
    pub revocation: String,
    /// `pushed_authorization_request_endpoint` (RFC 9126).
    pub pushed: String,
    /// `userinfo_endpoint`.
    pub userinfo: String,
    /// `jwks_uri`.
    pub jwks: String,
    /// `end_session_endpoint`.
    pub end_session: String,
    /// Where a service reads what became of its logout tokens: ours, in no standard.
    pub logout_deliveries: String,
}

/// How long things live (domain.md section 4; security.md case 91).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetimes {
    /// The authorization code.
    pub code: Duration,
    /// The ID token.
    pub id_token: Duration,
    /// The access token.
    pub access_token: Duration,
    /// A refresh token that is not used. However often it is used, its family ends with the
    /// session.
    pub refresh_idle: Duration,
}

impl Default for Lifetimes {
    /// 60 s, 120 s, 120 s and 30 minutes.
    fn default() -> Self {
        Self {
            code: Duration::from_secs(60),
            id_token: Duration::from_secs(120),
            access_token: Duration::from_secs(120),
            refresh_idle: minutes(30),
        }
    }
}
