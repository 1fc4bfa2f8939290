use super::*;
use crate::fixtures::{CALLBACK, CHALLENGE, ISSUER, client, id_token, signing_key};
use crate::types::{ApplicationType, PersonClaim, ResponseMode, Scope};
use lykill_core::{Language, Level};
use proptest::prelude::*;
use serde_json::json;
use url::form_urlencoded::Serializer;

const GOOD: [(&str, &str); 8] = [
    ("client_id", "fjordvik-payroll"),
    ("redirect_uri", CALLBACK),
    ("response_type", "code"),
    ("scope", "openid profile"),
    ("state", "s 1"),
    ("nonce", "n-1"),
    ("code_challenge", CHALLENGE),
    ("code_challenge_method", "S256"),
];

/// The good request with some parameters changed or added; an empty value takes one away.
fn changed(changes: &[(&str, &str)]) -> Params {
    let kept = GOOD
        .iter()
        .filter(|(name, _)| changes.iter().all(|(other, _)| other != name));
    let mut form = Serializer::new(String::new());
    let raw = form.extend_pairs(kept).extend_pairs(changes).finish();
    Params::parse(raw.as_bytes()).unwrap()
}

fn ask_of(client: Option<&Client>, params: &Params) -> Result<AuthorizeRequest, Refusal> {
    let keys = [signing_key().verify_key().clone()];
    check(&Inputs {
        params,
        client,
        acr: &AcrNames::default(),
        issuer: ISSUER,
        keys: &keys,
    })
}

fn ask(changes: &[(&str, &str)]) -> Result<AuthorizeRequest, Refusal> {
    ask_of(Some(&client()), &changed(changes))
}

fn page(changes: &[(&str, &str)]) -> PageError {
    match ask(changes) {
        Err(Refusal::Page(error)) => error,
        other => panic!("{changes:?}: no page but {other:?}"),
    }
}

/// The error code and the state of an error redirect.
fn redirected(changes: &[(&str, &str)]) -> (&'static str, Option<String>) {
    match ask(changes) {
        Err(Refusal::Redirect(refused)) => {
            assert_eq!(refused.redirect_uri.as_str(), CALLBACK);
            (refused.error.code.as_str(), refused.state)
        }
        other => panic!("{changes:?}: no redirect but {other:?}"),
    }
}

fn refused_with(code: &str, changes: &[(&str, &str)]) {
    assert_eq!(
        redirected(changes),
        (code, Some("s 1".to_owned())),
        "{changes:?}"
    );
}

#[test]
fn a_good_request_is_taken_as_it_is() {
    let request = ask(&[
        ("ui_locales", "fr nn-NO da no nn"),
        ("login_hint", "mette"),
        ("prompt", "login consent"),
        ("max_age", "600"),
        ("foo", "bar"),
    ]);
    let request = request.unwrap();
    assert_eq!(request.state.as_deref(), Some("s 1"));
    assert_eq!(request.scope.to_string(), "openid profile");
    assert_eq!(request.code_challenge, CHALLENGE);
    assert_eq!(
        request.languages,
        [Language::Nn, Language::Da, Language::Nb]
    );
    assert_eq!((request.max_age, request.minimum), (Some(600), None));
    assert!(request.prompt.login && request.prompt.consent && !request.prompt.none);
    let stored = serde_json::to_string(&request).unwrap();
    assert_eq!(
        serde_json::from_str::<AuthorizeRequest>(&stored).unwrap(),
        request
    );
    assert_eq!(
        request.login(&client()).login_hint.as_deref(),
        Some("mette")
    );
}

