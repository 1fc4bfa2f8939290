//! The checks of a logout token (OpenID Connect Back-Channel Logout 1.0 section 2.6).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use openidconnect::JsonWebKey as _;
use openidconnect::core::CoreJwsSigningAlgorithm;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::oidc::Keys;

/// How far the issuer's clock may run ahead of ours.
const CLOCK_AHEAD: SignedDuration = SignedDuration::from_secs(60);
/// The longest life that is believed: an issuer has no reason to make tokens that stay.
const LONGEST_LIFE: SignedDuration = SignedDuration::from_secs(180);
/// The member of `events` that makes a token a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Why a token is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadLogoutToken {
    #[error("not a compact JWS with JSON in it")]
    Malformed,
    #[error("typ is not logout+jwt")]
    Type,
    #[error("alg is not ES256")]
    Algorithm,
    #[error("the key is not one of the issuer's")]
    UnknownKey,
    #[error("the signature is wrong")]
    Signature,
    #[error("iss is not the issuer")]
    Issuer,
    #[error("aud is not this client")]
    Audience,
    #[error("iat and exp are not those of a fresh token")]
    Time,
    #[error("neither sub nor sid says whom it concerns")]
    Nobody,
    #[error("events does not say that it is a logout")]
    Event,
    #[error("a nonce belongs to ID tokens")]
    Nonce,
    #[error("this token came before")]
    Replayed,
}

/// Whose session is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ended {
    /// One session at the issuer; without it all of the subject's.
    pub(crate) sid: Option<String>,
    /// The subject.
    pub(crate) sub: Option<String>,
    /// Names the token, so that it counts once.
    pub(crate) jti: String,
    /// When the token ends.
    pub(crate) expires: Timestamp,
}

/// What a token must say.
pub(crate) struct Expected<'a> {
    pub(crate) issuer: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) now: Timestamp,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: Option<String>,
    kid: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Value,
    iat: i64,
    exp: i64,
    jti: String,
    sub: Option<String>,
    sid: Option<String>,
    events: Map<String, Value>,
    #[serde(default)]
    nonce: Value,
}

/// Checks form, `typ`, `alg`, signature, and then what the token says.
pub(crate) fn verify(
    token: &str,
    keys: &Keys,
    expected: &Expected<'_>,
) -> Result<Ended, BadLogoutToken> {
    let mut parts = token.split('.');
    let (Some(head), Some(body), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(BadLogoutToken::Malformed);
    };
    let header: Header = decode(head)?;
    // A token of another kind, such as an ID token, is none of these (RFC 8725 section 3.11).
    if header.typ.as_deref() != Some("logout+jwt") {
        return Err(BadLogoutToken::Type);
    }
    if header.alg != "ES256" {
        return Err(BadLogoutToken::Algorithm);
    }
    let named = header.kid.as_deref();
    let key = keys
        .keys()
        .iter()
        .find(|key| named.is_some() && key.key_id().map(|id| id.as_str()) == named)
        .ok_or(BadLogoutToken::UnknownKey)?;
    let signature = bytes(signature)?;
    let message = token.rsplit_once('.').map_or("", |(message, _)| message);
    key.verify_signature(
        &CoreJwsSigningAlgorithm::EcdsaP256Sha256,
        message.as_bytes(),
        &signature,
    )
    .map_err(|_| BadLogoutToken::Signature)?;
    check(decode(body)?, expected)
}

fn check(claims: Claims, expected: &Expected<'_>) -> Result<Ended, BadLogoutToken> {
    if claims.iss != expected.issuer {
        return Err(BadLogoutToken::Issuer);
    }
    let is_ours = |aud: &Value| aud.as_str() == Some(expected.client_id);
    let ours = match &claims.aud {
        Value::Array(all) => all.iter().any(is_ours),
        one => is_ours(one),
    };
    if !ours {
        return Err(BadLogoutToken::Audience);
    }
    let expires = check_time(&claims, expected.now)?;
    if claims.sub.is_none() && claims.sid.is_none() {
        return Err(BadLogoutToken::Nobody);
    }
    if !claims.events.get(EVENT).is_some_and(Value::is_object) {
        return Err(BadLogoutToken::Event);
    }
    if !claims.nonce.is_null() {
        return Err(BadLogoutToken::Nonce);
    }
    Ok(Ended {
        sid: claims.sid,
        sub: claims.sub,
        jti: claims.jti,
        expires,
    })
}

fn check_time(claims: &Claims, now: Timestamp) -> Result<Timestamp, BadLogoutToken> {
    let at = |seconds| Timestamp::from_second(seconds).map_err(|_| BadLogoutToken::Time);
    let (issued, expires) = (at(claims.iat)?, at(claims.exp)?);
    let fresh = now < expires
        && expires.duration_since(issued) <= LONGEST_LIFE
        && issued.duration_since(now) <= CLOCK_AHEAD;
    fresh.then_some(expires).ok_or(BadLogoutToken::Time)
}

fn decode<T: DeserializeOwned>(part: &str) -> Result<T, BadLogoutToken> {
    serde_json::from_slice(&bytes(part)?).map_err(|_| BadLogoutToken::Malformed)
}

fn bytes(part: &str) -> Result<Vec<u8>, BadLogoutToken> {
    URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| BadLogoutToken::Malformed)
}
