//! Signed tokens and keys.

use crate::file::{Vector, variant};
use lykill_crypto::pure::jose::{Algorithm, Expect, JoseError, KeyError, VerifyKey, verify};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Jws {
    token: String,
    keys: Vec<Value>,
    types: Vec<String>,
    type_may_be_absent: bool,
    algorithms: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Jwk {
    jwk: Value,
}

/// What must come out; `member` is the one that the refusal names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
struct Answer {
    claims: Option<Value>,
    algorithm: Option<String>,
    thumbprint: Option<String>,
    refused: Option<String>,
    member: Option<String>,
}

/// `verify` with these keys.
pub fn jws(vector: &Vector) {
    let input: Jws = vector.input();
    let keys = input.keys.iter().map(VerifyKey::from_jwk);
    let keys: Vec<VerifyKey> = keys.collect::<Result<_, _>>().expect(&vector.name);
    let types: Vec<&str> = input.types.iter().map(String::as_str).collect();
    let algorithm = |name: &String| Algorithm::from_name(name).expect("an algorithm of ours");
    let algorithms: Vec<Algorithm> = input.algorithms.iter().map(algorithm).collect();
    let expect = Expect {
        types: &types,
        type_may_be_absent: input.type_may_be_absent,
        algorithms: &algorithms,
    };
    let expected: Answer = vector.expected();
    match verify(&input.token, &keys, expect) {
        Ok(claims) => assert_eq!(Some(claims), expected.claims, "{}", vector.name),
        Err(error) => {
            let member = match &error {
                JoseError::HeaderForbidden { member } => Some(*member),
                JoseError::HeaderMalformed { member } => Some(*member),
                _ => None,
            };
            assert_eq!(expected.refused, Some(variant(&error)), "{}", vector.name);
            assert_eq!(expected.member.as_deref(), member, "{}", vector.name);
        }
    }
}

/// `VerifyKey::from_jwk`.
pub fn jwk(vector: &Vector) {
    let input: Jwk = vector.input();
    let expected: Answer = vector.expected();
    match VerifyKey::from_jwk(&input.jwk) {
        Ok(key) => {
            let algorithm = Some(key.algorithm().name());
            assert_eq!(expected.algorithm.as_deref(), algorithm, "{}", vector.name);
            let thumbprint = Some(key.thumbprint());
            assert_eq!(
                expected.thumbprint.as_deref(),
                thumbprint,
                "{}",
                vector.name
            );
        }
        Err(error) => {
            let member = match &error {
                KeyError::Unsupported { member } | KeyError::Malformed { member } => Some(*member),
                _ => None,
            };
            assert_eq!(expected.refused, Some(variant(&error)), "{}", vector.name);
            assert_eq!(expected.member.as_deref(), member, "{}", vector.name);
        }
    }
}