#[test]
fn before_the_client_is_verified_an_error_is_a_page() {
    assert_eq!(page(&[("client_id", "")]), PageError::ClientMissing);
    assert_eq!(page(&[("client_id", "other")]), PageError::ClientUnknown);
    let unknown = ask_of(None, &changed(&[]));
    assert_eq!(unknown, Err(Refusal::Page(PageError::ClientUnknown)));
    assert_eq!(page(&[("redirect_uri", "")]), PageError::RedirectUriMissing);
    let both_wrong = [
        ("redirect_uri", "https://evil.example/"),
        ("response_type", "token"),
    ];
    assert_eq!(page(&both_wrong), PageError::RedirectUriUnregistered);
}

#[test]
fn case_088_a_redirect_uri_that_is_not_registered_is_a_page() {
    for uri in [
        "https://fjordvik.example/callback/",
        "https://fjordvik.example/callback?x=1",
        "https://fjordvik.example/callback#",
        "https://fjordvik.example:8443/callback",
        "https://fjordvik.example.evil.example/callback",
        "https://FJORDVIK.example/callback",
    ] {
        assert_eq!(
            page(&[("redirect_uri", uri)]),
            PageError::RedirectUriUnregistered,
            "{uri}"
        );
    }
    let app = Client {
        application_type: ApplicationType::Native,
        redirect_uris: vec!["http://127.0.0.1/cb".parse().unwrap()],
        ..client()
    };
    let moved = changed(&[("redirect_uri", "http://127.0.0.1:51234/cb")]);
    let request = ask_of(Some(&app), &moved).unwrap();
    assert_eq!(request.redirect_uri.as_str(), "http://127.0.0.1:51234/cb");
    assert_eq!(resume(&request, Some(&app)), Ok(()));
}

#[test]
fn case_088_a_registration_that_changed_during_the_login_gets_no_answer() {
    let request = ask(&[]).unwrap();
    assert_eq!(resume(&request, Some(&client())), Ok(()));
    assert_eq!(resume(&request, None), Err(PageError::ClientUnknown));
    let moved = Client {
        redirect_uris: vec!["https://fjordvik.example/new".parse().unwrap()],
        ..client()
    };
    assert_eq!(
        resume(&request, Some(&moved)),
        Err(PageError::RedirectUriUnregistered)
    );
}

#[test]
fn case_094_only_the_code_flow_is_served() {
    for kind in [
        "token",
        "id_token token",
        "id_token",
        "code id_token",
        "code token",
        "none",
    ] {
        refused_with("unsupported_response_type", &[("response_type", kind)]);
    }
    refused_with("invalid_request", &[("response_type", "")]);
    assert!(ask(&[("response_mode", "query")]).is_ok());
    let posted = ask(&[("response_mode", "form_post")]).unwrap();
    assert_eq!(posted.response_mode, ResponseMode::FormPost);
    for mode in ["fragment", "form_post.jwt", "query.jwt", "x"] {
        refused_with("invalid_request", &[("response_mode", mode)]);
    }
}

#[test]
fn case_092_case_093_there_is_no_code_without_s256() {
    refused_with("invalid_request", &[("code_challenge", "")]);
    refused_with("invalid_request", &[("code_challenge_method", "")]);
    refused_with("invalid_request", &[("code_challenge_method", "plain")]);
    refused_with("invalid_request", &[("code_challenge_method", "s256")]);
    for challenge in [
        &CHALLENGE[..42],
        &format!("{CHALLENGE}A"),
        &format!("{}=", &CHALLENGE[..42]),
    ] {
        refused_with("invalid_request", &[("code_challenge", challenge)]);
    }
}

#[test]
fn case_105_max_age_is_a_count_of_seconds() {
    for (text, seconds) in [("0", 0), ("1", 1), ("315360000", 315_360_000)] {
        assert_eq!(ask(&[("max_age", text)]).unwrap().max_age, Some(seconds));
    }
    for bad in [
        "-1",
        "1e30",
        "abc",
        "+5",
        " 5",
        "1.0",
        "315360001",
        "99999999999999999999",
        "\u{661}",
    ] {
        refused_with("invalid_request", &[("max_age", bad)]);
    }
    let registered = Client {
        default_max_age: Some(60),
        ..client()
    };
    assert_eq!(
        ask_of(Some(&registered), &changed(&[])).unwrap().max_age,
        Some(60)
    );
    let sent = changed(&[("max_age", "0")]);
    assert_eq!(ask_of(Some(&registered), &sent).unwrap().max_age, Some(0));
}

