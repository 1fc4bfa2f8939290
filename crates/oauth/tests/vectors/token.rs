//! Token requests and PKCE.

use crate::file::{Vector, variant};
use lykill_crypto::pure::pkce as rule;
use lykill_oauth::params::Params;
use lykill_oauth::token::request::parse;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    content_type: Option<String>,
    query: Option<String>,
    body: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    read: Option<bool>,
    malformed: Option<String>,
    error: Option<String>,
}

/// A POST to the token endpoint, up to what it asks for.
pub fn request(vector: &Vector) {
    let input: Request = vector.input();
    let expected: Answer = vector.expected();
    let (query, kind) = (input.query.as_deref(), input.content_type.as_deref());
    match Params::of_post(query, kind, input.body.as_bytes()) {
        Err(error) => assert_eq!(expected.malformed, Some(variant(&error)), "{}", vector.name),
        Ok(params) => match parse(&params) {
            Ok(_) => assert_eq!(expected.read, Some(true), "{}", vector.name),
            Err(error) => {
                let code = Some(error.code.as_str());
                assert_eq!(expected.error.as_deref(), code, "{}", vector.name);
            }
        },
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    verifier: String,
    challenge: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fits {
    fits: bool,
}

/// Whether a verifier is the one of a challenge.
pub fn pkce(vector: &Vector) {
    let input: Pair = vector.input();
    let fits = rule::check(&input.verifier, &input.challenge);
    assert_eq!(vector.expected::<Fits>().fits, fits, "{}", vector.name);
}
