//! JSON, base64url, keys and signed tokens, beside `serde_json` and `jsonwebtoken`.

use crate::input::{pieces, text};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::{DecodingKey, Validation, decode};
use lykill_crypto::pure::jose::{
    Algorithm, Expect, SigningKey, VerifyKey, seconds, sign_es256, verify,
};
use lykill_crypto::pure::{b64, json as strict};
use lykill_oauth::token::refresh_token;
use serde_json::{Value, json as value};
use std::sync::OnceLock;

const LENIENT: Expect<'_> = Expect {
    types: &["JWT"],
    type_may_be_absent: true,
    algorithms: &Algorithm::ALL,
};

/// A key for these targets alone.
const PKCS8: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgSlEUmwChrGD3lkh4k8J1lXAuxnd\
Vvz\
JlL78QgFXUgBqhRANCAASW0Wo+wk/6AYCk+jCms71oduQFIvXsT8DMWQpxM4Aij67Km9aQec99d6oVK/lzKflWeOAtDxt4\
ThbrWURITBmu";

/// The signing key of all targets.
pub fn signing_key() -> &'static SigningKey {
    static KEY: OnceLock<SigningKey> = OnceLock::new();
    KEY.get_or_init(|| {
        let pkcs8 = STANDARD.decode(PKCS8).expect("base64");
        SigningKey::from_pkcs8(&pkcs8).expect("a key")
    })
}

/// Whoever reads our way reads what everybody reads, and reads its own writing back.
pub fn json(data: &[u8]) {
    let Ok(ours) = strict::parse(data) else {
        return;
    };
    let theirs: Value = serde_json::from_slice(data).expect("what is strict is JSON");
    assert_eq!(ours, theirs, "two readers of one text");
    let written = ours.to_string();
    assert_eq!(strict::parse(written.as_bytes()), Ok(ours), "read back");
}

/// A value has one spelling.
pub fn base64url(data: &[u8]) {
    assert_eq!(b64::decode(&b64::encode(data)), Ok(data.to_vec()));
    if let Some(Ok(bytes)) = text(data).map(b64::decode) {
        assert_eq!(b64::encode(&bytes).as_bytes(), data, "one spelling");
    }
}

/// A key that is taken is public, and others find the same key in it.
pub fn jwk(data: &[u8]) {
    let Ok(jwk) = strict::parse(data) else {
        return;
    };
    let Ok(key) = VerifyKey::from_jwk(&jwk) else {
        return;
    };
    for private in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
        assert!(jwk.get(private).is_none(), "a private key was taken");
    }
    assert_eq!(b64::decode(key.thumbprint()).map(|hash| hash.len()), Ok(32));
    assert_eq!(key.kid(), jwk.get("kid").and_then(Value::as_str));
    if let Ok(theirs) = serde_json::from_value::<jsonwebtoken::jwk::Jwk>(jwk) {
        let hash = jsonwebtoken::jwk::ThumbprintHash::SHA256;
        let theirs = theirs.thumbprint(hash).expect("a thumbprint");
        assert_eq!(theirs, key.thumbprint(), "two readers");
    }
}

/// Bytes as a token: what is taken was signed with the one key.
pub fn jws_compact(data: &[u8]) {
    let Some(token) = text(data) else { return };
    let keys = [signing_key().verify_key().clone()];
    if let Ok(claims) = verify(token, &keys, LENIENT) {
        agrees(token, &claims);
    }
}

/// Header and claims, each a line, rightly signed: what is taken is what others read.
pub fn jws_signed(data: &[u8]) {
    let [header, claims] = pieces::<2>(data);
    // Signing takes a header of our own; the sender's is put in its place and signed by hand.
    let plain = sign_es256(signing_key(), "JWT", claims).expect("signed");
    let keys = [signing_key().verify_key().clone()];
    match verify(&plain, &keys, LENIENT) {
        Ok(read) => {
            agrees(&plain, &read);
            times(&read);
        }
        Err(_) => assert!(!is_object(claims), "an object was refused"),
    }
    let (_, rest) = plain.split_once('.').expect("three parts");
    let changed = format!("{}.{rest}", b64::encode(header));
    if let Ok(read) = verify(&changed, &keys, LENIENT) {
        // Only the very header that was signed can pass.
        assert!(plain == changed, "a changed header passed: {read}");
    }
}

fn is_object(claims: &[u8]) -> bool {
    strict::parse(claims).is_ok_and(|claims| claims.is_object()) && claims.len() < 8000
}

/// A time is refused or lies within four digits of a year.
fn times(claims: &Value) {
    for claim in ["exp", "nbf", "iat"] {
        if let Ok(Some(at)) = seconds(claims, claim) {
            assert!((0..=253_402_300_799).contains(&at.seconds()), "{claim}");
        }
    }
}

fn agrees(token: &str, ours: &Value) {
    let jwk = signing_key().public_jwk().clone();
    let jwk = serde_json::from_value(jwk).expect("a JWK");
    let key = DecodingKey::from_jwk(&jwk).expect("a key");
    let mut validation = Validation::new(jsonwebtoken::Algorithm::ES256);
    validation.required_spec_claims.clear();
    validation.validate_aud = false;
    validation.validate_exp = false;
    let theirs = decode::<Value>(token, &key, &validation).expect("taken by another library");
    assert_eq!(&theirs.claims, ours, "two readers of one token");
}

/// Metadata of a client whose assertions the key signs.
pub fn client_document(method: &str) -> Value {
    let mut document = value!({
        "client_id": "service", "client_name": "Service",
        "redirect_uris": ["https://service.example/callback"],
        "token_endpoint_auth_method": method,
    });
    if method == "private_key_jwt" {
        document["jwks"] = value!({"keys": [signing_key().public_jwk()]});
    } else {
        document["client_secret"] = value!("a-secret-of-fuzz-targets");
    }
    document
}

/// A refresh token has one form, and its children are tokens of its family.
pub fn refresh_token(data: &[u8]) {
    let Some(token) = text(data) else { return };
    let Some(family) = refresh_token::family(token) else {
        return;
    };
    let (_, secret) = token.split_once('.').expect("a dot");
    let secret = b64::decode(secret).expect("base64url");
    let secret: [u8; 32] = secret.try_into().expect("256 bits");
    assert_eq!(refresh_token::write(&family, &secret), token, "one form");
    let children = refresh_token::children(&family, &refresh_token::seed(token, &secret[..16]));
    assert_eq!(refresh_token::family(&children.refresh), Some(family));
    assert_eq!(refresh_token::family(&children.access), None);
    assert_ne!(children.refresh, token);
}
