use super::*;
use crate::fixtures::{NOW, signing_key};
use crate::types::{AuthMethod, PersonClaim};
use lykill_core::SectorKind;
use proptest::prelude::*;

fn good() -> Value {
    json!({
        "client_id": "fjordvik-payroll",
        "client_name": "Fjordvik kommune",
        "redirect_uris": ["https://fjordvik.example/callback"],
    })
}

fn with(changes: &Value) -> Value {
    let mut document = good();
    for (member, value) in changes.as_object().unwrap() {
        document[member] = value.clone();
    }
    document
}

fn try_with(changes: &Value) -> Result<Registration, MetadataErrors> {
    let generated = "generated".parse().unwrap();
    check(&with(changes), generated, &AcrNames::default())
}

fn wrong_members(changes: &Value) -> Vec<String> {
    let errors = try_with(changes).expect_err(&changes.to_string());
    assert!(errors.0.iter().all(|error| !error.words.is_empty()));
    errors.0.into_iter().map(|error| error.member).collect()
}

#[test]
fn the_least_that_is_needed_gives_safe_values() {
    let client = try_with(&json!({"unknown_to_us": 1})).unwrap().client;
    assert_eq!(
        client.token_endpoint_auth_method,
        AuthMethod::ClientSecretBasic
    );
    assert_eq!(client.lykill_sector, SectorKind::Private);
    assert_eq!(client.sector.as_str(), "host:fjordvik.example");
    assert_eq!(client.start_again_uri(), None);
    assert!(!client.refresh_tokens, "nobody gets what was not asked for");
    let named = try_with(&json!({"client_id": null})).unwrap().client;
    assert_eq!(named.client_id.as_str(), "generated");
}

#[test]
fn everything_that_may_be_said_is_kept_through_storage() {
    let whole = json!({
        "application_type": "web",
        "redirect_uris": ["https://fjordvik.example/callback", "http://localhost:8081/cb"],
        "post_logout_redirect_uris": ["https://fjordvik.example/"],
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256",
        "jwks": {"keys": [signing_key().public_jwk()]},
        "response_types": ["code"], "grant_types": ["authorization_code", "refresh_token"],
        "id_token_signed_response_alg": "ES256", "subject_type": "pairwise",
        "dpop_bound_access_tokens": false, "require_pushed_authorization_requests": true,
        "default_max_age": 3600, "default_acr_values": ["urn:lykill:loa:substantial"],
        "client_uri": "https://fjordvik.example", "contacts": ["drift@fjordvik.example"],
        "initiate_login_uri": "https://fjordvik.example/login",
        "lykill_company": "fjordvik", "lykill_require_linked_email": true,
        "lykill_networks": {"allow": ["192.0.2.0/24", "2001:db8::1"], "deny": ["10.0.0.0/8"]},
        "lykill_claims": ["national_id"], "lykill_sector": "employer",
    });
    let client = try_with(&whole).unwrap().client;
    let stored = serde_json::to_string(&client).unwrap();
    assert_eq!(serde_json::from_str::<Client>(&stored).unwrap(), client);
    assert_eq!(client.lykill_claims, [PersonClaim::NationalId]);
    assert_eq!(client.lykill_networks.allow.len(), 2);
    assert!(client.refresh_tokens && client.require_pushed_authorization_requests);
    assert_eq!(client.default_minimum, Some(Level::Substantial));
    assert_eq!(
        client.start_again_uri(),
        Some("https://fjordvik.example/login")
    );

    let answer = response::registered(&client, None, NOW, &AcrNames::default());
    for member in [
        "redirect_uris",
        "jwks",
        "lykill_company",
        "lykill_claims",
        "grant_types",
    ] {
        assert_eq!(answer[member], whole[member], "{member}");
    }
    assert_eq!(
        answer["default_acr_values"],
        json!(["idporten-loa-substantial"])
    );
    assert_eq!(answer["client_id_issued_at"], NOW.seconds());
    assert!(answer.get("client_secret").is_none() && answer.get("sector").is_none());
}

