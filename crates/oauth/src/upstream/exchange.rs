//! The code for an ID token (OpenID Connect Core 1.0 section 3.1.3), by `private_key_jwt`
//! (section 9, RFC 7523).

use super::Provider;
use lykill_core::{Secret, Timestamp};
use lykill_crypto::pure::jose::{SignFailed, SigningKey, TOKEN_BYTES_MAX, sign_es256};
use lykill_crypto::pure::json;
use serde_json::{Value, json};
use std::time::Duration;
use url::form_urlencoded::Serializer;

/// So long the assertion lives: the request is sent at once.
const ASSERTION: Duration = Duration::from_secs(60);
/// The kind of assertion (RFC 7523 section 2.2).
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What a code is redeemed with.
#[derive(Debug)]
pub struct Redemption<'a> {
    /// The code.
    pub code: &'a str,
    /// The PKCE secret.
    pub verifier: &'a str,
    /// A random id of the assertion.
    pub jti: &'a str,
    /// The present moment.
    pub now: Timestamp,
}

/// The body of the token request. The assertion is for this provider only: its audience is the
/// issuer, not an address that metadata could point elsewhere.
///
/// # Errors
/// [`SignFailed`] when the library could not sign.
pub fn form(
    provider: &Provider,
    key: &SigningKey,
    redemption: &Redemption<'_>,
) -> Result<Secret<Vec<u8>>, SignFailed> {
    let Redemption {
        code,
        verifier,
        jti,
        now,
    } = *redemption;
    let claims = json!({
        "iss": provider.client_id,
        "sub": provider.client_id,
        "aud": provider.issuer,
        "jti": jti,
        "iat": now.seconds(),
        "exp": (now + ASSERTION).seconds(),
    });
    let assertion = sign_es256(key, "JWT", claims.to_string().as_bytes())?;
    let form = Serializer::new(String::new())
        .append_pair("grant_type", "authorization_code")
        .append_pair("code", code)
        .append_pair("redirect_uri", &provider.redirect_uri)
        .append_pair("client_id", &provider.client_id)
        .append_pair("code_verifier", verifier)
        .append_pair("client_assertion_type", ASSERTION_TYPE)
        .append_pair("client_assertion", &assertion)
        .finish();
    Ok(Secret::new(form.into_bytes()))
}

/// The answer to a token request is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the token endpoint's answer has no ID token")]
pub struct NoIdToken;

/// The ID token in the answer (section 3.1.3.3). The access token is not used: nothing is asked
/// of the provider after this.
///
/// # Errors
/// [`NoIdToken`] for anything that is no strict JSON object with a token in it.
pub fn id_token(body: &[u8]) -> Result<String, NoIdToken> {
    let read = json::parse(body).map_err(|_| NoIdToken)?;
    let token = read.get("id_token").and_then(Value::as_str);
    let token = token.filter(|token| !token.is_empty() && token.len() <= TOKEN_BYTES_MAX);
    token.map(str::to_owned).ok_or(NoIdToken)
}