#[test]
fn case_106_nonce_and_state_are_echoed_exactly_or_refused() {
    let odd = " \u{e6}\"'<>%";
    assert_eq!(ask(&[("nonce", odd)]).unwrap().nonce.as_deref(), Some(odd));
    assert_eq!(ask(&[("nonce", "")]).unwrap().nonce, None);
    assert!(ask(&[("nonce", &"n".repeat(1024))]).is_ok());
    refused_with("invalid_request", &[("nonce", &"n".repeat(1025))]);
    let megabyte = format!("nonce={}", "n".repeat(1_000_000));
    assert!(Params::parse(megabyte.as_bytes()).is_err());
    for bad in ["\u{e6}", &"s".repeat(1025)] {
        assert_eq!(redirected(&[("state", bad)]), ("invalid_request", None));
    }
    assert_eq!(
        redirected(&[("state", ""), ("scope", "")]),
        ("invalid_scope", None)
    );
}

#[test]
fn case_115_the_scope_is_short_and_known() {
    for bad in ["", "profile", "openid admin", "OPENID", "openid\u{e6}"] {
        refused_with("invalid_scope", &[("scope", bad)]);
    }
    let request = ask(&[("scope", "openid  openid email offline_access phone address")]).unwrap();
    assert_eq!(request.scope, [Scope::OpenId].into_iter().collect());
}

#[test]
fn prompts_are_known_and_none_stands_alone() {
    assert!(ask(&[("prompt", "none")]).unwrap().prompt.none);
    assert!(
        ask(&[("prompt", "select_account login")])
            .unwrap()
            .prompt
            .select_account
    );
    for bad in ["none login", "login none", "create", "Login"] {
        refused_with("invalid_request", &[("prompt", bad)]);
    }
}

#[test]
fn case_104_acr_values_are_a_minimum() {
    let minimum = |names: &str| ask(&[("acr_values", names)]).unwrap().minimum;
    assert_eq!(minimum("idporten-loa-high"), Some(Level::High));
    assert_eq!(
        minimum("urn:lykill:loa:substantial"),
        Some(Level::Substantial)
    );
    assert_eq!(
        minimum("idporten-loa-high idporten-loa-substantial"),
        Some(Level::Substantial)
    );
    assert_eq!(
        minimum("eidas-loa-high idporten-loa-high"),
        Some(Level::High)
    );
    for unknown in ["Level4", "idporten-loa-hgih", "a b c"] {
        refused_with(
            "unmet_authentication_requirements",
            &[("acr_values", unknown)],
        );
    }
    let strict = Client {
        default_minimum: Some(Level::High),
        ..client()
    };
    assert_eq!(
        ask_of(Some(&strict), &changed(&[])).unwrap().minimum,
        Some(Level::High)
    );
    let lower = changed(&[("acr_values", "idporten-loa-low")]);
    assert_eq!(
        ask_of(Some(&strict), &lower).unwrap().minimum,
        Some(Level::Low)
    );
}

#[test]
fn case_104_an_acr_in_the_claims_parameter_is_a_demand_too() {
    let minimum = |claims: serde_json::Value, names: &str| {
        ask(&[("claims", &claims.to_string()), ("acr_values", names)])
            .unwrap()
            .minimum
    };
    let acr = |wish: serde_json::Value| json!({"id_token": {"acr": wish}});
    let high = json!({"essential": true, "values": ["idporten-loa-high"]});
    assert_eq!(minimum(acr(high.clone()), ""), Some(Level::High));
    assert_eq!(minimum(acr(high), "idporten-loa-low"), Some(Level::High));
    let low = json!({"value": "idporten-loa-low"});
    assert_eq!(minimum(acr(low), "idporten-loa-high"), Some(Level::High));
    assert_eq!(minimum(acr(json!(null)), ""), None);
    assert_eq!(minimum(acr(json!({"essential": true})), ""), None);
    let unknown = acr(json!({"essential": true, "value": "Level4"})).to_string();
    refused_with("unmet_authentication_requirements", &[("claims", &unknown)]);
}

