//! Authorization requests.

use crate::client;
use crate::file::Vector;
use lykill_crypto::pure::jose::VerifyKey;
use lykill_oauth::authorize::{Inputs, check};
use lykill_oauth::params::Params;
use lykill_oauth::types::{AcrNames, Client, PageError, Refusal};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    client: Value,
    query: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WithKeys {
    client: Value,
    issuer_keys: Vec<Value>,
    query: String,
}

/// Exactly one of the three ways out.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    /// Where the answer will go.
    accepted: Option<String>,
    /// The word of the page.
    page: Option<String>,
    /// The error that goes back to the client.
    redirected: Option<String>,
    state: Option<String>,
}

/// A request without keys of the issuer.
pub fn run(vector: &Vector) {
    let input: Request = vector.input();
    let answer = ask(&client::registered(&input.client).client, &[], &input.query);
    assert_eq!(vector.expected::<Answer>(), answer, "{}", vector.name);
}

/// A request that names who must be logged in by a token of the issuer.
pub fn hint(vector: &Vector) {
    let input: WithKeys = vector.input();
    let keys = input.issuer_keys.iter().map(VerifyKey::from_jwk);
    let keys: Vec<VerifyKey> = keys.collect::<Result<_, _>>().expect("keys");
    let client = client::registered(&input.client).client;
    let answer = ask(&client, &keys, &input.query);
    assert_eq!(vector.expected::<Answer>(), answer, "{}", vector.name);
}

fn ask(client: &Client, keys: &[VerifyKey], query: &str) -> Answer {
    let params = match Params::parse(query.as_bytes()) {
        Ok(params) => params,
        Err(error) => return page(&PageError::Malformed(error)),
    };
    let inputs = Inputs {
        params: &params,
        client: Some(client),
        acr: &AcrNames::default(),
        issuer: client::ISSUER,
        keys,
    };
    match check(&inputs) {
        Ok(request) => Answer {
            accepted: Some(request.redirect_uri.to_string()),
            ..none()
        },
        Err(Refusal::Page(error)) => page(&error),
        Err(Refusal::Redirect(refused)) => {
            let registered = client.redirect_uris.contains(&refused.redirect_uri);
            assert!(registered, "an error left for {}", refused.redirect_uri);
            Answer {
                redirected: Some(refused.error.code.as_str().to_owned()),
                state: refused.state,
                ..none()
            }
        }
    }
}

fn page(error: &PageError) -> Answer {
    Answer {
        page: Some(error.word().to_owned()),
        ..none()
    }
}

const fn none() -> Answer {
    Answer {
        accepted: None,
        page: None,
        redirected: None,
        state: None,
    }
}
