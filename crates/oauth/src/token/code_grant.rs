//! Whether a code may be redeemed: everything is verified here, before it is spent
//! (RFC 6749 sections 4.1.2 and 4.1.3, RFC 7636 section 4.6; security.md cases 89 to 93).

use super::request::CodeRequest;
use crate::types::{Client, CodeGrant, ErrorCode, OAuthError};
use lykill_core::Timestamp;
use lykill_crypto::pure::pkce;

/// A code as it was loaded by its SHA-256. Its row is kept after it was spent for as long as its
/// tokens live, so that a second use is noticed.
#[derive(Debug, Clone, Copy)]
pub struct StoredCode<'a> {
    /// What it stands for.
    pub grant: &'a CodeGrant,
    /// Whether it was redeemed before.
    pub is_spent: bool,
}

/// A refused exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedExchange {
    /// The answer.
    pub error: OAuthError,
    /// Whether the tokens that this code gave before must be revoked (RFC 6749 section 4.1.2).
    pub revoke_tokens: bool,
}

/// Verifies an exchange by a client that is authenticated. When this agrees, the code must be
/// spent next; when that answers that it was spent meanwhile, [`spent`] is the answer.
///
/// # Errors
/// [`RefusedExchange`] with `invalid_grant`. A second use by the code's own client revokes, be
/// the rest of the request right or not; another client's request changes nothing.
pub fn check(
    stored: Option<StoredCode<'_>>,
    client: &Client,
    request: &CodeRequest,
    now: Timestamp,
) -> Result<(), RefusedExchange> {
    let theirs = |stored: &StoredCode<'_>| stored.grant.client_id == client.client_id;
    let Some(StoredCode { grant, is_spent }) = stored.filter(theirs) else {
        return Err(refused(
            "code-unknown",
            "the code is not known for this client",
        ));
    };
    if is_spent {
        return Err(spent());
    }
    if now >= grant.expires_at {
        return Err(refused(
            "code-expired",
            "the code has expired; it lives 60 seconds",
        ));
    }
    if grant.redirect_uri.as_str() != request.redirect_uri {
        let words = "redirect_uri differs from the one of the authorization request";
        return Err(refused("code-redirect-uri", words));
    }
    if !pkce::check(request.code_verifier.expose(), &grant.code_challenge) {
        let words = "code_verifier does not fit the code_challenge of the authorization request";
        return Err(refused("code-verifier", words));
    }
    Ok(())
}

/// The answer when a code was spent before, seen at loading or when spending it.
fn spent() -> RefusedExchange {
    let words = "the code was used before; its tokens are revoked";
    RefusedExchange {
        revoke_tokens: true,
        ..refused("code-spent", words)
    }
}

fn refused(reason: &'static str, description: &str) -> RefusedExchange {
    let words = format!("{description}; start a new login");
    RefusedExchange {
        error: OAuthError::new(ErrorCode::InvalidGrant, reason, words),
        revoke_tokens: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{CALLBACK, CHALLENGE, NOW, VERIFIER, client, code_grant};
    use proptest::prelude::*;
    use std::time::Duration;

    fn request(redirect_uri: &str, verifier: &str) -> CodeRequest {
        CodeRequest {
            code: "c".into(),
            redirect_uri: redirect_uri.to_owned(),
            code_verifier: verifier.into(),
        }
    }

    fn decide(spent: bool, request: &CodeRequest, after: u64) -> Result<(), RefusedExchange> {
        let grant = code_grant();
        let stored = StoredCode {
            grant: &grant,
            is_spent: spent,
        };
        check(
            Some(stored),
            &client(),
            request,
            NOW + Duration::from_secs(after),
        )
    }

    fn reason(answer: Result<(), RefusedExchange>) -> (&'static str, bool) {
        let refused = answer.unwrap_err();
        assert_eq!(refused.error.code, ErrorCode::InvalidGrant);
        (refused.error.reason, refused.revoke_tokens)
    }

    #[test]
    fn case_089_a_second_use_is_refused_and_revokes_the_first() {
        let good = request(CALLBACK, VERIFIER);
        assert_eq!(decide(false, &good, 1), Ok(()));
        assert_eq!(reason(decide(true, &good, 1)), ("code-spent", true));
        assert_eq!(reason(decide(true, &good, 90)), ("code-spent", true));
        let wrong = request(CALLBACK, CHALLENGE);
        assert_eq!(reason(decide(true, &wrong, 1)), ("code-spent", true));
    }

    #[test]
    fn case_091_a_code_lives_sixty_seconds() {
        let good = request(CALLBACK, VERIFIER);
        assert_eq!(decide(false, &good, 59), Ok(()));
        for after in [60, 61, 3600] {
            assert_eq!(reason(decide(false, &good, after)), ("code-expired", false));
        }
    }

    #[test]
    fn case_092_a_code_is_good_for_its_client_and_its_request_only() {
        let good = request(CALLBACK, VERIFIER);
        let other = Client {
            client_id: "other".parse().unwrap(),
            ..client()
        };
        let grant = code_grant();
        for is_spent in [false, true] {
            let stored = StoredCode {
                grant: &grant,
                is_spent,
            };
            let answer = check(Some(stored), &other, &good, NOW);
            assert_eq!(
                reason(answer),
                ("code-unknown", false),
                "another client changes nothing"
            );
        }
        assert_eq!(
            reason(check(None, &client(), &good, NOW)),
            ("code-unknown", false)
        );
        for uri in [
            "",
            "https://fjordvik.example/callback/",
            "https://evil.example/callback",
        ] {
            let answer = decide(false, &request(uri, VERIFIER), 1);
            assert_eq!(reason(answer), ("code-redirect-uri", false), "{uri}");
        }
        for verifier in ["", CHALLENGE, &VERIFIER.to_lowercase()] {
            let answer = decide(false, &request(CALLBACK, verifier), 1);
            assert_eq!(reason(answer), ("code-verifier", false), "{verifier}");
        }
    }

    #[test]
    fn case_093_verifiers_of_42_and_129_characters_are_refused() {
        for length in [42, 129] {
            let answer = decide(false, &request(CALLBACK, &"a".repeat(length)), 1);
            assert_eq!(reason(answer), ("code-verifier", false), "{length}");
        }
    }

    proptest! {
        #[test]
        fn case_092_no_other_verifier_fits(verifier in "[A-Za-z0-9._~-]{43,128}") {
            let fits = decide(false, &request(CALLBACK, &verifier), 1).is_ok();
            prop_assert_eq!(fits, verifier == VERIFIER);
        }
    }
}
