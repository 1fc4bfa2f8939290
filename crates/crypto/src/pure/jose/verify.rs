//! Verification of a compact JWS (RFC 7515 section 5.2), in the order: form, header, key,
//! signature, and only then the claims.

use super::header::Header;
use super::key::{Algorithm, VerifyKey};
use crate::pure::{b64, json};
use serde_json::Value;

/// The longest token that is looked at, in bytes.
pub const TOKEN_BYTES_MAX: usize = 16 * 1024;

/// What the caller expects of a token, so that one made for another purpose is refused
/// (RFC 8725 sections 3.1 and 3.11).
#[derive(Debug, Clone, Copy)]
pub struct Expect<'a> {
    /// The values of `typ` that are right here, such as `JWT` or `logout+jwt`.
    pub types: &'a [&'a str],
    /// Whether `typ` may be absent: only where the specification of the token leaves it open, as
    /// RFC 7523 does for `private_key_jwt`.
    pub type_may_be_absent: bool,
    /// The algorithms that are right here.
    pub algorithms: &'a [Algorithm],
}

/// Why a token is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JoseError {
    /// Longer than [`TOKEN_BYTES_MAX`].
    #[error("the token is longer than 16384 bytes")]
    TooLarge,
    /// Not three parts with two dots between them.
    #[error("the token is not a compact JWS")]
    NotCompact,
    /// A part is not canonical base64url.
    #[error("a part of the token is {0}")]
    NotBase64Url(#[from] b64::NotBase64Url),
    /// Header or claims are not strict JSON.
    #[error("the token is {0}")]
    Json(#[from] json::JsonError),
    /// Header or claims are JSON but no object.
    #[error("header and claims of the token must be JSON objects")]
    NotAnObject,
    /// The header has a member that the sender must not use with us.
    #[error("the token's header must not have {member}")]
    HeaderForbidden {
        /// The member.
        member: &'static str,
    },
    /// A member of the header is no text.
    #[error("{member} in the token's header must be a text")]
    HeaderMalformed {
        /// The member.
        member: &'static str,
    },
    /// `alg` is absent, unknown, or not right here.
    #[error("the token's algorithm is not accepted")]
    AlgorithmRefused,
    /// `typ` is that of another kind of token.
    #[error("the token is of another type")]
    TypeRefused,
    /// No key of the sender has this `kid` and algorithm, or it is not clear which.
    #[error("no registered key has the token's kid and algorithm")]
    UnknownKey,
    /// The signature is not that of the key.
    #[error("the token's signature is wrong")]
    BadSignature,
}

/// Verifies a token with the sender's registered keys and gives its claims, an object.
///
/// Times and audience are for the caller to check: this knows no clock and no names. The key is
/// the one with the token's `kid`; a token without `kid` needs a sender with a single key of its
/// algorithm (OpenID Connect Core section 10.1).
///
/// # Errors
/// [`JoseError`]: the first thing that was wrong.
pub fn verify(token: &str, keys: &[VerifyKey], expect: Expect<'_>) -> Result<Value, JoseError> {
    if token.len() > TOKEN_BYTES_MAX {
        return Err(JoseError::TooLarge);
    }
    let (message, signature) = token.rsplit_once('.').ok_or(JoseError::NotCompact)?;
    let (head, payload) = message.split_once('.').ok_or(JoseError::NotCompact)?;
    if payload.contains('.') {
        return Err(JoseError::NotCompact);
    }
    let header = Header::parse(&b64::decode(head)?)?;
    check_header(&header, expect)?;
    let key = choose(keys, &header)?;
    if !key.verifies(message.as_bytes(), &b64::decode(signature)?) {
        return Err(JoseError::BadSignature);
    }
    let claims = json::parse(&b64::decode(payload)?)?;
    if claims.is_object() {
        Ok(claims)
    } else {
        Err(JoseError::NotAnObject)
    }
}

fn check_header(header: &Header, expect: Expect<'_>) -> Result<(), JoseError> {
    if !expect.algorithms.contains(&header.algorithm) {
        return Err(JoseError::AlgorithmRefused);
    }
    let absent_and_may = header.typ.is_none() && expect.type_may_be_absent;
    if absent_and_may || header.has_type(expect.types) {
        Ok(())
    } else {
        Err(JoseError::TypeRefused)
    }
}

fn choose<'a>(keys: &'a [VerifyKey], header: &Header) -> Result<&'a VerifyKey, JoseError> {
    let named = |key: &&VerifyKey| {
        let kid = header.kid.as_deref();
        key.algorithm() == header.algorithm && (kid.is_none() || key.kid() == kid)
    };
    let mut candidates = keys.iter().filter(named);
    match (candidates.next(), candidates.next()) {
        (Some(key), None) => Ok(key),
        _ => Err(JoseError::UnknownKey),
    }
}
