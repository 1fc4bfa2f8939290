//! Tokens: the vectors of the standards, another library as oracle, and forgeries.

#![expect(clippy::expect_used, reason = "tests stop at the first surprise")]

mod forged;
mod keys;
mod oracle;

use aws_lc_rs::digest;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use lykill_crypto::engine::signing::generate_es256;
use lykill_crypto::pure::b64;
use lykill_crypto::pure::jose::{Algorithm, Expect, SigningKey, VerifyKey};

/// Any type or none, every algorithm: what is refused then is refused everywhere.
const LENIENT: Expect<'_> = Expect {
    types: &["JWT"],
    type_may_be_absent: true,
    algorithms: &Algorithm::ALL,
};

/// A P-256 key that signs whatever it is given.
struct Forger {
    pair: EcdsaKeyPair,
    key: SigningKey,
}

impl Forger {
    fn new() -> Self {
        let pkcs8 = generate_es256().expect("a key");
        let alg = &ECDSA_P256_SHA256_FIXED_SIGNING;
        Self {
            pair: EcdsaKeyPair::from_pkcs8(alg, pkcs8.expose()).expect("a pair"),
            key: SigningKey::from_pkcs8(pkcs8.expose()).expect("a signing key"),
        }
    }

    fn keys(&self) -> Vec<VerifyKey> {
        vec![self.key.verify_key().clone()]
    }

    fn sign(&self, message: &str) -> Vec<u8> {
        let hashed = digest::digest(&digest::SHA256, message.as_bytes());
        let signature = self.pair.sign_digest(&hashed).expect("a signature");
        signature.as_ref().to_vec()
    }

    /// A token with these very bytes as header and claims, rightly signed with ES256.
    fn token(&self, header: &str, claims: &str) -> String {
        let message = unsigned(header, claims);
        let signature = b64::encode(&self.sign(&message));
        format!("{message}.{signature}")
    }
}

fn unsigned(header: &str, claims: &str) -> String {
    let (header, claims) = (
        b64::encode(header.as_bytes()),
        b64::encode(claims.as_bytes()),
    );
    format!("{header}.{claims}")
}
