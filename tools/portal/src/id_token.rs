//! The checks of the ID token (OpenID Connect Core 1.0 section 3.1.3.7).

use std::time::SystemTime;

use jiff::{SignedDuration, Timestamp};
use openidconnect::core::CoreJwsSigningAlgorithm;
use openidconnect::{
    AccessToken, AccessTokenHash, ClaimsVerificationError, Nonce, SignatureVerificationError,
};

use crate::level::Level;
use crate::oidc::{OidcClient, Token, TokenClaims};
use crate::refusal::Refusal;

/// How far the issuer's clock may run ahead of ours.
const CLOCK_AHEAD: SignedDuration = SignedDuration::from_secs(60);
/// The oldest ID token that a fresh code can bring.
const TOKEN_AGE: SignedDuration = SignedDuration::from_mins(10);
/// What two good clocks may differ when `auth_time` is compared with our request.
const AUTH_TIME_SLACK: SignedDuration = SignedDuration::from_secs(5);

/// What this login must find in its ID token.
pub(crate) struct Expected<'a> {
    pub(crate) nonce: &'a Nonce,
    /// When a fresh login was asked for: the moment of asking.
    pub(crate) fresh_since: Option<Timestamp>,
    pub(crate) now: Timestamp,
}

/// Checks the signature (ES256 only), `iss`, `aud`, `azp`, `exp`, `iat`,
/// `nonce`, `acr`, `auth_time`.
pub(crate) fn verify(
    client: &OidcClient,
    token: &Token,
    expected: &Expected<'_>,
) -> Result<TokenClaims, ClaimsVerificationError> {
    let now = expected.now;
    let fresh_since = expected.fresh_since;
    let verifier = client
        .id_token_verifier()
        .set_allowed_algs([CoreJwsSigningAlgorithm::EcdsaP256Sha256])
        .set_time_fn(move || SystemTime::from(now).into())
        .set_issue_time_verifier_fn(move |at| check_issue_time(at.into(), now))
        .set_auth_context_verifier_fn(|acr| match acr.and_then(|acr| Level::accepted(acr)) {
            Some(_) => Ok(()),
            None => Err("not an accepted level".to_owned()),
        })
        .set_auth_time_verifier_fn(move |at| check_auth_time(at.map(Into::into), fresh_since, now));
    let claims = token.claims(&verifier, expected.nonce)?;
    match claims.authorized_party() {
        Some(party) if party != client.client_id() => Err(
            ClaimsVerificationError::InvalidAudience("foreign azp".to_owned()),
        ),
        _ => Ok(claims.clone()),
    }
}

fn check_issue_time(at: SystemTime, now: Timestamp) -> Result<(), String> {
    let at = Timestamp::try_from(at).map_err(|error| error.to_string())?;
    let age = now.duration_since(at);
    if age > TOKEN_AGE || age < -CLOCK_AHEAD {
        return Err("issued at an impossible time".to_owned());
    }
    Ok(())
}

/// With a fresh login asked for, `auth_time` must be there and not lie before the request;
/// it can never lie in the future.
fn check_auth_time(
    at: Option<SystemTime>,
    fresh_since: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), String> {
    let Some(at) = at else {
        return match fresh_since {
            Some(_) => Err("auth_time is missing".to_owned()),
            None => Ok(()),
        };
    };
    let at = Timestamp::try_from(at).map_err(|error| error.to_string())?;
    if at.duration_since(now) > CLOCK_AHEAD {
        return Err("auth_time lies in the future".to_owned());
    }
    match fresh_since {
        Some(asked) if asked.duration_since(at) > AUTH_TIME_SLACK => {
            Err("the login is older than the request for a fresh one".to_owned())
        }
        _ => Ok(()),
    }
}

/// `at_hash` is optional in the code flow; when it is there it must fit (Core 3.1.3.8).
pub(crate) fn check_access_token(
    client: &OidcClient,
    access_token: &AccessToken,
    token: &Token,
    claims: &TokenClaims,
) -> Result<(), Refusal> {
    let Some(named) = claims.access_token_hash() else {
        return Ok(());
    };
    let verifier = client.id_token_verifier();
    let algorithm = token.signing_alg().map_err(|_| Refusal::Signature)?;
    let key = token
        .signing_key(&verifier)
        .map_err(|_| Refusal::Signature)?;
    let actual = AccessTokenHash::from_token(access_token, algorithm, key)
        .map_err(|_| Refusal::AccessTokenHash)?;
    if actual == *named {
        Ok(())
    } else {
        Err(Refusal::AccessTokenHash)
    }
}

/// The token names a key that is not among those at hand.
pub(crate) fn is_unknown_key(error: &ClaimsVerificationError) -> bool {
    matches!(
        error,
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)
    )
}

/// The refusal that tells the person which check failed.
pub(crate) fn claims_refusal(error: &ClaimsVerificationError) -> Refusal {
    match error {
        ClaimsVerificationError::Expired(_) => Refusal::Expired,
        ClaimsVerificationError::InvalidAudience(_) => Refusal::Audience,
        ClaimsVerificationError::InvalidAuthContext(_) => Refusal::LevelTooLow,
        ClaimsVerificationError::InvalidAuthTime(_) => Refusal::LoginTooOld,
        ClaimsVerificationError::InvalidIssuer(_) => Refusal::TokenIssuer,
        ClaimsVerificationError::InvalidNonce(_) => Refusal::Nonce,
        ClaimsVerificationError::SignatureVerification(_) => Refusal::Signature,
        _ => Refusal::IdTokenMissing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_000_000 + seconds)
    }

    fn auth_time(seconds: i64, asked: Option<i64>) -> bool {
        check_auth_time(Some(at(seconds).into()), asked.map(at), at(0)).is_ok()
    }

    #[test]
    fn an_old_login_is_good_unless_a_fresh_one_was_asked_for() {
        assert!(auth_time(-7000, None));
        assert!(auth_time(-20, Some(-25)), "after the asking");
        assert!(
            auth_time(-30, Some(-25)),
            "clocks may differ by five seconds"
        );
        assert!(!auth_time(-31, Some(-25)));
        assert!(check_auth_time(None, None, at(0)).is_ok());
        assert!(check_auth_time(None, Some(at(-25)), at(0)).is_err());
    }

    #[test]
    fn nobody_logged_in_in_the_future() {
        assert!(auth_time(60, None));
        assert!(!auth_time(61, None));
        assert!(!auth_time(61, Some(0)));
    }

    #[test]
    fn tokens_are_at_most_ten_minutes_old_and_a_minute_ahead() {
        let good = |seconds| check_issue_time(at(seconds).into(), at(0)).is_ok();
        assert!(good(-600) && good(0) && good(60));
        assert!(!good(-601) && !good(61));
    }
}
