//! The answer of the token endpoint (RFC 6749 section 5.1, OIDC Core 1.0 section 3.1.3.3). It is
//! never to be cached: the caller sends `Cache-Control: no-store`.

use crate::types::Scopes;
use serde_json::{Value, json};
use std::time::Duration;

/// The body that carries the tokens. `scope` is always said, since it may be less than asked.
pub fn tokens(access_token: &str, lifetime: Duration, id_token: &str, scope: &Scopes) -> Value {
    json!({
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": lifetime.as_secs(),
        "id_token": id_token,
        "scope": scope.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Scope;

    #[test]
    fn the_answer_says_what_was_granted() {
        let scope = [Scope::Profile, Scope::OpenId].into_iter().collect();
        let body = tokens("a", Duration::from_secs(120), "i", &scope);
        assert_eq!(body["scope"], "openid profile");
        assert_eq!(body["expires_in"], 120);
        assert_eq!(body["token_type"], "Bearer");
    }
}
