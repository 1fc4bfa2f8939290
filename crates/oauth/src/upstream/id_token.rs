//! Who was logged in at a provider, how and when (OpenID Connect Core 1.0 section 3.1.3.7).

use super::{CLOCK_SKEW, LONGEST_SUBJECT, Provider};
use lykill_core::{Level, Timestamp};
use lykill_crypto::pure::jose::{self, Algorithm, Expect, JoseError, VerifyKey};
use lykill_crypto::pure::prf;
use serde_json::Value;
use std::time::Duration;

/// What an ID token must answer.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The nonce that was sent.
    pub nonce: &'a str,
    /// When the browser was sent away.
    pub asked_at: Timestamp,
    /// How old the login there was allowed to be, in seconds.
    pub max_age: u64,
    /// The present moment.
    pub now: Timestamp,
}

/// Whom a provider vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vouched {
    /// Its name for the person; with the issuer it is one person for ever.
    pub subject: String,
    /// What the login there is worth here: mapped and capped.
    pub level: Level,
    /// When the person logged in there.
    pub authenticated_at: Timestamp,
    /// What stands in the claim of the national number; nobody read it yet.
    pub national_id: Option<String>,
}

/// Why an ID token is refused. The words hold nothing of the token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadIdToken {
    /// Form, header, key or signature.
    #[error("ID token: {0}")]
    Jose(#[from] JoseError),
    /// A claim.
    #[error("ID token: {0} is missing or wrong")]
    Claim(&'static str),
    /// A level that is not mapped.
    #[error("ID token: its acr means nothing here")]
    Level,
}

impl BadIdToken {
    /// Whether other keys of the provider may tell: it may have changed them.
    pub const fn may_be_a_new_key(&self) -> bool {
        matches!(self, Self::Jose(JoseError::UnknownKey))
    }
}

/// Verifies an ID token with the provider's keys.
///
/// # Errors
/// [`BadIdToken`]: the first thing that was wrong.
pub fn verify(
    token: &str,
    keys: &[VerifyKey],
    provider: &Provider,
    expected: &Expected<'_>,
) -> Result<Vouched, BadIdToken> {
    let expect = Expect {
        types: &["JWT"],
        // OpenID Connect Core leaves `typ` open, and most providers leave it out.
        type_may_be_absent: true,
        algorithms: &Algorithm::ALL,
    };
    let claims = jose::verify(token, keys, expect)?;
    judge(&claims, provider, expected)
}

/// Judges the claims of a token whose signature is right.
///
/// # Errors
/// [`BadIdToken`]: the first claim that is wrong.
pub fn judge(
    claims: &Value,
    provider: &Provider,
    expected: &Expected<'_>,
) -> Result<Vouched, BadIdToken> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(provider.issuer.as_str()) {
        return Err(BadIdToken::Claim("iss"));
    }
    check_audience(claims, &provider.client_id)?;
    let nonce = text("nonce").unwrap_or_default();
    if !prf::equal(nonce.as_bytes(), expected.nonce.as_bytes()) {
        return Err(BadIdToken::Claim("nonce"));
    }
    let authenticated_at = check_times(claims, expected)?;
    let level = match claims.get("acr") {
        None => provider.level(None),
        Some(acr) => acr.as_str().and_then(|acr| provider.level(Some(acr))),
    };
    let subject = text("sub")
        .filter(|sub| is_subject(sub))
        .ok_or(BadIdToken::Claim("sub"))?;
    let national_id = provider.national_id_claim.as_deref().and_then(text);
    Ok(Vouched {
        subject: subject.to_owned(),
        level: level.ok_or(BadIdToken::Level)?,
        authenticated_at,
        national_id: national_id.map(str::to_owned),
    })
}

/// We are the audience, and where there are several the token was made for us (`azp`).
fn check_audience(claims: &Value, client_id: &str) -> Result<(), BadIdToken> {
    let others = match claims.get("aud") {
        Some(Value::String(one)) if one == client_id => false,
        Some(Value::Array(all)) if all.iter().any(|one| one == client_id) => all.len() > 1,
        _ => return Err(BadIdToken::Claim("aud")),
    };
    match claims.get("azp") {
        None if others => Err(BadIdToken::Claim("azp")),
        Some(party) if party != client_id => Err(BadIdToken::Claim("azp")),
        _ => Ok(()),
    }
}

/// `exp`, `iat`, `nbf` and `auth_time`: made after we asked, not over, and of a login that is not
/// older than we allowed.
fn check_times(claims: &Value, expected: &Expected<'_>) -> Result<Timestamp, BadIdToken> {
    let Expected {
        asked_at,
        max_age,
        now,
        ..
    } = *expected;
    let at = |name: &'static str| jose::seconds(claims, name).map_err(|_| BadIdToken::Claim(name));
    let needed = |name: &'static str| at(name)?.ok_or(BadIdToken::Claim(name));
    if needed("exp")? + CLOCK_SKEW <= now {
        return Err(BadIdToken::Claim("exp"));
    }
    let issued_at = needed("iat")?;
    if issued_at > now + CLOCK_SKEW || issued_at + CLOCK_SKEW < asked_at {
        return Err(BadIdToken::Claim("iat"));
    }
    if at("nbf")?.is_some_and(|from| from > now + CLOCK_SKEW) {
        return Err(BadIdToken::Claim("nbf"));
    }
    let authenticated_at = needed("auth_time")?;
    let oldest = asked_at - CLOCK_SKEW - Duration::from_secs(max_age);
    if authenticated_at > now + CLOCK_SKEW || authenticated_at < oldest {
        return Err(BadIdToken::Claim("auth_time"));
    }
    Ok(authenticated_at.min(now))
}

/// At most 255 ASCII characters (section 2), none of which is a control character or a space.
fn is_subject(text: &str) -> bool {
    (1..=LONGEST_SUBJECT).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
#[path = "id_token_tests.rs"]
mod tests;
