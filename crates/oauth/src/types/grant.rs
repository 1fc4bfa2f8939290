//! What a code, an access token and a refresh token stand for. The code and the tokens themselves
//! are stored as SHA-256 only.

use super::{ClaimsRequest, RedirectUri, Scopes};
use lykill_core::id::{ClientId, PersonId, SessionId};
use lykill_core::{Level, Rights, Timestamp};
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
    /// The single sign-on session that answered; at redemption the one that goes on in its place.
    pub session: SessionId,
    /// The session's name towards this client: the `sid` claim.
    pub sid: String,
    /// The level that was demanded, and is demanded again at each refresh; none when none was.
    #[serde(default)]
    pub minimum: Option<Level>,
    /// The level that was reached.
    pub acr: Level,
    /// The factors and the method, as `amr` shows them (RFC 8176).
    pub amr: Vec<String>,
    /// When the last factor was verified.
    pub auth_time: Timestamp,
    /// The work e-mail linked at the client's company, when the client has one.
    pub work_email: Option<String>,
    /// What the person may do, where the client is a bank.
    #[serde(default)]
    pub rights: Option<Rights>,
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
    /// What the person may do, where the client is a bank.
    #[serde(default)]
    pub rights: Option<Rights>,
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
            rights: code.rights,
            issued_at: now,
            expires_at: now + lifetime,
        }
    }
}

/// What a family of refresh tokens stands for: the tokens that follow one another from one code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefreshGrant {
    /// The client that holds it, and that alone may use it.
    pub client_id: ClientId,
    /// Whom it is about.
    pub person: PersonId,
    /// Who that is at the client's sector: the same in every token (security.md case 109).
    pub sub: String,
    /// The session from which it came, at a refresh the one that goes on in its place: it gives
    /// nothing after the session's end.
    pub session: SessionId,
    /// The granted scopes.
    pub scope: Scopes,
    /// The claims that were asked for by name.
    pub claims: ClaimsRequest,
    /// The level that was demanded.
    pub minimum: Option<Level>,
    /// The linked work e-mail.
    pub work_email: Option<String>,
    /// When the code was redeemed.
    pub issued_at: Timestamp,
    /// The absolute end, however often it is used.
    pub expires_at: Timestamp,
}

impl RefreshGrant {
    /// The family that begins with a code that is redeemed at `now`; it ends with the session,
    /// `longest` after the login, at the latest.
    pub fn from_code(code: &CodeGrant, now: Timestamp, longest: Duration) -> Self {
        Self {
            client_id: code.client_id.clone(),
            person: code.person,
            sub: code.sub.clone(),
            session: code.session,
            scope: code.scope.clone(),
            claims: code.claims.clone(),
            minimum: code.minimum,
            work_email: code.work_email.clone(),
            issued_at: now,
            expires_at: code.auth_time + longest,
        }
    }

    /// The access token that it gives at `now`, with what the person may do by then: it does not
    /// outlive the family.
    pub fn access(
        &self,
        (scope, rights): (Scopes, Option<Rights>),
        now: Timestamp,
        lifetime: Duration,
    ) -> AccessGrant {
        AccessGrant {
            client_id: self.client_id.clone(),
            person: self.person,
            sub: self.sub.clone(),
            session: self.session,
            scope,
            claims: self.claims.clone(),
            work_email: self.work_email.clone(),
            rights,
            issued_at: now,
            expires_at: (now + lifetime).min(self.expires_at),
        }
    }
}
