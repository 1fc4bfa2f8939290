//! The userinfo endpoint's door: a bearer token in the header, live (RFC 6750 sections 2.1 and
//! 3, OIDC Core 1.0 section 5.3). The claims themselves are `crate::claims::userinfo`.

use crate::types::{AccessGrant, ErrorCode, OAuthError};
use lykill_core::{Secret, Timestamp};

/// Reads the access token from the `Authorization` header; tokens in a query or body are not
/// looked at (RFC 9700 section 4.3.2).
///
/// # Errors
/// `invalid_token` when there is none.
pub fn bearer(authorization: Option<&str>) -> Result<Secret<String>, OAuthError> {
    let token = authorization.and_then(|header| {
        let (scheme, token) = header.split_once(' ')?;
        let token = token.trim_matches(' ');
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-._~+/=".contains(&b);
        let right = scheme.eq_ignore_ascii_case("bearer") && token.bytes().all(allowed);
        Some(token).filter(|token| right && (1..=2048).contains(&token.len()))
    });
    let words = "send the access token in the Authorization header as Bearer";
    token
        .map(Secret::from)
        .ok_or_else(|| OAuthError::new(ErrorCode::InvalidToken, "token-missing", words))
}

/// Checks a token that was looked up by its SHA-256; revoked ones are not found.
///
/// # Errors
/// `invalid_token` when it is unknown, revoked or expired.
pub fn check(grant: Option<&AccessGrant>, now: Timestamp) -> Result<&AccessGrant, OAuthError> {
    grant.filter(|grant| now < grant.expires_at).ok_or_else(|| {
        let words = "the access token is unknown, revoked or expired; start a new login";
        OAuthError::new(ErrorCode::InvalidToken, "token-dead", words)
    })
}

/// The value of `WWW-Authenticate` that goes with a refusal (RFC 6750 section 3); without an
/// error when the request had no token at all.
pub fn challenge(error: &OAuthError) -> String {
    if error.reason == "token-missing" {
        return "Bearer".to_owned();
    }
    format!(
        "Bearer error=\"{}\", error_description=\"{}\"",
        error.code.as_str(),
        error.description()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{NOW, code_grant};
    use std::time::Duration;

    #[test]
    fn a_token_is_taken_from_the_bearer_header_only() {
        assert_eq!(bearer(Some("bearer abc")).unwrap().expose(), "abc");
        for bad in [
            None,
            Some(""),
            Some("Bearer"),
            Some("Bearer "),
            Some("Basic abc"),
            Some("Bearer a b"),
        ] {
            let error = bearer(bad).unwrap_err();
            assert_eq!(
                (error.status(), challenge(&error).as_str()),
                (401, "Bearer"),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn a_token_ends_with_its_second() {
        let grant = AccessGrant::from_code(&code_grant(), NOW, Duration::from_secs(120));
        assert!(check(Some(&grant), NOW + Duration::from_secs(119)).is_ok());
        let error = check(Some(&grant), NOW + Duration::from_secs(120)).unwrap_err();
        assert!(
            challenge(&error).starts_with("Bearer error=\"invalid_token\", error_description=")
        );
        assert!(check(None, NOW).is_err());
    }
}