#[test]
fn a_given_secret_is_taken_and_shown_once() {
    let given = json!({"client_secret": "0123456789abcdef"});
    let registration = try_with(&given).unwrap();
    let secret = registration.given_secret.as_ref();
    assert_eq!(secret.unwrap().expose(), "0123456789abcdef");
    assert!(
        !serde_json::to_string(&registration.client)
            .unwrap()
            .contains("0123456789")
    );
    let answer = response::registered(&registration.client, secret, NOW, &AcrNames::default());
    assert_eq!(answer["client_secret"], given["client_secret"]);
    assert_eq!(answer["client_secret_expires_at"], 0);
}

#[test]
fn what_would_not_be_kept_is_refused_by_name() {
    for (member, value) in [
        ("client_id", json!("a b")),
        ("client_id", json!(7)),
        ("client_name", json!("a\nb")),
        ("client_name", json!(null)),
        ("application_type", json!("desktop")),
        ("token_endpoint_auth_method", json!("client_secret_jwt")),
        ("token_endpoint_auth_signing_alg", json!("ES256")),
        ("jwks", json!({"keys": []})),
        ("jwks", json!({"keys": [{"kty": "oct", "k": "AA"}]})),
        ("jwks_uri", json!("https://fjordvik.example/jwks")),
        ("client_secret", json!("short")),
        ("client_secret", json!("with a space in between")),
        ("response_types", json!(["code", "token"])),
        ("grant_types", json!(["refresh_token"])),
        ("grant_types", json!(["authorization_code", "password"])),
        ("grant_types", json!([])),
        ("id_token_signed_response_alg", json!("RS256")),
        ("id_token_signed_response_alg", json!("none")),
        ("subject_type", json!("public")),
        ("sector_identifier_uri", json!("https://fjordvik.example/s")),
        ("backchannel_logout_uri", json!("http://fjordvik.example/b")),
        ("dpop_bound_access_tokens", json!(true)),
        ("default_max_age", json!(-1)),
        ("default_max_age", json!(1e30)),
        ("default_acr_values", json!(["Level4"])),
        ("client_uri", json!("http://fjordvik.example/")),
        ("initiate_login_uri", json!("javascript:alert(1)")),
        ("contacts", json!(["nobody"])),
        ("redirect_uris", json!([])),
        ("redirect_uris", json!(null)),
        ("redirect_uris", json!("https://fjordvik.example/")),
        (
            "redirect_uris",
            json!(["https://a.example/", "https://a.example/"]),
        ),
        ("redirect_uris", json!(["com.example.app:/cb"])),
        ("lykill_company", json!("a b")),
        ("lykill_require_linked_email", json!(true)),
        ("lykill_require_linked_email", json!("yes")),
        ("lykill_networks", json!({"allow": ["10.0.0.1/8"]})),
        ("lykill_networks", json!({"allow": "10.0.0.0/8"})),
        ("lykill_networks", json!({"alow": []})),
        ("lykill_claims", json!(["nationalid"])),
        ("lykill_claims", json!(["name"])),
        ("lykill_sector", json!("Bank")),
        ("lykill_sectors", json!("bank")),
        ("lykill_", json!(null)),
    ] {
        assert_eq!(wrong_members(&json!({member: value})), [member], "{value}");
    }
}

#[test]
fn case_088_redirect_uris_that_could_be_misread_are_not_registered() {
    for uri in [
        "https://*.fjordvik.example/cb",
        "https://fjordvik.example/cb#x",
        "https://user@fjordvik.example/cb",
        "https://fjordvik.example/a/../cb",
        "http://fjordvik.example/cb",
        "ftp://fjordvik.example/cb",
    ] {
        for member in ["redirect_uris", "post_logout_redirect_uris"] {
            assert_eq!(wrong_members(&json!({member: [uri]})), [member], "{uri}");
        }
    }
    let errors = try_with(&json!({"redirect_uris": ["https://a.example/", "https://b.example/"]}));
    let errors = errors.unwrap_err();
    assert_eq!(errors.to_json()["error"], "invalid_redirect_uri");
    assert!(errors.to_string().contains("one client for each host"));
}

