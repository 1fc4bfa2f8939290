//! Signing with ES256 (RFC 7518 section 3.4), in compact form (RFC 7515 section 5.1).

use super::key::{KeyError, VerifyKey};
use crate::pure::b64;
use aws_lc_rs::digest;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

/// A private P-256 key that signs our tokens. Its `kid` is its RFC 7638 thumbprint.
///
/// The per-signature nonce of ECDSA is drawn inside AWS-LC, out of private key, message and the
/// system's randomness, and cannot be given from outside.
#[derive(Debug)]
pub struct SigningKey {
    pair: EcdsaKeyPair,
    jwk: Value,
    public: VerifyKey,
}

/// AWS-LC could not sign: it ran out of memory or its own check of the signature failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the token could not be signed")]
pub struct SignFailed;

impl SigningKey {
    /// Reads a P-256 private key in PKCS#8 (RFC 5208), as `engine::signing` makes it.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] when the bytes are anything else.
    pub fn from_pkcs8(pkcs8: &[u8]) -> Result<Self, KeyError> {
        let malformed = KeyError::Malformed { member: "pkcs8" };
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8);
        let pair = pair.map_err(|_| malformed.clone())?;
        let point = pair.public_key().as_ref();
        let (x, y) = point.get(1..33).zip(point.get(33..65)).ok_or(malformed)?;
        let mut jwk = json!({
            "kty": "EC", "crv": "P-256", "x": b64::encode(x), "y": b64::encode(y),
            "use": "sig", "alg": "ES256",
        });
        let thumbprint = VerifyKey::from_jwk(&jwk)?.thumbprint().to_owned();
        if let Some(members) = jwk.as_object_mut() {
            members.insert("kid".to_owned(), Value::String(thumbprint));
        }
        let public = VerifyKey::from_jwk(&jwk)?;
        Ok(Self { pair, jwk, public })
    }

    /// The key's id in headers and in the published set: its thumbprint.
    pub fn kid(&self) -> &str {
        self.public.thumbprint()
    }

    /// The public half as it stands in our JWK set.
    pub const fn public_jwk(&self) -> &Value {
        &self.jwk
    }

    /// The public half for [`super::verify`], for tokens of ours that come back.
    pub const fn verify_key(&self) -> &VerifyKey {
        &self.public
    }
}

/// Signs a claims object as a compact JWS whose header has `alg`, `kid` and `typ` (`JWT`,
/// `at+jwt`, `logout+jwt`). `claims_json` is the bytes of a JSON object.
///
/// # Errors
/// [`SignFailed`] when the library could not sign.
pub fn sign_es256(
    signer: &SigningKey,
    typ: &str,
    claims_json: &[u8],
) -> Result<String, SignFailed> {
    let header = json!({"alg": "ES256", "kid": signer.kid(), "typ": typ}).to_string();
    let mut token = b64::encode(header.as_bytes());
    token.push('.');
    token.push_str(&b64::encode(claims_json));
    let hashed = digest::digest(&digest::SHA256, token.as_bytes());
    let signature = signer.pair.sign_digest(&hashed).map_err(|_| SignFailed)?;
    token.push('.');
    token.push_str(&b64::encode(signature.as_ref()));
    Ok(token)
}
