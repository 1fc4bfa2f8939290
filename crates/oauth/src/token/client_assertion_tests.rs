use super::*;
use crate::fixtures::{ISSUER, NOW, client, signing_key};
use crate::types::AuthMethod;
use proptest::prelude::*;
use serde_json::json;

const AUDIENCES: Audiences<'_> = Audiences {
    issuer: ISSUER,
    token_endpoint: "https://id.example/t",
    endpoint: "https://id.example/r",
};

fn good() -> Value {
    let now = NOW.seconds();
    json!({
        "iss": "fjordvik-payroll", "sub": "fjordvik-payroll", "aud": ISSUER,
        "jti": "j-1", "exp": now + 60, "iat": now,
    })
}

fn with(changes: Value) -> Value {
    let mut claims = good();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value.clone();
        }
    }
    claims
}

fn decide(claims: &Value) -> Result<AssertionUse, OAuthError> {
    check(claims, &client().client_id, &AUDIENCES, NOW)
}

#[test]
fn case_100_what_is_right_is_taken_once_by_its_jti() {
    let now = NOW.seconds();
    let used = decide(&good()).unwrap();
    assert_eq!(used.jti, "j-1");
    assert_eq!(used.expires_at, Timestamp::from_seconds(now + 60));
    for changes in [
        json!({"aud": "https://id.example/t"}),
        json!({"iat": now + 9}),
        json!({"iat": now + 10, "nbf": now + 10}),
        json!({"iat": null}),
        json!({"exp": now + 300}),
        json!({"exp": now + 1}),
    ] {
        assert!(decide(&with(changes.clone())).is_ok(), "{changes}");
    }
}

#[test]
fn case_100_what_is_wrong_is_refused() {
    let now = NOW.seconds();
    for changes in [
        json!({"aud": [ISSUER]}),
        json!({"aud": [ISSUER, "https://other.example"]}),
        json!({"aud": "https://other.example/t"}),
        json!({"aud": "https://id.example/"}),
        json!({"aud": null}),
        json!({"sub": "another"}),
        json!({"iss": "another"}),
        json!({"iss": "another", "sub": "another"}),
        json!({"iss": null}),
        json!({"jti": null}),
        json!({"jti": ""}),
        json!({"jti": 7}),
        json!({"jti": "j".repeat(257)}),
        json!({"exp": null}),
        json!({"exp": now}),
        json!({"exp": now - 1}),
        json!({"exp": now + 311}),
        json!({"exp": now + 31_536_000}),
        json!({"exp": (now + 60).to_string()}),
        json!({"exp": 1e300}),
        json!({"exp": -1}),
        json!({"iat": now + 11}),
        json!({"iat": now + 61}),
        json!({"iat": "now"}),
        json!({"nbf": now + 61}),
    ] {
        let error = decide(&with(changes.clone())).expect_err(&changes.to_string());
        assert_eq!(error.code.as_str(), "invalid_client", "{changes}");
    }
}

fn signed(claims: &Value) -> String {
    let bytes = serde_json::to_vec(claims).unwrap();
    jose::sign_es256(&signing_key(), "JWT", &bytes).unwrap()
}

fn with_keys() -> Client {
    Client {
        token_endpoint_auth_method: AuthMethod::PrivateKeyJwt,
        jwks: Some(json!({"keys": [signing_key().public_jwk()]})),
        ..client()
    }
}

#[test]
fn case_100_the_signature_must_be_the_registered_keys() {
    let assertion = signed(&good());
    assert_eq!(
        claimed_client(&assertion).as_deref(),
        Some("fjordvik-payroll")
    );
    assert!(verify(&assertion, &with_keys(), &AUDIENCES, NOW).is_ok());
    let (message, _) = assertion.rsplit_once('.').unwrap();
    let forged = format!("{message}.{}", b64::encode(&[1; 64]));
    for bad in [forged.as_str(), message, ""] {
        let error = verify(bad, &with_keys(), &AUDIENCES, NOW).unwrap_err();
        assert_eq!(error.reason, "assertion-signature");
    }
    let error = verify(&assertion, &client(), &AUDIENCES, NOW).unwrap_err();
    assert_eq!(error.reason, "assertion-keys");
}

#[test]
fn a_client_that_bound_itself_to_an_algorithm_keeps_to_it() {
    let bound = |name: &str| Client {
        token_endpoint_auth_signing_alg: Some(name.to_owned()),
        ..with_keys()
    };
    let assertion = signed(&good());
    assert!(verify(&assertion, &bound("ES256"), &AUDIENCES, NOW).is_ok());
    let error = verify(&assertion, &bound("PS256"), &AUDIENCES, NOW).unwrap_err();
    assert_eq!(error.reason, "assertion-signature");
}

proptest! {
    #[test]
    fn case_100_no_assertion_lives_longer_than_five_minutes(ahead in -1000_i64..1000) {
        let claims = with(json!({"exp": NOW.seconds() + ahead}));
        prop_assert_eq!(decide(&claims).is_ok(), (1..=310).contains(&ahead));
    }
}