#[test]
fn an_app_is_a_public_client() {
    let app = json!({
        "application_type": "native", "token_endpoint_auth_method": "none",
        "redirect_uris": ["com.example.app:/cb", "http://127.0.0.1/cb"],
    });
    let client = try_with(&app).unwrap().client;
    assert_eq!(client.sector.as_str(), "client:fjordvik-payroll");
    assert!(client.redirect_uri("http://127.0.0.1:51234/cb").is_some());
    let wrong = json!({"application_type": "native"});
    assert_eq!(wrong_members(&wrong), ["token_endpoint_auth_method"]);
    let secret = json!({"token_endpoint_auth_method": "none", "client_secret": "x".repeat(43)});
    assert_eq!(wrong_members(&secret), ["client_secret"]);
    let pushing = json!({
        "token_endpoint_auth_method": "none", "require_pushed_authorization_requests": true,
    });
    assert_eq!(
        wrong_members(&pushing),
        ["require_pushed_authorization_requests"]
    );
    let keyless = json!({"token_endpoint_auth_method": "private_key_jwt"});
    assert_eq!(wrong_members(&keyless), ["jwks"]);
}

#[test]
fn every_fault_is_told_at_once() {
    let faults = json!({"client_name": "", "lykill_sector": 1, "default_max_age": "x"});
    assert_eq!(
        wrong_members(&faults),
        ["client_name", "lykill_sector", "default_max_age"]
    );
}

#[test]
fn a_document_that_is_no_object_or_says_a_thing_twice_is_refused() {
    for bad in [
        "",
        "[]",
        "\"x\"",
        "{",
        r#"{"client_name":"a","client_name":"b"}"#,
    ] {
        let answer = read(bad.as_bytes(), "g".parse().unwrap(), &AcrNames::default());
        let errors = answer.unwrap_err();
        assert_eq!(errors.0[0].member, "document", "{bad}");
        assert_eq!(errors.code(), ErrorCode::InvalidClientMetadata);
    }
}

#[test]
fn case_085_a_service_cannot_be_called_like_another_one() {
    let long = "Skatteetaten ".repeat(25);
    for pretends in [
        "Skatte\u{200b}etaten",
        "Sk\u{430}tteetaten",
        "\u{202e}netatetettakS",
        long.as_str(),
    ] {
        let errors = try_with(&json!({ "client_name": pretends })).unwrap_err();
        let members: Vec<_> = errors.0.iter().map(|error| &*error.member).collect();
        assert_eq!(members, ["client_name"], "{pretends:?}");
    }
    // A mark-up is text, and no picture is fetched from where a service says.
    let said = json!({
        "client_name": "<img src=//evil.example>",
        "logo_uri": "https://evil.example/skatteetaten.svg",
    });
    let client = try_with(&said).unwrap().client;
    assert_eq!(client.client_name.as_str(), "<img src=//evil.example>");
    let stored = serde_json::to_string(&client).unwrap();
    assert!(!stored.contains("skatteetaten.svg"), "{stored}");
}

proptest! {
    #[test]
    fn any_value_of_any_member_is_answered(
        member in proptest::sample::select(vec![
            "client_id", "client_name", "redirect_uris", "jwks", "contacts", "default_max_age",
            "lykill_networks", "lykill_claims", "lykill_company", "client_uri",
        ]),
        value in proptest::prop_oneof![
            any::<i64>().prop_map(Value::from), any::<bool>().prop_map(Value::from),
            "\\PC{0,40}".prop_map(Value::from),
            proptest::collection::vec("\\PC{0,40}", 0..4).prop_map(Value::from),
            "\\PC{0,10}".prop_map(|name| json!({name: [1, null]})),
        ],
    ) {
        if let Ok(registration) = try_with(&json!({member: value})) {
            let stored = serde_json::to_string(&registration.client).unwrap();
            prop_assert_eq!(serde_json::from_str::<Client>(&stored).unwrap(), registration.client);
        }
    }
}
