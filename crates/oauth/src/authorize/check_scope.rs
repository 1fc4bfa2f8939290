//! `scope` holds `openid` and otherwise scopes that OIDC Core 1.0 defines or that we serve
//! (sections 3.1.2.1, 5.4 and 11; RFC 6749 section 3.3). A standard scope that we do not serve
//! gives nothing; a word that nobody defines is refused rather than ignored, since it shows a
//! request that was meant for another issuer.

use super::Inputs;
use crate::types::{
    AuthorizeRequest, Client, ErrorCode, OAuthError, Scope, Scopes, WITHOUT_EFFECT,
};

pub(super) fn check(
    inputs: &Inputs<'_>,
    _: &Client,
    request: &mut AuthorizeRequest,
) -> Result<(), OAuthError> {
    let words: Vec<&str> = inputs
        .params
        .get("scope")
        .unwrap_or_default()
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect();
    let known = |word: &&str| Scope::from_word(word).is_some() || WITHOUT_EFFECT.contains(word);
    if let Some(unknown) = words.iter().find(|word| !known(word)) {
        let word: String = unknown.chars().take(40).collect();
        return Err(invalid(&format!(
            "the scope '{word}' does not exist; send openid and, for the name, profile"
        )));
    }
    let granted: Scopes = words
        .iter()
        .filter_map(|word| Scope::from_word(word))
        .collect();
    if !granted.has(Scope::OpenId) {
        return Err(invalid("scope must contain openid"));
    }
    request.scope = granted;
    Ok(())
}

fn invalid(description: &str) -> OAuthError {
    OAuthError::new(ErrorCode::InvalidScope, "scope", description)
}
