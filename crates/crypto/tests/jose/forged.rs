//! Tokens that somebody made to get in (security.md cases 122 to 132).

use super::{Forger, LENIENT, unsigned};
use jsonwebtoken::{EncodingKey, Header, encode};
use lykill_crypto::pure::b64;
use lykill_crypto::pure::jose::{
    Algorithm, Expect, JoseError, TOKEN_BYTES_MAX, VerifyKey, sign_es256, verify,
};
use serde_json::json;

#[test]
fn case_122_an_algorithm_that_is_none_is_refused() {
    let forger = Forger::new();
    for alg in [
        "none",
        "None",
        "nOnE",
        "NONE",
        "",
        " ES256",
        "es256",
        "ES256\u{0}",
    ] {
        let message = unsigned(
            &json!({"alg": alg, "kid": forger.key.kid()}).to_string(),
            "{}",
        );
        for signature in [String::new(), b64::encode(&forger.sign(&message))] {
            let token = format!("{message}.{signature}");
            let answer = verify(&token, &forger.keys(), LENIENT);
            assert_eq!(answer, Err(JoseError::AlgorithmRefused), "{alg:?}");
        }
    }
    let lacking = forger.token("{}", "{}");
    assert_eq!(
        verify(&lacking, &forger.keys(), LENIENT),
        Err(JoseError::AlgorithmRefused)
    );
    let number = forger.token(r#"{"alg":256}"#, "{}");
    let malformed = JoseError::HeaderMalformed { member: "alg" };
    assert_eq!(verify(&number, &forger.keys(), LENIENT), Err(malformed));
}

#[test]
fn case_123_a_public_key_is_never_a_shared_secret() {
    let forger = Forger::new();
    let jwk = forger.key.public_jwk();
    let x = b64::decode(jwk["x"].as_str().expect("x")).expect("base64url");
    let y = b64::decode(jwk["y"].as_str().expect("y")).expect("base64url");
    // SubjectPublicKeyInfo of a P-256 key (RFC 5480 section 2).
    let mut der = vec![
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08,
        0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
    ];
    der.extend_from_slice(&[x, y].concat());
    let body = {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(&der)
    };
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n");
    let secrets = [pem.into_bytes(), der, jwk.to_string().into_bytes(), vec![]];
    for secret in secrets {
        for algorithm in [
            jsonwebtoken::Algorithm::HS256,
            jsonwebtoken::Algorithm::HS384,
            jsonwebtoken::Algorithm::HS512,
        ] {
            let mut header = Header::new(algorithm);
            header.kid = Some(forger.key.kid().to_owned());
            let key = EncodingKey::from_secret(&secret);
            let token = encode(&header, &json!({"sub": "admin"}), &key).expect("a token");
            let answer = verify(&token, &forger.keys(), LENIENT);
            assert_eq!(answer, Err(JoseError::AlgorithmRefused), "{algorithm:?}");
        }
    }
}

#[test]
fn case_123_an_algorithm_of_another_kind_of_key_finds_no_key() {
    let forger = Forger::new();
    for alg in ["PS256", "EdDSA", "Ed25519"] {
        let header = json!({"alg": alg, "kid": forger.key.kid()}).to_string();
        let answer = verify(&forger.token(&header, "{}"), &forger.keys(), LENIENT);
        assert_eq!(answer, Err(JoseError::UnknownKey), "{alg}");
    }
    let expect = Expect {
        algorithms: &[Algorithm::Ps256],
        ..LENIENT
    };
    let token = sign_es256(&forger.key, "JWT", b"{}").expect("signed");
    assert_eq!(
        verify(&token, &forger.keys(), expect),
        Err(JoseError::AlgorithmRefused)
    );
}

#[test]
fn case_124_a_sender_cannot_bring_its_own_key() {
    let (attacker, honest) = (Forger::new(), Forger::new());
    let jwk = attacker.key.public_jwk().clone();
    for (member, value) in [
        ("jwk", jwk),
        ("jku", json!("https://attacker.example/jwks")),
        ("x5u", json!("https://attacker.example/cert")),
        ("x5c", json!(["MIIB"])),
    ] {
        let mut header = json!({"alg": "ES256", "kid": honest.key.kid()});
        header[member] = value;
        let refused = Err(JoseError::HeaderForbidden { member });
        for signer in [&attacker, &honest] {
            let token = signer.token(&header.to_string(), "{}");
            assert_eq!(verify(&token, &honest.keys(), LENIENT), refused, "{member}");
        }
    }
}

#[test]
fn case_125_a_header_has_each_member_once() {
    let forger = Forger::new();
    for header in [
        r#"{"alg":"none","alg":"ES256"}"#,
        r#"{"alg":"ES256","\u0061lg":"none"}"#,
    ] {
        let answer = verify(&forger.token(header, "{}"), &forger.keys(), LENIENT);
        assert!(
            matches!(answer, Err(JoseError::Json(_))),
            "{header}: {answer:?}"
        );
    }
    let json = r#"{"protected":"e30","header":{"alg":"none"},"payload":"e30","signature":""}"#;
    assert!(verify(json, &forger.keys(), LENIENT).is_err());
}

#[test]
fn case_126_a_signature_is_64_raw_bytes_within_the_order_of_the_curve() {
    let forger = Forger::new();
    let message = unsigned(r#"{"alg":"ES256"}"#, "{}");
    let good = forger.sign(&message);
    let answer = |signature: &[u8]| {
        let token = format!("{message}.{}", b64::encode(signature));
        verify(&token, &forger.keys(), LENIENT).map(|_| ())
    };
    assert_eq!(answer(&good), Ok(()));
    let order = b64::decode("_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE").expect("n of P-256");
    let (r, s) = good.split_at(32);
    let zero = vec![0; 32];
    let der = [&[0x30, 68, 2, 32], r, &[2, 32], s].concat();
    let bad = [
        [zero.clone(), zero.clone()].concat(),
        [order.clone(), order.clone()].concat(),
        [r, &zero[..]].concat(),
        [r, &order[..]].concat(),
        [s, r].concat(),
        good[..63].to_vec(),
        [&good[..], &[0]].concat(),
        [&[0, 0], &good[..]].concat(),
        der,
        vec![],
    ];
    for signature in bad {
        assert_eq!(
            answer(&signature),
            Err(JoseError::BadSignature),
            "{signature:?}"
        );
    }
}

#[test]
fn case_128_critical_extensions_are_refused_because_we_know_none() {
    let forger = Forger::new();
    for (member, header) in [
        ("crit", r#"{"alg":"ES256","crit":["exp"],"exp":1}"#),
        ("crit", r#"{"alg":"ES256","crit":[]}"#),
        ("crit", r#"{"alg":"ES256","crit":["b64"],"b64":false}"#),
        ("b64", r#"{"alg":"ES256","b64":false}"#),
        ("b64", r#"{"alg":"ES256","b64":true}"#),
        ("zip", r#"{"alg":"ES256","zip":"DEF"}"#),
        ("enc", r#"{"alg":"ES256","enc":"A256GCM"}"#),
    ] {
        let answer = verify(&forger.token(header, "{}"), &forger.keys(), LENIENT);
        assert_eq!(
            answer,
            Err(JoseError::HeaderForbidden { member }),
            "{header}"
        );
    }
}

#[test]
fn case_129_a_strange_kid_finds_no_key() {
    let forger = Forger::new();
    let long = "k".repeat(10_000);
    for kid in ["../../etc/passwd", "' OR 1=1 --", "\u{0}", "", &long] {
        let header = json!({"alg": "ES256", "kid": kid}).to_string();
        let answer = verify(&forger.token(&header, "{}"), &forger.keys(), LENIENT);
        assert_eq!(answer, Err(JoseError::UnknownKey), "{kid:?}");
    }
}

#[test]
fn a_token_without_kid_needs_a_sender_with_one_key() {
    let forger = Forger::new();
    let token = forger.token(r#"{"alg":"ES256"}"#, "{}");
    assert!(verify(&token, &forger.keys(), LENIENT).is_ok());
    let two = [forger.keys(), Forger::new().keys()].concat();
    assert_eq!(verify(&token, &two, LENIENT), Err(JoseError::UnknownKey));
    let named = sign_es256(&forger.key, "JWT", b"{}").expect("signed");
    assert!(verify(&named, &two, LENIENT).is_ok());
    assert_eq!(verify(&token, &[], LENIENT), Err(JoseError::UnknownKey));
}

#[test]
fn case_131_claims_are_one_object_without_duplicates() {
    let forger = Forger::new();
    let header = r#"{"alg":"ES256"}"#;
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(100), "]".repeat(100));
    for claims in [
        r#"{"aud":"a","aud":"b"}"#,
        r#"{"exp":1e400}"#,
        &deep,
        "{",
        "",
    ] {
        let answer = verify(&forger.token(header, claims), &forger.keys(), LENIENT);
        assert!(
            matches!(answer, Err(JoseError::Json(_))),
            "{claims}: {answer:?}"
        );
    }
    for claims in ["[]", "\"text\"", "null"] {
        let answer = verify(&forger.token(header, claims), &forger.keys(), LENIENT);
        assert_eq!(answer, Err(JoseError::NotAnObject), "{claims}");
    }
}

#[test]
fn case_132_a_token_of_another_type_is_refused() {
    let forger = Forger::new();
    let types = ["at+jwt", "dpop+jwt", "logout+jwt", "secevent+jwt", "JWT"];
    for made in types {
        let token = sign_es256(&forger.key, made, b"{}").expect("signed");
        for asked in types {
            let expect = Expect {
                types: &[asked],
                type_may_be_absent: false,
                ..LENIENT
            };
            let answer = verify(&token, &forger.keys(), expect).is_ok();
            assert_eq!(answer, made == asked, "{made} where {asked} is asked");
        }
    }
    let expect = Expect {
        types: &["at+jwt"],
        type_may_be_absent: false,
        ..LENIENT
    };
    let long = sign_es256(&forger.key, "application/AT+JWT", b"{}").expect("signed");
    assert!(verify(&long, &forger.keys(), expect).is_ok());
    let lacking = forger.token(r#"{"alg":"ES256"}"#, "{}");
    assert_eq!(
        verify(&lacking, &forger.keys(), expect),
        Err(JoseError::TypeRefused)
    );
}

#[test]
fn a_token_has_three_canonical_parts_of_bounded_length() {
    let forger = Forger::new();
    let token = forger.token(r#"{"alg":"ES256"}"#, r#"{"sub":"a"}"#);
    let keys: Vec<VerifyKey> = forger.keys();
    let answer = |token: &str| verify(token, &keys, LENIENT).map(|_| ());
    assert_eq!(answer(&token), Ok(()));
    for bad in [
        "",
        ".",
        "..",
        "a.b",
        &format!("{token}."),
        &format!("{token}.x"),
    ] {
        assert!(answer(bad).is_err(), "{bad}");
    }
    for bad in [
        format!("{token}="),
        format!(" {token}"),
        format!("{token}\n"),
    ] {
        assert!(
            matches!(answer(&bad), Err(JoseError::NotBase64Url(_))),
            "{bad:?}"
        );
    }
    let big = format!("{{\"a\":\"{}\"}}", "x".repeat(TOKEN_BYTES_MAX));
    let big = forger.token(r#"{"alg":"ES256"}"#, &big);
    assert_eq!(answer(&big), Err(JoseError::TooLarge));
}

#[test]
fn a_changed_byte_anywhere_is_refused() {
    let forger = Forger::new();
    let token = sign_es256(&forger.key, "JWT", br#"{"sub":"person"}"#).expect("signed");
    for at in 0..token.len() {
        let mut bytes = token.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).expect("ASCII");
        assert!(
            verify(&changed, &forger.keys(), LENIENT).is_err(),
            "byte {at}"
        );
    }
}
