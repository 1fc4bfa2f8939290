//! `private_key_jwt` (RFC 7523 section 3, OIDC Core 1.0 section 9, FAPI 2.0 Security Profile;
//! security.md case 100): a short-lived JWT, signed by the client's registered key, for us only,
//! taken once.

use super::invalid_client;
use crate::types::{Client, OAuthError};
use lykill_core::Timestamp;
use lykill_core::id::ClientId;
use lykill_crypto::pure::jose::{self, Algorithm, Expect, VerifyKey};
use lykill_crypto::pure::{b64, json};
use serde_json::Value;
use std::time::Duration;

/// How far ahead an assertion may end.
pub const LONGEST_LIFE: Duration = Duration::from_secs(300);
/// How far the client's clock may be ahead of ours.
pub const CLOCK_SKEW: Duration = Duration::from_secs(10);

/// The values of `aud` that mean us.
#[derive(Debug, Clone, Copy)]
pub struct Audiences<'a> {
    /// This issuer.
    pub issuer: &'a str,
    /// The address of its token endpoint.
    pub token_endpoint: &'a str,
    /// The address that is called, which is its own name too (RFC 9126 section 2).
    pub endpoint: &'a str,
}

/// What must be spent, by client and `jti`, before the assertion counts; the row may be deleted
/// after `expires_at`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssertionUse {
    /// The assertion's `jti`: 1 to 256 characters.
    pub jti: String,
    /// When the assertion ends, so that its row need not be kept longer.
    pub expires_at: Timestamp,
}

/// The client that an unverified assertion names, to find its keys; none when it names none.
pub(super) fn claimed_client(assertion: &str) -> Option<String> {
    let payload = assertion.split('.').nth(1)?;
    let claims = json::parse(&b64::decode(payload).ok()?).ok()?;
    claims.get("sub")?.as_str().map(str::to_owned)
}

/// Verifies an assertion with the client's registered keys.
///
/// # Errors
/// `invalid_client` when the signature or a claim is wrong.
pub fn verify(
    assertion: &str,
    client: &Client,
    audiences: &Audiences<'_>,
    now: Timestamp,
) -> Result<AssertionUse, OAuthError> {
    let keys = client.jwks.as_ref().map(VerifyKey::from_jwks);
    let Some(Ok(keys)) = keys else {
        let words = "no usable key is registered for this client; register jwks";
        return Err(invalid_client("assertion-keys", words));
    };
    let bound = client.token_endpoint_auth_signing_alg.as_deref();
    let allowed = |algorithm: &Algorithm| bound.is_none_or(|name| name == algorithm.name());
    let algorithms: Vec<Algorithm> = Algorithm::ALL.into_iter().filter(allowed).collect();
    let expect = Expect {
        types: &["JWT", "client-authentication+jwt"],
        type_may_be_absent: true,
        algorithms: &algorithms,
    };
    let claims = jose::verify(assertion, &keys, expect)
        .map_err(|error| invalid_client("assertion-signature", &error.to_string()))?;
    check(&claims, &client.client_id, audiences, now)
}

/// Checks the claims of an assertion whose signature is right.
///
/// # Errors
/// `invalid_client` with the claim that is wrong.
pub fn check(
    claims: &Value,
    client_id: &ClientId,
    audiences: &Audiences<'_>,
    now: Timestamp,
) -> Result<AssertionUse, OAuthError> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(client_id.as_str()) || text("sub") != Some(client_id.as_str()) {
        return Err(wrong("iss and sub must both be the client_id"));
    }
    let Audiences {
        issuer,
        token_endpoint,
        endpoint,
    } = *audiences;
    let ours = |aud: &str| [issuer, token_endpoint, endpoint].contains(&aud);
    if !text("aud").is_some_and(ours) {
        return Err(wrong("aud must be this issuer as one string, no list"));
    }
    let jti = text("jti").filter(|jti| (1..=256).contains(&jti.len()));
    let jti = jti.ok_or_else(|| wrong("jti must be 1 to 256 characters, another each time"))?;
    Ok(AssertionUse {
        jti: jti.to_owned(),
        expires_at: check_times(claims, now)?,
    })
}

fn check_times(claims: &Value, now: Timestamp) -> Result<Timestamp, OAuthError> {
    let time = |name: &str| jose::seconds(claims, name).map_err(|error| wrong(&error.to_string()));
    let expires_at = time("exp")?.ok_or_else(|| wrong("exp is missing"))?;
    if expires_at <= now {
        return Err(wrong("exp is past; make a new assertion for each request"));
    }
    if expires_at > now + LONGEST_LIFE + CLOCK_SKEW {
        return Err(wrong("exp must be at most 5 minutes ahead"));
    }
    for name in ["iat", "nbf"] {
        if time(name)?.is_some_and(|at| at > now + CLOCK_SKEW) {
            return Err(wrong(&format!(
                "{name} is ahead of our clock by more than 10 seconds"
            )));
        }
    }
    Ok(expires_at)
}

fn wrong(description: &str) -> OAuthError {
    invalid_client(
        "assertion-claims",
        &format!("client_assertion: {description}"),
    )
}

#[cfg(test)]
#[path = "client_assertion_tests.rs"]
mod tests;
