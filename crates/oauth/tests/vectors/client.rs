//! Clients: their registration, their redirect URIs, and how they show who they are.

use crate::file::{Vector, variant};
use lykill_core::Timestamp;
use lykill_crypto::pure::prf;
use lykill_oauth::params::Params;
use lykill_oauth::registration::{self, MetadataErrors, Registration};
use lykill_oauth::token::client_assertion::{self, Audiences};
use lykill_oauth::token::client_auth::{Registered, authenticate, presented};
use lykill_oauth::types::{AcrNames, RedirectUri};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// The issuer of all files.
pub const ISSUER: &str = "https://id.example";
const AUDIENCES: Audiences<'_> = Audiences {
    issuer: ISSUER,
    token_endpoint: "https://id.example/token",
    endpoint: "https://id.example/token",
};

fn register(document: &Value) -> Result<Registration, MetadataErrors> {
    let generated = "drawn".parse().expect("a client id");
    registration::read(
        document.to_string().as_bytes(),
        generated,
        &AcrNames::default(),
    )
}

/// The client of a file, which is registered as an operator registers it.
pub fn registered(document: &Value) -> Registration {
    register(document).unwrap_or_else(|errors| panic!("{document}: {errors}"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    document: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegistrationAnswer {
    /// The members that are named as wrong.
    refused: Option<BTreeSet<String>>,
    registered: Option<bool>,
}

/// Registration; of a refusal, the members that it names.
pub fn registration(vector: &Vector) {
    let input: Document = vector.input();
    let expected: RegistrationAnswer = vector.expected();
    match register(&input.document) {
        Ok(_) => assert_eq!(expected.registered, Some(true), "{}", vector.name),
        Err(errors) => {
            let named = errors.0.into_iter().map(|error| error.member).collect();
            assert_eq!(expected.refused, Some(named), "{}", vector.name);
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Uris {
    registered: String,
    presented: Option<String>,
    #[serde(default)]
    any_port: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UriAnswer {
    refused: Option<String>,
    registered: Option<bool>,
    matches: Option<bool>,
}

/// What may be registered, and what matches it.
pub fn redirect_uri(vector: &Vector) {
    let input: Uris = vector.input();
    let expected: UriAnswer = vector.expected();
    match (input.registered.parse::<RedirectUri>(), input.presented) {
        (Err(error), _) => assert_eq!(expected.refused, Some(variant(&error)), "{}", vector.name),
        (Ok(_), None) => assert_eq!(expected.registered, Some(true), "{}", vector.name),
        (Ok(uri), Some(presented)) => {
            let matches = uri.accepts(&presented, input.any_port);
            assert_eq!(expected.matches, Some(matches), "{}", vector.name);
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Assertion {
    client: Value,
    assertion: String,
    now: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AssertionAnswer {
    jti: Option<String>,
    refused: Option<String>,
}

/// `private_key_jwt`: signature and claims.
pub fn assertion(vector: &Vector) {
    let input: Assertion = vector.input();
    let expected: AssertionAnswer = vector.expected();
    let client = registered(&input.client).client;
    let now = Timestamp::from_seconds(input.now);
    match client_assertion::verify(&input.assertion, &client, &AUDIENCES, now) {
        Ok(used) => assert_eq!(expected.jti, Some(used.jti), "{}", vector.name),
        Err(error) => {
            assert_eq!(error.code.as_str(), "invalid_client", "{}", vector.name);
            let refused = expected.refused.as_deref();
            assert_eq!(refused, Some(error.reason), "{}: {error}", vector.name);
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Credentials {
    authorization: Option<String>,
    body: String,
    client: Value,
    now: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AuthAnswer {
    authenticated: Option<String>,
    error: Option<String>,
    reason: Option<String>,
}

/// Client authentication from header and body to the decision.
pub fn auth(vector: &Vector) {
    let input: Credentials = vector.input();
    let expected: AuthAnswer = vector.expected();
    let known = registered(&input.client);
    let secret = known.given_secret.as_ref();
    let secret_sha256 = secret.map(|secret| prf::sha256(secret.expose().as_bytes()));
    let params = Params::parse(input.body.as_bytes()).expect("a form");
    let answer = presented(input.authorization.as_deref(), &params).and_then(|presented| {
        let client = Registered {
            client: &known.client,
            secret_sha256: secret_sha256.as_ref().map(AsRef::as_ref),
        };
        let now = Timestamp::from_seconds(input.now);
        authenticate(&presented, Some(client), &AUDIENCES, now)?;
        Ok(presented.credential.method().as_str().to_owned())
    });
    match answer {
        Ok(method) => assert_eq!(expected.authenticated, Some(method), "{}", vector.name),
        Err(error) => {
            let code = Some(error.code.as_str());
            assert_eq!(expected.error.as_deref(), code, "{}: {error}", vector.name);
            let reason = Some(error.reason);
            assert_eq!(expected.reason.as_deref(), reason, "{}", vector.name);
        }
    }
}
