//! Keys as JWK: vectors, and what is no public key.

use super::{Forger, LENIENT};
use lykill_crypto::pure::jose::{Algorithm, JoseError, KeyError, VerifyKey, seconds, verify};
use serde_json::{Value, json};

const RFC_7638_N: &str = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPF\
FxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGj\
QR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh\
6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";

fn rfc_7515_a3_key() -> Value {
    json!({
        "kty": "EC", "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    })
}

#[test]
fn the_es256_example_of_rfc_7515_appendix_a3_verifies() {
    let token = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9\
                 leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXF\
                 CgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    let keys = [VerifyKey::from_jwk(&rfc_7515_a3_key()).expect("a key")];
    let claims = verify(token, &keys, LENIENT).expect("verified");
    assert_eq!(claims["iss"], "joe");
    let exp = seconds(&claims, "exp").expect("a time").expect("present");
    assert_eq!(exp.seconds(), 1_300_819_380);
    let other = [Forger::new().key.verify_key().clone()];
    assert_eq!(verify(token, &other, LENIENT), Err(JoseError::BadSignature));
}

#[test]
fn thumbprints_are_those_of_rfc_7638_and_rfc_8037() {
    let rsa = json!({"kty": "RSA", "n": RFC_7638_N, "e": "AQAB", "alg": "PS256", "kid": "x"});
    let rsa = VerifyKey::from_jwk(&rsa).expect("a key");
    assert_eq!(
        rsa.thumbprint(),
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    );
    assert_eq!((rsa.kid(), rsa.algorithm()), (Some("x"), Algorithm::Ps256));
    let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    let okp = VerifyKey::from_jwk(&json!({"kty": "OKP", "crv": "Ed25519", "x": x}));
    assert_eq!(
        okp.expect("a key").thumbprint(),
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    );
}

#[test]
fn a_private_or_symmetric_key_is_refused_and_called_so() {
    for member in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
        let mut jwk = rfc_7515_a3_key();
        jwk[member] = json!("AQAB");
        let error = VerifyKey::from_jwk(&jwk).expect_err(member);
        assert_eq!(error, KeyError::Private, "{member}");
        assert!(error.to_string().starts_with("a private key was given"));
        assert_eq!(
            VerifyKey::from_jwks(&json!({"keys": [jwk]})).err(),
            Some(KeyError::Private)
        );
    }
    let symmetric = json!({"kty": "oct", "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ"});
    assert_eq!(
        VerifyKey::from_jwk(&symmetric).err(),
        Some(KeyError::Private)
    );
}

#[test]
fn a_key_that_asks_for_something_else_is_unsupported() {
    for (member, value) in [
        ("kty", json!("oct")),
        ("crv", json!("P-384")),
        ("crv", json!("secp256k1")),
        ("alg", json!("HS256")),
        ("alg", json!("PS256")),
        ("alg", json!("none")),
        ("use", json!("enc")),
        ("key_ops", json!(["sign"])),
    ] {
        let mut jwk = rfc_7515_a3_key();
        jwk[member] = value;
        let error = VerifyKey::from_jwk(&jwk).err();
        assert_eq!(error, Some(KeyError::Unsupported { member }), "{jwk}");
    }
}

#[test]
fn a_point_off_the_curve_and_broken_numbers_are_refused() {
    let good = rfc_7515_a3_key();
    for (member, value) in [
        ("y", json!("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU")),
        ("x", json!("AAAA")),
        ("x", json!(7)),
        ("y", json!("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a1")),
        ("kid", json!(["a"])),
    ] {
        let mut jwk = good.clone();
        jwk[member] = value;
        let error = VerifyKey::from_jwk(&jwk).err();
        assert_eq!(error, Some(KeyError::Malformed { member }), "{jwk}");
    }
    assert!(VerifyKey::from_jwk(&json!("text")).is_err());
}

#[test]
fn an_rsa_key_is_strong_enough_or_refused() {
    let rsa = |n: &str, e: &str| VerifyKey::from_jwk(&json!({"kty": "RSA", "n": n, "e": e})).err();
    assert_eq!(rsa(RFC_7638_N, "AQAB"), None);
    // 1024 bits: the first half of the modulus.
    assert_eq!(
        rsa(&RFC_7638_N[..171], "AQAB"),
        Some(KeyError::Malformed { member: "n" })
    );
    let half = format!("{}A", &RFC_7638_N[..170]);
    assert_eq!(rsa(&half, "AQAB"), Some(KeyError::RsaSize { bits: 1024 }));
    let huge = format!("_{}", "A".repeat(1400 * 4 - 1));
    assert!(matches!(rsa(&huge, "AQAB"), Some(KeyError::RsaSize { .. })));
    for e in ["AQ", "Aw", "AQAA", "AAEAAQ", "", "AQAAAAAAAAAB"] {
        let error = rsa(RFC_7638_N, e);
        assert_eq!(error, Some(KeyError::Malformed { member: "e" }), "{e}");
    }
}

#[test]
fn unknown_keys_of_a_set_are_passed_over() {
    let set = json!({"keys": [
        {"kty": "EC", "crv": "P-521", "x": "AA", "y": "AA"}, rfc_7515_a3_key(), {"kty": "new"},
    ]});
    assert_eq!(VerifyKey::from_jwks(&set).expect("keys").len(), 1);
    let none = json!({"keys": [{"kty": "new"}]});
    assert_eq!(
        VerifyKey::from_jwks(&none).err(),
        Some(KeyError::NoneUsable)
    );
    assert!(VerifyKey::from_jwks(&json!({"keys": {}})).is_err());
}
