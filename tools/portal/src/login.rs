//! Beginning a login: the authorization request, and what this browser must bring back.

use jiff::Timestamp;
use openidconnect::core::{CoreAuthenticationFlow, CoreResponseType};
use openidconnect::{
    AuthenticationContextClass, AuthenticationFlow, CsrfToken, LanguageTag, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, Scope,
};
use url::Url;

use crate::language::Language;
use crate::level;
use crate::oidc::OidcClient;

/// What the person wants of the login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    /// Any valid session at the issuer will do.
    Enter,
    /// Prove anew who is there: `max_age=0` (OpenID Connect Core 3.1.2.1).
    ProveAnew,
}

/// A login that was begun in one tab of one browser and waits for its answer.
pub(crate) struct Pending {
    /// Ties the answer to this browser (RFC 9700 section 4.7).
    pub(crate) state: String,
    /// Ties the ID token to this login (OpenID Connect Core 3.1.2.1).
    pub(crate) nonce: Nonce,
    /// Ties the code to this login (RFC 7636).
    pub(crate) verifier: PkceCodeVerifier,
    /// The issuer that was asked, as its metadata names it (RFC 9207 section 2.4).
    pub(crate) issuer: String,
    pub(crate) wish: Wish,
    pub(crate) language: Language,
    pub(crate) begun: Timestamp,
}

/// Draws state, nonce and PKCE verifier and builds the authorization request (code flow,
/// PKCE S256, RFC 7636 section 4.2).
pub(crate) fn begin(
    client: &OidcClient,
    issuer: &str,
    wish: Wish,
    language: Language,
    now: Timestamp,
) -> (Url, Pending) {
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow: CoreAuthenticationFlow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
    let mut request = client
        .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
        .add_scope(Scope::new("profile".to_owned()))
        .add_auth_context_value(AuthenticationContextClass::new(level::ASKED.to_owned()))
        .add_ui_locale(LanguageTag::new(language.tag().to_owned()))
        .set_pkce_challenge(challenge);
    if wish == Wish::ProveAnew {
        request = request.set_max_age(std::time::Duration::ZERO);
    }
    let (url, state, nonce) = request.url();
    let pending = Pending {
        state: state.into_secret(),
        nonce,
        verifier,
        issuer: issuer.to_owned(),
        wish,
        language,
        begun: now,
    };
    (url, pending)
}
