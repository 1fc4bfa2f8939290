//! The client information response (RFC 7591 section 3.2.1).

use crate::types::{AcrNames, Client};
use lykill_core::{Secret, Timestamp};
use serde_json::{Map, Value, json};

/// Everything that is registered, with the secret if it is to be shown: this once.
pub fn registered(
    client: &Client,
    secret: Option<&Secret<String>>,
    issued_at: Timestamp,
    acr: &AcrNames,
) -> Value {
    let stored = serde_json::to_value(client).unwrap_or_default();
    let mut answer = match stored {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    let empty = |value: &Value| value.is_null() || value == &json!([]);
    answer.retain(|_, value| !empty(value));
    answer.remove("sector");
    answer.remove("refresh_tokens");
    let grants: &[&str] = if client.refresh_tokens {
        &["authorization_code", "refresh_token"]
    } else {
        &["authorization_code"]
    };
    if let Some(level) = client.default_minimum {
        answer.remove("default_minimum");
        answer.insert("default_acr_values".to_owned(), json!([acr.name(level)]));
    }
    for (member, value) in [
        ("client_id_issued_at", json!(issued_at.seconds())),
        ("response_types", json!(["code"])),
        ("grant_types", json!(grants)),
        ("subject_type", json!("pairwise")),
        ("id_token_signed_response_alg", json!("ES256")),
    ] {
        answer.insert(member.to_owned(), value);
    }
    if let Some(secret) = secret {
        answer.insert("client_secret".to_owned(), json!(secret.expose()));
        answer.insert("client_secret_expires_at".to_owned(), json!(0));
    }
    Value::Object(answer)
}
