//! What other OpenID Providers say: their metadata, what a browser brings back from them, and the
//! claims of their ID tokens.

use lykill_core::{Level, Timestamp};
use lykill_crypto::pure::json as strict;
use lykill_oauth::params::Params;
use lykill_oauth::upstream::answer::{self, Answer};
use lykill_oauth::upstream::id_token::{Expected, judge};
use lykill_oauth::upstream::{LONGEST_SUBJECT, Metadata, Provider, exchange};
use serde_json::Value;
use std::time::Duration;
use url::{Host, Url};

const ISSUER: &str = "https://bank.example";
const NONCE: &str = "n-0S6_WzA2Mj";
/// The moment at which every input is looked at.
const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

fn provider() -> Provider {
    Provider {
        issuer: ISSUER.to_owned(),
        client_id: "lykill".to_owned(),
        redirect_uri: "https://id.example/upstream/bank/callback".to_owned(),
        scope: "openid".to_owned(),
        acr: vec![
            ("two".to_owned(), Level::Substantial),
            ("card".to_owned(), Level::High),
        ],
        without_acr: None,
        cap: Level::Substantial,
        national_id_claim: Some("pid".to_owned()),
        passes_language: true,
        passes_login_hint: true,
        max_age: Duration::from_secs(1800),
    }
}

/// Metadata that are taken are of the one issuer, and lead to https or to this machine.
pub fn upstream_metadata(data: &[u8]) {
    let Ok(metadata) = Metadata::read(data, ISSUER) else {
        return;
    };
    let theirs: Value = serde_json::from_slice(data).expect("what is strict is JSON");
    assert_eq!(theirs.get("issuer").and_then(Value::as_str), Some(ISSUER));
    let Metadata {
        authorization_endpoint,
        token_endpoint,
        jwks_uri,
        ..
    } = &metadata;
    for endpoint in [authorization_endpoint, token_endpoint, jwks_uri] {
        let url = Url::parse(endpoint).expect("an address");
        let here = match url.host().expect("a host") {
            Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        assert!(url.scheme() == "https" || here, "{endpoint}");
        assert!(url.username().is_empty() && url.password().is_none());
    }
}

/// An answer that is taken was given by the provider, and is a code or an error.
pub fn upstream_answer(data: &[u8]) {
    let Ok(params) = Params::parse(data) else {
        return;
    };
    for names_itself in [true, false] {
        let metadata = Metadata {
            authorization_endpoint: format!("{ISSUER}/authorize"),
            token_endpoint: format!("{ISSUER}/token"),
            jwks_uri: format!("{ISSUER}/jwks"),
            names_itself,
        };
        let Ok(answer) = answer::read(&params, &provider(), &metadata) else {
            continue;
        };
        let issuer = params.get("iss");
        assert!(issuer == Some(ISSUER) || (issuer.is_none() && !names_itself));
        match answer {
            Answer::Code(code) => assert_eq!(params.get("code"), Some(code.as_str())),
            Answer::Declined(_) => assert!(params.get("error").is_some()),
        }
    }
}

/// Claims that are taken are for us, of this login, and worth no more than the cap.
pub fn upstream_claims(data: &[u8]) {
    if let Ok(token) = exchange::id_token(data) {
        assert!(!token.is_empty(), "a token that is none");
    }
    let Ok(claims) = strict::parse(data) else {
        return;
    };
    let expected = Expected {
        nonce: NONCE,
        asked_at: NOW,
        max_age: 1800,
        now: NOW,
    };
    let Ok(vouched) = judge(&claims, &provider(), &expected) else {
        return;
    };
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    assert_eq!((text("iss"), text("nonce")), (Some(ISSUER), Some(NONCE)));
    let aud = claims.get("aud").map(Value::to_string).unwrap_or_default();
    assert!(aud.contains("\"lykill\""), "{aud}");
    assert!(vouched.level <= Level::Substantial);
    assert!((1..=LONGEST_SUBJECT).contains(&vouched.subject.len()));
    assert!(vouched.authenticated_at <= NOW);
}
