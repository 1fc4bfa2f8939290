//! What a code and an access token stand for. The code and the token themselves are stored as
//! SHA-256 only.

use super::{ClaimsRequest, RedirectUri, Scopes};
use lykill_core::id::{ClientId, PersonId, SessionId};
use lykill_core::{Level, Timestamp};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What an authorization code stands for (RFC 6749 section 4.1.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeGrant {
    /// The client that asked, and that alone may redeem.
    pub client_id: ClientId,
    /// The redirect URI of the authorization request, as it was presented.
    pub redirect_uri: RedirectUri,
    /// The S256 challenge (RFC 7636): there is no code without one.
    pub code_challenge: String,
    /// To be echoed exactly in the ID token.
    pub nonce: Option<String>,
    /// The granted scopes.
    pub scope: Scopes,
    /// The claims that were asked for by name.
    pub claims: ClaimsRequest,
    /// Who is logged in.
    pub person: PersonId,
    /// Who that is at the client's sector: the pairwise `sub`.
    pub sub: String,
    /// The single sign-on session that answered.
    pub session: SessionId,
    /// The session's name towards this client: the `sid` claim.
    pub sid: String,
    /// The level that was reached.
    pub acr: Level,
    /// The factors and the method, as `amr` shows them (RFC 8176).
    pub amr: Vec<String>,
    /// When the last factor was verified.
    pub auth_time: Timestamp,
    /// The work e-mail linked at the client's company, when the client has one.
    pub work_email: Option<String>,
    /// When the code was issued.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// What an access token stands for: the userinfo endpoint of this issuer, nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessGrant {
    /// The client that holds it.
    pub client_id: ClientId,
    /// Whom it is about.
    pub person: PersonId,
    /// Who that is at the client's sector.
    pub sub: String,
    /// The session from which it came; logout revokes it.
    pub session: SessionId,
    /// The granted scopes.
    pub scope: Scopes,
    /// The claims that were asked for by name.
    pub claims: ClaimsRequest,
    /// The linked work e-mail.
    pub work_email: Option<String>,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl AccessGrant {
    /// The access token that is issued for a redeemed code at `now`.
    pub fn from_code(code: &CodeGrant, now: Timestamp, lifetime: Duration) -> Self {
        Self {
            client_id: code.client_id.clone(),
            person: code.person,
            sub: code.sub.clone(),
            session: code.session,
            scope: code.scope.clone(),
            claims: code.claims.clone(),
            work_email: code.work_email.clone(),
            issued_at: now,
            expires_at: now + lifetime,
        }
    }
}
