//! The answer of the token endpoint (RFC 6749 section 5.1, OIDC Core 1.0 section 3.1.3.3). It is
//! never to be cached: the caller sends `Cache-Control: no-store`.

use crate::types::Scopes;
use serde_json::{Value, json};
use std::time::Duration;

/// What a client gets for its grant.
#[derive(Debug, Clone, Copy)]
pub struct Granted<'a> {
    /// The access token.
    pub access_token: &'a str,
    /// How long it lives.
    pub lifetime: Duration,
    /// What was granted.
    pub scope: &'a Scopes,
    /// The ID token: of a code, not of a refresh, which tells of no login (OIDC Core 1.0
    /// section 12.2).
    pub id_token: Option<&'a str>,
    /// The refresh token, for a client that uses them.
    pub refresh_token: Option<&'a str>,
}

/// The body that carries the tokens. `scope` is always said, since it may be less than asked.
pub fn tokens(granted: &Granted<'_>) -> Value {
    let mut body = json!({
        "access_token": granted.access_token,
        "token_type": "Bearer",
        "expires_in": granted.lifetime.as_secs(),
        "scope": granted.scope.to_string(),
    });
    for (member, token) in [
        ("id_token", granted.id_token),
        ("refresh_token", granted.refresh_token),
    ] {
        if let (Some(token), Some(members)) = (token, body.as_object_mut()) {
            members.insert(member.to_owned(), json!(token));
        }
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Scope;

    #[test]
    fn the_answer_says_what_was_granted() {
        let scope = [Scope::Profile, Scope::OpenId].into_iter().collect();
        let granted = Granted {
            access_token: "a",
            lifetime: Duration::from_secs(120),
            scope: &scope,
            id_token: Some("i"),
            refresh_token: None,
        };
        let body = tokens(&granted);
        assert_eq!(body["scope"], "openid profile");
        assert_eq!(body["expires_in"], 120);
        assert_eq!(body["token_type"], "Bearer");
        assert_eq!(body["id_token"], "i");
        assert!(body.get("refresh_token").is_none());
    }
}