#[test]
fn of_the_claims_parameter_what_is_served_is_kept() {
    let claims = json!({
        "id_token": {"national_id": {"essential": true}, "email": null, "auth_time": null},
        "userinfo": {"name": null, "picture": {"value": 1}},
        "other": 7,
    });
    let request = ask(&[("claims", &claims.to_string())]).unwrap();
    assert_eq!(request.claims.id_token, [PersonClaim::NationalId].into());
    assert_eq!(request.claims.userinfo, [PersonClaim::Name].into());
    for bad in [
        "x",
        "[]",
        "7",
        r#"{"id_token": []}"#,
        r#"{"id_token": {"name": true}}"#,
        r#"{"id_token": {"acr": {"values": "high"}}}"#,
        r#"{"id_token": {"acr": {"value": 3}}}"#,
        r#"{"id_token": {}, "id_token": {}}"#,
    ] {
        refused_with("invalid_request", &[("claims", bad)]);
    }
}

#[test]
fn request_objects_are_refused_and_nothing_is_fetched() {
    refused_with("request_not_supported", &[("request", "a.b.c")]);
    let uri = [("request_uri", "http://169.254.169.254/")];
    refused_with("request_uri_not_supported", &uri);
    refused_with("registration_not_supported", &[("registration", "{}")]);
}

#[test]
fn case_103_an_id_token_hint_is_an_id_token_that_we_gave_this_client() {
    let token = id_token("JWT", &json!({}));
    let request = ask(&[("id_token_hint", &token)]).unwrap();
    assert_eq!(
        request.subject.as_deref(),
        Some("0123456789abcdef0123456789abcdef")
    );
    for bad in [
        id_token("JWT", &json!({"aud": "other"})),
        id_token("JWT", &json!({"iss": "https://evil.example"})),
        id_token("JWT", &json!({"sub": null})),
        id_token("at+jwt", &json!({})),
        "x".to_owned(),
    ] {
        refused_with("invalid_request", &[("id_token_hint", &bad)]);
    }
    let named = |sub: &str| json!({"id_token": {"sub": {"value": sub}}}).to_string();
    let same = named("0123456789abcdef0123456789abcdef");
    assert!(ask(&[("id_token_hint", &token), ("claims", &same)]).is_ok());
    let other = named("other");
    refused_with(
        "invalid_request",
        &[("id_token_hint", &token), ("claims", &other)],
    );
    assert_eq!(
        ask(&[("claims", &other)]).unwrap().subject.as_deref(),
        Some("other")
    );
}

proptest! {
    #[test]
    fn a_redirect_goes_to_a_registered_uri_whatever_is_sent(
        name in proptest::sample::select(vec![
            "client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "prompt",
            "max_age", "acr_values", "claims", "ui_locales", "id_token_hint", "code_challenge",
        ]),
        value in "\\PC{0,80}",
    ) {
        match ask(&[(name, &value)]) {
            Ok(request) => prop_assert_eq!(request.redirect_uri.as_str(), CALLBACK),
            Err(Refusal::Redirect(refused)) => {
                prop_assert_eq!(refused.redirect_uri.as_str(), CALLBACK);
                let echoed = if name == "state" { None } else { Some("s 1".to_owned()) };
                prop_assert_eq!(refused.state, echoed);
                prop_assert!(!refused.error.description().is_empty());
            }
            Err(Refusal::Page(_)) => {
                prop_assert!(name == "client_id" || name == "redirect_uri");
            }
        }
    }
}
