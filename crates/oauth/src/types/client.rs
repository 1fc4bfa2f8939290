//! A relying party as it is registered: every field was checked by `crate::registration`.

use super::{PersonClaim, RedirectUri, Sector};
use ipnet::IpNet;
use lykill_core::id::{ClientId, CompanyId};
use lykill_core::{DisplayName, Level, SectorKind};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A registered client (RFC 7591 section 2, OIDC Registration 1.0 section 2). It serializes to
/// the JSON that is stored; `response_types` and `id_token_signed_response_alg` are not fields
/// since each has one value: `code` and `ES256`. Of `grant_types` only one thing is to be known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    /// Its id.
    pub client_id: ClientId,
    /// What people call the service.
    pub client_name: DisplayName,
    /// Web or native.
    #[serde(default)]
    pub application_type: ApplicationType,
    /// Where answers may go; never empty.
    pub redirect_uris: Vec<RedirectUri>,
    /// Where the browser may go after logout.
    #[serde(default)]
    pub post_logout_redirect_uris: Vec<RedirectUri>,
    /// How it shows who it is at the token endpoint.
    pub token_endpoint_auth_method: AuthMethod,
    /// The one algorithm of its assertions, when it bound itself to one.
    #[serde(default)]
    pub token_endpoint_auth_signing_alg: Option<String>,
    /// Its public keys, inline.
    #[serde(default)]
    pub jwks: Option<Value>,
    /// Whether `refresh_token` is among its `grant_types`.
    #[serde(default)]
    pub refresh_tokens: bool,
    /// Whether it sends authorization requests in no other way than by pushing them.
    #[serde(default)]
    pub require_pushed_authorization_requests: bool,
    /// The age of a login beyond which a new one is asked, in seconds, unless a request says so.
    #[serde(default)]
    pub default_max_age: Option<u64>,
    /// The level that is demanded when a request names none.
    #[serde(default)]
    pub default_minimum: Option<Level>,
    /// The service's home page.
    #[serde(default)]
    pub client_uri: Option<String>,
    /// Where a login can be begun (OIDC Core 1.0 section 4).
    #[serde(default)]
    pub initiate_login_uri: Option<String>,
    /// Where it is told that a session ended (OIDC Back-Channel Logout 1.0 section 2.2).
    #[serde(default)]
    pub backchannel_logout_uri: Option<String>,
    /// Whether it needs `sid` in what it is told; it gets it in any case.
    #[serde(default)]
    pub backchannel_logout_session_required: bool,
    /// E-mail addresses of those who run it.
    #[serde(default)]
    pub contacts: Vec<String>,
    /// The company whose links and register it uses.
    #[serde(default)]
    pub lykill_company: Option<CompanyId>,
    /// Whether nobody gets in without a linked work e-mail.
    #[serde(default)]
    pub lykill_require_linked_email: bool,
    /// From where it may be used.
    #[serde(default)]
    pub lykill_networks: Networks,
    /// Claims to which the operator entitled it.
    #[serde(default)]
    pub lykill_claims: Vec<PersonClaim>,
    /// Which rules of age and number hold.
    #[serde(default)]
    pub lykill_sector: SectorKind,
    /// Whether its logins answer nobody else, and nobody else's answer it (domain.md row I10).
    #[serde(default)]
    pub lykill_sso_isolated: bool,
    /// The pairwise sector, fixed at registration: an update must carry it over.
    pub sector: Sector,
}

impl Client {
    /// The registered form of a presented redirect URI, as it was presented; none when no
    /// registered one matches it (security.md case 88).
    pub fn redirect_uri(&self, presented: &str) -> Option<RedirectUri> {
        let any_port = self.application_type == ApplicationType::Native;
        let known = |uri: &RedirectUri| uri.accepts(presented, any_port);
        self.redirect_uris
            .iter()
            .any(known)
            .then(|| presented.parse().ok())?
    }

    /// The registered post-logout redirect URI that a presented text is, exactly
    /// (OIDC RP-Initiated Logout 1.0 section 3).
    pub fn post_logout_redirect_uri(&self, presented: &str) -> Option<&RedirectUri> {
        self.post_logout_redirect_uris
            .iter()
            .find(|uri| uri.as_str() == presented)
    }

    /// Where a person starts again at the service: its login address, or else its home page.
    pub fn start_again_uri(&self) -> Option<&str> {
        self.initiate_login_uri
            .as_deref()
            .or(self.client_uri.as_deref())
    }

    /// Whether the operator entitled it to a claim that needs entitlement.
    pub fn may_have(&self, claim: PersonClaim) -> bool {
        !claim.needs_entitlement() || self.lykill_claims.contains(&claim)
    }
}

/// What runs the client's code (OIDC Registration 1.0 section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ApplicationType {
    /// A web server.
    #[default]
    Web,
    /// An app on the person's own device (RFC 8252).
    Native,
}

/// How a client shows who it is at the token endpoint (OIDC Core 1.0 section 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// The secret in the `Authorization` header.
    ClientSecretBasic,
    /// The secret in the body.
    ClientSecretPost,
    /// A signed assertion (RFC 7523).
    PrivateKeyJwt,
    /// Nothing: a public client.
    None,
}

impl AuthMethod {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::ClientSecretBasic,
        Self::ClientSecretPost,
        Self::PrivateKeyJwt,
        Self::None,
    ];

    /// The word in metadata.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::PrivateKeyJwt => "private_key_jwt",
            Self::None => "none",
        }
    }

    /// The method of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == word)
    }

    /// Whether the client shows more than its name.
    pub const fn proves(self) -> bool {
        !matches!(self, Self::None)
    }

    /// Whether the client has a secret.
    pub const fn uses_secret(self) -> bool {
        matches!(self, Self::ClientSecretBasic | Self::ClientSecretPost)
    }
}

/// From where a service may be used (seed 0: "from outside the job network").
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Networks {
    /// When not empty, only these.
    #[serde(default)]
    pub allow: Vec<IpNet>,
    /// Never these.
    #[serde(default)]
    pub deny: Vec<IpNet>,
}
