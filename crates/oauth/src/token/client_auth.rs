//! Who asks: exactly one way of client authentication, and the registered one (RFC 6749 section
//! 2.3, OIDC Core 1.0 section 9, RFC 7523 section 2.2; domain.md row I7).

use super::client_assertion::{self, AssertionUse, Audiences};
use super::{invalid_client, invalid_request};
use crate::params::{self, Params};
use crate::types::{AuthMethod, Client, OAuthError};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lykill_core::id::ClientId;
use lykill_core::{Secret, Timestamp};
use lykill_crypto::pure::prf;

/// The value of `client_assertion_type` for a JWT (RFC 7523 section 2.2).
pub const JWT_ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What a client presented; nothing of it is verified.
#[derive(Debug, Clone)]
pub struct Presented {
    /// Who it says that it is.
    pub client_id: ClientId,
    /// How it says so.
    pub credential: Credential,
}

/// The credential that came along.
#[derive(Debug, Clone)]
pub enum Credential {
    /// A secret in the `Authorization` header.
    Basic(Secret<String>),
    /// A secret in the body.
    Post(Secret<String>),
    /// A signed assertion.
    Assertion(Secret<String>),
    /// None.
    None,
}

impl Credential {
    /// The method that this is.
    pub const fn method(&self) -> AuthMethod {
        match self {
            Self::Basic(_) => AuthMethod::ClientSecretBasic,
            Self::Post(_) => AuthMethod::ClientSecretPost,
            Self::Assertion(_) => AuthMethod::PrivateKeyJwt,
            Self::None => AuthMethod::None,
        }
    }
}

/// A client as it was loaded for authentication.
#[derive(Debug, Clone, Copy)]
pub struct Registered<'a> {
    /// Its metadata.
    pub client: &'a Client,
    /// SHA-256 of its secret, when it has one.
    pub secret_sha256: Option<&'a [u8]>,
}

/// Reads the `Authorization` header and the body of a token request.
///
/// # Errors
/// `invalid_request` when more than one way is used or none is whole, `invalid_client` when the
/// header cannot be read or the id is none.
pub fn presented(authorization: Option<&str>, params: &Params) -> Result<Presented, OAuthError> {
    let secret = params.get("client_secret");
    let assertion = params.get("client_assertion");
    let ways = [
        authorization.is_some(),
        secret.is_some(),
        assertion.is_some(),
    ];
    if ways.into_iter().filter(|used| *used).count() > 1 {
        let words = "more than one way of client authentication was used; use the registered one";
        return Err(invalid_request("client-auth-twice", words));
    }
    let (claimed, credential) = if let Some(header) = authorization {
        let (id, secret) = basic(header)?;
        (Some(id), Credential::Basic(Secret::new(secret)))
    } else if let Some(assertion) = assertion {
        check_assertion_type(params)?;
        (
            client_assertion::claimed_client(assertion),
            Credential::Assertion(assertion.into()),
        )
    } else if let Some(secret) = secret {
        (None, Credential::Post(secret.into()))
    } else {
        (None, Credential::None)
    };
    let client_id = client_id(claimed.as_deref(), params.get("client_id"))?;
    Ok(Presented {
        client_id,
        credential,
    })
}

/// Decides whether the client is the one that it says. For an assertion the answer holds what
/// must be spent, so that the same assertion is never taken twice.
///
/// # Errors
/// `invalid_client`: an unknown client and a wrong secret look the same.
pub fn authenticate(
    presented: &Presented,
    registered: Option<Registered<'_>>,
    audiences: &Audiences<'_>,
    now: Timestamp,
) -> Result<Option<AssertionUse>, OAuthError> {
    let known = registered.filter(|known| known.client.client_id == presented.client_id);
    let Some(known) = known else {
        return Err(refused("client-unknown"));
    };
    let method = known.client.token_endpoint_auth_method;
    if method != presented.credential.method() {
        let words = format!(
            "this client is registered with {}; use that",
            method.as_str()
        );
        return Err(invalid_client("client-auth-method", &words));
    }
    match &presented.credential {
        Credential::None => Ok(None),
        Credential::Basic(secret) | Credential::Post(secret) => {
            let given = prf::sha256(secret.expose().as_bytes());
            let right = known
                .secret_sha256
                .is_some_and(|stored| prf::equal(stored, &given));
            right
                .then_some(None)
                .ok_or_else(|| refused("client-secret"))
        }
        Credential::Assertion(assertion) => {
            client_assertion::verify(assertion.expose(), known.client, audiences, now).map(Some)
        }
    }
}

fn refused(reason: &'static str) -> OAuthError {
    let words = "the client or its credential is not known; check client_id and the credential";
    invalid_client(reason, words)
}

/// `client_id:client_secret`, each form-encoded, in base64 (RFC 6749 section 2.3.1).
fn basic(header: &str) -> Result<(String, String), OAuthError> {
    let read = || {
        let (scheme, value) = header.split_once(' ')?;
        let value = scheme.eq_ignore_ascii_case("basic").then(|| value.trim())?;
        let decoded = STANDARD.decode(value).ok()?;
        let colon = decoded.iter().position(|b| *b == b':')?;
        let (id, secret) = decoded.split_at_checked(colon)?;
        Some((params::decode(id)?, params::decode(secret.get(1..)?)?))
    };
    let words = "the Authorization header must be Basic with form-encoded client_id and secret";
    read().ok_or_else(|| invalid_client("basic-malformed", words))
}

fn check_assertion_type(params: &Params) -> Result<(), OAuthError> {
    if params.get("client_assertion_type") == Some(JWT_ASSERTION) {
        Ok(())
    } else {
        let words = format!("client_assertion_type must be {JWT_ASSERTION}");
        Err(invalid_request("assertion-type", &words))
    }
}

/// The id of the credential and the `client_id` parameter must not differ.
fn client_id(claimed: Option<&str>, param: Option<&str>) -> Result<ClientId, OAuthError> {
    let id = match (claimed, param) {
        (Some(claimed), Some(param)) if claimed != param => {
            let words = "client_id differs from the client that is authenticated";
            return Err(invalid_request("client-id-differs", words));
        }
        (Some(id), _) | (None, Some(id)) => id,
        (None, None) => {
            let words = "client_id is missing; authenticate as the client is registered";
            return Err(invalid_client("client-missing", words));
        }
    };
    id.parse().map_err(|_| refused("client-id-malformed"))
}

#[cfg(test)]
#[path = "client_auth_tests.rs"]
mod tests;
