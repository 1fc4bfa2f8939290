//! An authorization request after every check.

use super::{Client, PersonClaim, RedirectUri, Scopes};
use lykill_core::id::{ClientId, CompanyId};
use lykill_core::{DisplayName, Language, Level, SectorKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a client asked for (OIDC Core 1.0 section 3.1.2.1). It is stored with its login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizeRequest {
    /// The client.
    pub client_id: ClientId,
    /// Where the answer goes: verified, as it was presented.
    pub redirect_uri: RedirectUri,
    /// How the answer goes there.
    #[serde(default)]
    pub response_mode: ResponseMode,
    /// To be echoed exactly in the answer.
    pub state: Option<String>,
    /// To be echoed exactly in the ID token.
    pub nonce: Option<String>,
    /// The granted scopes.
    pub scope: Scopes,
    /// The S256 challenge: 43 characters of base64url.
    pub code_challenge: String,
    /// What the person must be asked, or not asked.
    pub prompt: Prompt,
    /// How old the login may be, in seconds; the client's default stands here when none was sent.
    pub max_age: Option<u64>,
    /// The lowest level that satisfies the client; none when it demands none.
    pub minimum: Option<Level>,
    /// Claims that were asked for by name.
    pub claims: ClaimsRequest,
    /// Languages that the client prefers, best first; the person's own choice goes before them.
    pub languages: Vec<Language>,
    /// A user id to fill in; whether somebody has it is never told.
    pub login_hint: Option<String>,
    /// The `sub` that must be logged in, from `id_token_hint` or the `claims` parameter.
    pub subject: Option<String>,
    /// Whether the client is isolated from single sign-on.
    #[serde(default)]
    pub sso_isolated: bool,
}

impl AuthorizeRequest {
    /// A request in which only the client and the redirect URI are verified yet.
    pub(crate) fn begin(client: &Client, redirect_uri: RedirectUri) -> Self {
        Self {
            client_id: client.client_id.clone(),
            redirect_uri,
            response_mode: ResponseMode::Query,
            state: None,
            nonce: None,
            scope: Scopes::default(),
            code_challenge: String::new(),
            prompt: Prompt::default(),
            max_age: client.default_max_age,
            minimum: None,
            claims: ClaimsRequest::default(),
            languages: Vec::new(),
            login_hint: None,
            subject: None,
            sso_isolated: client.lykill_sso_isolated,
        }
    }

    /// What the login needs to know about the service and its demands.
    pub fn login(&self, client: &Client) -> LoginRequest {
        LoginRequest {
            client_id: client.client_id.clone(),
            client_name: client.client_name.clone(),
            sector: client.lykill_sector,
            minimum: self.minimum,
            company: client.lykill_company.clone(),
            require_linked_email: client.lykill_require_linked_email,
            languages: self.languages.clone(),
            login_hint: self.login_hint.clone(),
            start_again_uri: client.start_again_uri().map(str::to_owned),
        }
    }
}

/// How an answer goes back to the client (OAuth 2.0 Multiple Response Type Encoding Practices
/// section 2.1, OAuth 2.0 Form Post Response Mode 1.0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// In the query of the redirect URI.
    #[default]
    Query,
    /// In a form that the person posts to the redirect URI.
    FormPost,
}

impl ResponseMode {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Query, Self::FormPost];

    /// The word in `response_mode`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::FormPost => "form_post",
        }
    }
}

/// What a login needs to know about the service that asked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginRequest {
    /// The service.
    pub client_id: ClientId,
    /// What people call it.
    pub client_name: DisplayName,
    /// Which rules of age and number hold.
    pub sector: SectorKind,
    /// The lowest level that satisfies it.
    pub minimum: Option<Level>,
    /// The company whose register and links it uses.
    pub company: Option<CompanyId>,
    /// Whether nobody gets in without a linked work e-mail.
    pub require_linked_email: bool,
    /// Languages that it prefers.
    pub languages: Vec<Language>,
    /// A user id to fill in.
    pub login_hint: Option<String>,
    /// Where a person starts again at the service.
    pub start_again_uri: Option<String>,
}

/// The values of `prompt` (OIDC Core 1.0 section 3.1.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Prompt {
    /// No page at all: answer from the session, or with an error.
    pub none: bool,
    /// Log in anew.
    pub login: bool,
    /// Ask before anything is released; here that is a new login, whose pages name the service.
    pub consent: bool,
    /// Choose anew who logs in.
    pub select_account: bool,
}

impl Prompt {
    /// Whether a session may not answer on its own.
    pub const fn wants_login(self) -> bool {
        self.login || self.consent || self.select_account
    }
}

/// Claims asked for by name with the `claims` parameter (OIDC Core 1.0 section 5.5); only those
/// that are served are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimsRequest {
    /// For the ID token.
    pub id_token: BTreeSet<PersonClaim>,
    /// For the userinfo endpoint.
    pub userinfo: BTreeSet<PersonClaim>,
}
