//! Whether a refresh token may be exchanged (RFC 6749 sections 6 and 10.4, RFC 9700 section 4.14;
//! security.md case 96). Each token is good for one exchange; one that comes again is a replay and
//! ends its family, unless it is the same client that did not get the answer.

use crate::types::{Client, ErrorCode, OAuthError, RefreshGrant};
use lykill_core::Timestamp;
use lykill_crypto::pure::prf;
use std::time::Duration;

/// A lost answer may be asked for again so long after the exchange.
pub const RETRY_WITHIN: Duration = Duration::from_secs(30);

/// A family as it was loaded.
#[derive(Debug, Clone, Copy)]
pub struct StoredFamily<'a> {
    /// What it stands for.
    pub grant: &'a RefreshGrant,
    /// SHA-256 of its one living token.
    pub token_hash: &'a [u8; 32],
    /// SHA-256 of the token that was exchanged for it; none when it is the first.
    pub former_hash: Option<&'a [u8; 32]>,
    /// When it was made.
    pub rotated_at: Timestamp,
    /// When it ends unless it is used.
    pub idle_until: Timestamp,
    /// Whether the family was revoked.
    pub is_revoked: bool,
}

/// What a refresh token gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exchange {
    /// It is the living one: new tokens.
    Rotate,
    /// It was exchanged moments ago: the same tokens once more.
    Repeat,
}

/// A refused exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRefresh {
    /// The answer.
    pub error: OAuthError,
    /// Whether the family must be revoked, with its access tokens.
    pub revoke_family: bool,
}

/// Decides about an exchange by a client that is authenticated. `presented` is the SHA-256 of the
/// token. A public client shows nothing by which it could be told from a thief, so no answer is
/// repeated for it.
///
/// # Errors
/// [`RefusedRefresh`]: `unauthorized_client` for a client without refresh tokens, otherwise
/// `invalid_grant`. Another client's request changes nothing.
pub fn check(
    stored: Option<StoredFamily<'_>>,
    client: &Client,
    presented: &[u8; 32],
    now: Timestamp,
) -> Result<Exchange, RefusedRefresh> {
    if !client.refresh_tokens {
        let words = "this client is registered without the grant type refresh_token";
        let error = OAuthError::new(ErrorCode::UnauthorizedClient, "refresh-not-served", words);
        return Err(RefusedRefresh {
            error,
            revoke_family: false,
        });
    }
    let own = |stored: &StoredFamily<'_>| stored.grant.client_id == client.client_id;
    let Some(family) = stored.filter(own) else {
        let words = "the refresh token is not known for this client";
        return Err(refused("refresh-unknown", words));
    };
    if family.is_revoked {
        return Err(refused("refresh-revoked", "the refresh token was revoked"));
    }
    let living = prf::equal(family.token_hash, presented);
    let retried = now < family.rotated_at + RETRY_WITHIN;
    let former = family
        .former_hash
        .is_some_and(|former| prf::equal(former, presented));
    let proven = client.token_endpoint_auth_method.proves();
    let exchange = if living {
        Exchange::Rotate
    } else if former && retried && proven {
        Exchange::Repeat
    } else {
        return Err(replayed());
    };
    check_times(&family, now).map(|()| exchange)
}

fn check_times(family: &StoredFamily<'_>, now: Timestamp) -> Result<(), RefusedRefresh> {
    if now >= family.grant.expires_at {
        return Err(refused("refresh-expired", "the login is too old"));
    }
    if now >= family.idle_until {
        let words = "the refresh token was not used for too long";
        return Err(refused("refresh-idle", words));
    }
    Ok(())
}

/// The answer to a token that was exchanged before.
fn replayed() -> RefusedRefresh {
    let words = "the refresh token was used before; all tokens of this login are revoked";
    RefusedRefresh {
        revoke_family: true,
        ..refused("refresh-replayed", words)
    }
}

fn refused(reason: &'static str, description: &str) -> RefusedRefresh {
    RefusedRefresh {
        error: ended(reason, description),
        revoke_family: false,
    }
}

/// An `invalid_grant`: what the refresh token stood for is over.
pub fn ended(reason: &'static str, description: &str) -> OAuthError {
    let words = format!("{description}; start a new login");
    OAuthError::new(ErrorCode::InvalidGrant, reason, words)
}

#[cfg(test)]
#[path = "refresh_grant_tests.rs"]
mod tests;
