//! The issuer's keys and JSON Web Signatures (RFC 7515), honest and otherwise.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use aws_lc_rs::{digest, hmac};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// How the ID token is signed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signing {
    /// With the published key.
    Honest,
    /// With another key under the published key's id.
    ForeignKey,
    /// With another key under an id that is not published.
    UnknownKeyId,
    /// `alg: none`, no signature (RFC 8725 section 2.1).
    None,
    /// HS256 with the client secret as key (RFC 8725 section 2.1).
    ClientSecret,
    /// A signature over other claims.
    ClaimsChanged,
}

/// A P-256 key with an id.
pub(crate) struct Key {
    pair: EcdsaKeyPair,
    pub(crate) id: String,
}

impl Key {
    pub(crate) fn new(id: &str) -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        Self {
            pair,
            id: id.to_owned(),
        }
    }

    /// The public key as a JWK (RFC 7517).
    pub(crate) fn jwk(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        json!({
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.id,
            "x": encode(&point[1..33]), "y": encode(&point[33..]),
        })
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a test issuer draws its own randomness"
    )]
    fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair
            .sign(&SystemRandom::new(), message)
            .unwrap()
            .as_ref()
            .to_vec()
    }
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, bytes).as_ref().to_vec()
}

/// The ID token with `claims`, signed as `signing` says.
pub(crate) fn id_token(claims: &Value, key: &Key, signing: Signing, secret: &str) -> String {
    token("JWT", claims, key, signing, secret)
}

/// A token of another type.
pub(crate) fn token(
    typ: &str,
    claims: &Value,
    key: &Key,
    signing: Signing,
    secret: &str,
) -> String {
    let (alg, kid) = match signing {
        Signing::None => ("none", key.id.as_str()),
        Signing::ClientSecret => ("HS256", key.id.as_str()),
        Signing::UnknownKeyId => ("ES256", "unknown"),
        _ => ("ES256", key.id.as_str()),
    };
    let part = |value: &Value| encode(value.to_string().as_bytes());
    let head = part(&json!({ "alg": alg, "kid": kid, "typ": typ }));
    let message = format!("{head}.{}", part(claims));
    let signature = match signing {
        Signing::Honest => key.sign(message.as_bytes()),
        Signing::ForeignKey | Signing::UnknownKeyId => Key::new("other").sign(message.as_bytes()),
        Signing::None => Vec::new(),
        Signing::ClientSecret => {
            let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
            hmac::sign(&key, message.as_bytes()).as_ref().to_vec()
        }
        Signing::ClaimsChanged => key.sign(format!("{head}.e30").as_bytes()),
    };
    format!("{message}.{}", encode(&signature))
}
