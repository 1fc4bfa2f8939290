use super::super::fixtures::provider;
use super::*;
use lykill_crypto::engine::signing::generate_es256;
use lykill_crypto::pure::jose::{SigningKey, sign_es256};
use serde_json::json;

const NOW: i64 = 1_800_000_000;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn expected() -> Expected<'static> {
    Expected {
        nonce: "the-nonce",
        asked_at: at(NOW - 60),
        max_age: 1800,
        now: at(NOW),
    }
}

fn claims() -> Value {
    json!({
        "iss": "https://bank.example",
        "sub": "7c1f0a",
        "aud": "lykill",
        "exp": NOW + 120,
        "iat": NOW - 1,
        "auth_time": NOW - 20,
        "nonce": "the-nonce",
        "acr": "bank:two",
        "pid": "17912099997",
    })
}

fn with(claim: &str, value: Value) -> Value {
    let mut changed = claims();
    changed[claim] = value;
    changed
}

fn without(claim: &str) -> Value {
    let mut changed = claims();
    changed.as_object_mut().unwrap().remove(claim);
    changed
}

fn judged(claims: &Value) -> Result<Vouched, BadIdToken> {
    judge(claims, &provider(), &expected())
}

fn is_refused_for(claims: &Value, claim: &'static str) {
    assert_eq!(judged(claims), Err(BadIdToken::Claim(claim)), "{claims}");
}

#[test]
fn a_right_token_vouches_for_one_person() {
    let vouched = judged(&claims()).unwrap();
    let expected = Vouched {
        subject: "7c1f0a".to_owned(),
        level: Level::Substantial,
        authenticated_at: at(NOW - 20),
        national_id: Some("17912099997".to_owned()),
    };
    assert_eq!(vouched, expected);
}

#[test]
fn case_103_issuer_and_audience_are_compared_exactly() {
    for bad in [
        json!("https://bank.example/"),
        json!("https://evil.example"),
        json!(null),
    ] {
        is_refused_for(&with("iss", bad), "iss");
    }
    for bad in [
        json!("lykill2"),
        json!(["other"]),
        json!([]),
        json!({}),
        json!(null),
    ] {
        is_refused_for(&with("aud", bad), "aud");
    }
    is_refused_for(&without("aud"), "aud");
    assert!(judged(&with("aud", json!(["lykill"]))).is_ok());
    let mut several = with("aud", json!(["lykill", "other"]));
    is_refused_for(&several, "azp");
    several["azp"] = json!("other");
    is_refused_for(&several, "azp");
    several["azp"] = json!("lykill");
    assert!(judged(&several).is_ok());
    is_refused_for(&with("azp", json!("other")), "azp");
}

#[test]
fn case_117_a_token_of_another_login_has_another_nonce() {
    for bad in [json!("other"), json!(""), json!(null), json!(7)] {
        is_refused_for(&with("nonce", bad), "nonce");
    }
    is_refused_for(&without("nonce"), "nonce");
}

#[test]
fn times_have_half_a_minute_and_no_more() {
    is_refused_for(&with("exp", json!(NOW - 30)), "exp");
    assert!(judged(&with("exp", json!(NOW - 29))).is_ok());
    is_refused_for(&with("iat", json!(NOW + 31)), "iat");
    assert!(judged(&with("iat", json!(NOW + 30))).is_ok());
    is_refused_for(&with("iat", json!(NOW - 91)), "iat");
    assert!(judged(&with("iat", json!(NOW - 90))).is_ok());
    is_refused_for(&with("nbf", json!(NOW + 31)), "nbf");
    for claim in ["exp", "iat", "auth_time"] {
        is_refused_for(&without(claim), claim);
        is_refused_for(&with(claim, json!("1")), claim);
    }
}

#[test]
fn a_login_there_is_as_young_as_was_asked() {
    is_refused_for(&with("auth_time", json!(NOW - 60 - 1800 - 31)), "auth_time");
    assert!(judged(&with("auth_time", json!(NOW - 60 - 1800 - 30))).is_ok());
    is_refused_for(&with("auth_time", json!(NOW + 31)), "auth_time");
    let ahead = judged(&with("auth_time", json!(NOW + 20))).unwrap();
    assert_eq!(ahead.authenticated_at, at(NOW), "nobody logs in tomorrow");
}

#[test]
fn case_104_a_level_is_mapped_and_capped_or_nothing() {
    let level = |acr: Value| judged(&with("acr", acr)).map(|vouched| vouched.level);
    assert_eq!(level(json!("bank:one")), Ok(Level::Low));
    assert_eq!(level(json!("bank:card")), Ok(Level::Substantial), "capped");
    for bad in [
        json!("high"),
        json!("BANK:TWO"),
        json!(""),
        json!(null),
        json!(["bank:two"]),
    ] {
        assert_eq!(level(bad.clone()), Err(BadIdToken::Level), "{bad}");
    }
    assert_eq!(judged(&without("acr")), Err(BadIdToken::Level));
    let mut lenient = provider();
    lenient.without_acr = Some(Level::High);
    let vouched = judge(&without("acr"), &lenient, &expected()).unwrap();
    assert_eq!(vouched.level, Level::Substantial, "capped, too");
}

#[test]
fn a_subject_is_a_short_ascii_word() {
    for bad in [
        json!(""),
        json!("æ"),
        json!("a b"),
        json!("a".repeat(256)),
        json!(7),
        json!(null),
    ] {
        is_refused_for(&with("sub", bad), "sub");
    }
    assert!(judged(&with("sub", json!("a".repeat(255)))).is_ok());
}

#[test]
fn only_the_configured_claim_names_a_person() {
    let mut untrusting = provider();
    untrusting.national_id_claim = None;
    let vouched = judge(&claims(), &untrusting, &expected()).unwrap();
    assert_eq!(vouched.national_id, None);
    assert_eq!(judged(&with("pid", json!(17))).unwrap().national_id, None);
}

#[test]
fn case_122_the_signature_decides_before_the_claims() {
    let key = || SigningKey::from_pkcs8(generate_es256().unwrap().expose()).unwrap();
    let (own, other) = (key(), key());
    let token = sign_es256(&own, "JWT", claims().to_string().as_bytes()).unwrap();
    let verify = |token: &str, key: &SigningKey| {
        verify(token, &[key.verify_key().clone()], &provider(), &expected())
    };
    assert!(verify(&token, &own).is_ok());
    let refused = verify(&token, &other).unwrap_err();
    assert!(refused.may_be_a_new_key(), "{refused}");
    let logout = sign_es256(&own, "logout+jwt", claims().to_string().as_bytes()).unwrap();
    assert_eq!(
        verify(&logout, &own),
        Err(BadIdToken::Jose(JoseError::TypeRefused))
    );
    let mut forged = token.clone();
    forged.truncate(token.len() - 4);
    forged.push_str("AAAA");
    let refused = verify(&forged, &own).unwrap_err();
    assert!(!refused.may_be_a_new_key(), "{refused}");
}
