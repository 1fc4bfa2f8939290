//! `jsonwebtoken` reads what we sign, and we read what it signs.

use super::{Forger, LENIENT};
use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::{DecodingKey, EncodingKey, Header, Validation, decode, encode};
use lykill_crypto::pure::b64;
use lykill_crypto::pure::jose::{JoseError, VerifyKey, sign_es256, verify};
use proptest::prelude::*;
use serde_json::{Value, json};

fn lenient(algorithm: jsonwebtoken::Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.required_spec_claims.clear();
    validation.validate_aud = false;
    validation.validate_exp = false;
    validation
}

fn their_token(algorithm: jsonwebtoken::Algorithm, key: &EncodingKey, claims: &Value) -> String {
    let mut header = Header::new(algorithm);
    header.kid = Some("theirs".to_owned());
    encode(&header, claims, key).expect("a token")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn another_library_reads_what_we_sign(sub: String, number: i64) {
        let ours = Forger::new().key;
        let claims = json!({"sub": sub, "n": number});
        let token = sign_es256(&ours, "at+jwt", claims.to_string().as_bytes()).expect("signed");
        let jwk = serde_json::from_value(ours.public_jwk().clone()).expect("a JWK");
        let key = DecodingKey::from_jwk(&jwk).expect("a key");
        let read = decode::<Value>(&token, &key, &lenient(jsonwebtoken::Algorithm::ES256));
        let read = read.expect("verified");
        prop_assert_eq!(read.claims, claims);
        prop_assert_eq!(read.header.kid.as_deref(), Some(ours.kid()));
        prop_assert_eq!(read.header.typ.as_deref(), Some("at+jwt"));
    }
}

#[test]
fn we_read_es256_of_another_library() {
    let pkcs8 = lykill_crypto::engine::signing::generate_es256().expect("a key");
    let ours = lykill_crypto::pure::jose::SigningKey::from_pkcs8(pkcs8.expose()).expect("a key");
    let mut jwk = ours.public_jwk().clone();
    jwk["kid"] = json!("theirs");
    let claims = json!({"sub": "client"});
    let key = EncodingKey::from_ec_der(pkcs8.expose());
    let token = their_token(jsonwebtoken::Algorithm::ES256, &key, &claims);
    assert_read(&jwk, &token, &claims);
}

#[test]
fn we_read_ed25519_of_another_library() {
    let pair = Ed25519KeyPair::generate().expect("a key");
    let pkcs8 = pair.to_pkcs8v1().expect("PKCS#8");
    let x = b64::encode(pair.public_key().as_ref());
    let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": x, "kid": "theirs", "alg": "EdDSA"});
    let claims = json!({"sub": "client"});
    let key = EncodingKey::from_ed_der(pkcs8.as_ref());
    assert_read(
        &jwk,
        &their_token(jsonwebtoken::Algorithm::EdDSA, &key, &claims),
        &claims,
    );
}

#[test]
fn we_read_ps256_of_another_library_and_refuse_its_rs256() {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).expect("a key");
    let pkcs8 = pair.as_der().expect("PKCS#8");
    // RSAPublicKey (RFC 8017 appendix A.1.1) of 2048 bits: n stands in octets 9 to 264.
    let n = b64::encode(&pair.public_key().as_ref()[9..265]);
    let jwk = json!({"kty": "RSA", "n": n, "e": "AQAB", "kid": "theirs"});
    let pem = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        STANDARD.encode(pkcs8.as_ref())
    );
    let key = EncodingKey::from_rsa_pem(pem.as_bytes()).expect("a key");
    let claims = json!({"sub": "client"});
    assert_read(
        &jwk,
        &their_token(jsonwebtoken::Algorithm::PS256, &key, &claims),
        &claims,
    );
    let keys = [VerifyKey::from_jwk(&jwk).expect("a key")];
    let old = their_token(jsonwebtoken::Algorithm::RS256, &key, &claims);
    assert_eq!(
        verify(&old, &keys, LENIENT),
        Err(JoseError::AlgorithmRefused)
    );
}

fn assert_read(jwk: &Value, token: &str, claims: &Value) {
    let keys = [VerifyKey::from_jwk(jwk).expect("a key")];
    assert_eq!(verify(token, &keys, LENIENT).as_ref(), Ok(claims));
    let (message, signature) = token.rsplit_once('.').expect("a signature");
    let mut bytes = b64::decode(signature).expect("base64url");
    *bytes.first_mut().expect("64 bytes or more") ^= 1;
    let broken = format!("{message}.{}", b64::encode(&bytes));
    assert_eq!(
        verify(&broken, &keys, LENIENT),
        Err(JoseError::BadSignature)
    );
}
