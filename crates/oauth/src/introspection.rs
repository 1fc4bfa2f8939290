//! What a client is told about a token (RFC 7662 section 2.2): everything about a living one of
//! its own, and nothing about any other (security.md case 118).

use crate::token::refresh_grant::StoredFamily;
use crate::types::{AccessGrant, Client, ErrorCode, OAuthError};
use lykill_core::Timestamp;
use lykill_crypto::pure::prf;
use serde_json::{Value, json};

/// Whether a client that is known may ask at all: only one that showed more than its name
/// (RFC 7662 section 2.1).
///
/// # Errors
/// `invalid_client` for a public client.
pub fn admit(client: &Client) -> Result<(), OAuthError> {
    if client.token_endpoint_auth_method.proves() {
        return Ok(());
    }
    let words = "introspection is for clients that authenticate; this one is registered with none";
    Err(OAuthError::new(
        ErrorCode::InvalidClient,
        "introspection-public",
        words,
    ))
}

/// What is said about an access token that was looked up; revoked ones are not found.
pub fn of_access(grant: Option<&AccessGrant>, client: &Client, now: Timestamp) -> Value {
    let own = |grant: &&AccessGrant| grant.client_id == client.client_id;
    let living = grant.filter(own).filter(|grant| now < grant.expires_at);
    living.map_or_else(inactive, |grant| {
        json!({
            "active": true,
            "token_type": "Bearer",
            "client_id": grant.client_id.as_str(),
            "scope": grant.scope.to_string(),
            "sub": grant.sub,
            "iat": grant.issued_at.seconds(),
            "exp": grant.expires_at.seconds(),
        })
    })
}

/// What is said about a refresh token whose family was looked up, by its SHA-256: only the living
/// one of a family that lives. A family without a living session is not found.
pub fn of_refresh(
    family: Option<StoredFamily<'_>>,
    client: &Client,
    presented: &[u8; 32],
    now: Timestamp,
) -> Value {
    let own = |family: &StoredFamily<'_>| family.grant.client_id == client.client_id;
    let living = family.filter(own).filter(|family| {
        let ends = family.idle_until.min(family.grant.expires_at);
        !family.is_revoked && now < ends && prf::equal(family.token_hash, presented)
    });
    living.map_or_else(inactive, |family| {
        let ends = family.idle_until.min(family.grant.expires_at);
        json!({
            "active": true,
            "client_id": family.grant.client_id.as_str(),
            "scope": family.grant.scope.to_string(),
            "sub": family.grant.sub,
            "iat": family.rotated_at.seconds(),
            "exp": ends.seconds(),
        })
    })
}

/// What is said about everything else: neither why, nor whether it ever was one.
fn inactive() -> Value {
    json!({ "active": false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{NOW, client, code_grant};
    use crate::types::{AuthMethod, RefreshGrant};
    use std::time::Duration;

    const LIFE: Duration = Duration::from_secs(120);

    #[test]
    fn a_living_token_is_described_to_its_client() {
        let grant = AccessGrant::from_code(&code_grant(), NOW, LIFE);
        let last = NOW + Duration::from_secs(119);
        let said = of_access(Some(&grant), &client(), last);
        assert_eq!(said["active"], true);
        assert_eq!(said["scope"], "openid profile");
        assert_eq!(said["sub"], code_grant().sub);
        assert_eq!(said["exp"], NOW.seconds() + 120);
        assert_eq!(
            of_access(Some(&grant), &client(), NOW + LIFE),
            inactive(),
            "it ends with its second"
        );
    }

    #[test]
    fn case_118_another_clients_token_is_as_none() {
        let grant = AccessGrant::from_code(&code_grant(), NOW, LIFE);
        let other = Client {
            client_id: "other".parse().unwrap(),
            ..client()
        };
        assert_eq!(of_access(Some(&grant), &other, NOW), inactive());
        assert_eq!(of_access(None, &client(), NOW), inactive());
    }

    #[test]
    fn of_a_family_only_the_living_token_is_described() {
        let grant = RefreshGrant::from_code(&code_grant(), NOW, Duration::from_secs(7200));
        let family = StoredFamily {
            grant: &grant,
            token_hash: &[1; 32],
            former_hash: Some(&[2; 32]),
            rotated_at: NOW,
            idle_until: NOW + Duration::from_secs(1800),
            is_revoked: false,
        };
        let said = of_refresh(Some(family), &client(), &[1; 32], NOW);
        assert_eq!(said["active"], true);
        assert_eq!(said["exp"], NOW.seconds() + 1800);
        let revoked = StoredFamily {
            is_revoked: true,
            ..family
        };
        let other = Client {
            client_id: "other".parse().unwrap(),
            ..client()
        };
        let late = NOW + Duration::from_secs(1800);
        for (family, client, hash, now) in [
            (None, client(), [1; 32], NOW),
            (Some(family), client(), [2; 32], NOW),
            (Some(revoked), client(), [1; 32], NOW),
            (Some(family), other, [1; 32], NOW),
            (Some(family), client(), [1; 32], late),
        ] {
            assert_eq!(of_refresh(family, &client, &hash, now), inactive());
        }
    }

    #[test]
    fn a_public_client_may_not_ask() {
        for method in AuthMethod::ALL {
            let client = Client {
                token_endpoint_auth_method: method,
                ..client()
            };
            let refused = admit(&client).err().map(|error| error.status());
            let expected = (method == AuthMethod::None).then_some(401);
            assert_eq!(refused, expected, "{method:?}");
        }
    }
}
