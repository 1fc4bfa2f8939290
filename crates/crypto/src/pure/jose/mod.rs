//! Signed tokens, strictly: JWS in compact form (RFC 7515), JWK (RFC 7517), the algorithms ES256,
//! PS256 and Ed25519 (RFC 7518, RFC 8037), with the advice of RFC 8725.
//!
//! Deliberately absent: `none`, every HMAC, RSA PKCS#1 v1.5, JWE, JSON serialisation, compression
//! and keys or addresses of keys inside a token (security.md cases 122 to 131).

mod claims;
mod ed25519;
mod header;
mod key;
mod sign;
mod verify;

pub(super) use ed25519::is_strict_point;

pub use claims::{ClaimError, seconds};
pub use key::{Algorithm, KeyError, VerifyKey};
pub use sign::{SignFailed, SigningKey, sign_es256};
pub use verify::{Expect, JoseError, TOKEN_BYTES_MAX, verify};
