//! Members that have one served value, or none: what we would not keep is not accepted
//! (RFC 7591 section 2, OIDC Registration 1.0 section 2, RFC 9101, RFC 9126, RFC 9449).

use super::reader::Reader;
use crate::types::ResponseMode;
use serde_json::{Value, json};

struct Row {
    member: &'static str,
    served: fn(&Value) -> bool,
    words: &'static str,
}

const fn row(member: &'static str, served: fn(&Value) -> bool, words: &'static str) -> Row {
    Row {
        member,
        served,
        words,
    }
}

fn nothing(_: &Value) -> bool {
    false
}

fn only_served_modes(value: &Value) -> bool {
    let served = |mode: &Value| ResponseMode::ALL.iter().any(|one| mode == one.as_str());
    let modes = value.as_array();
    modes.is_some_and(|modes| !modes.is_empty() && modes.iter().all(served))
}

fn only_false(value: &Value) -> bool {
    value == &json!(false)
}

const NOT_SERVED: &str = "is not served: leave it out";

#[rustfmt::skip]
const ROWS: &[Row] = &[
    row("response_types", |v| v == &json!(["code"]),
        "only code is served: write [\"code\"] or leave it out"),
    row("id_token_signed_response_alg", |v| v == "ES256",
        "ID tokens are signed with ES256 only: write ES256 or leave it out"),
    row("subject_type", |v| v == "pairwise",
        "subjects are pairwise only: write pairwise or leave it out"),
    row("response_modes", only_served_modes,
        "query and form_post are served: name no other, or leave it out"),
    row("jwks_uri", nothing,
        "keys are not fetched: give them inline in jwks"),
    row("sector_identifier_uri", nothing,
        "the sector is the host of redirect_uris: leave it out"),
    row("software_statement", nothing, NOT_SERVED),
    row("request_uris", nothing, NOT_SERVED),
    row("request_object_signing_alg", nothing, NOT_SERVED),
    row("request_object_encryption_alg", nothing, NOT_SERVED),
    row("userinfo_signed_response_alg", nothing, NOT_SERVED),
    row("userinfo_encrypted_response_alg", nothing, NOT_SERVED),
    row("id_token_encrypted_response_alg", nothing, NOT_SERVED),
    row("authorization_signed_response_alg", nothing, NOT_SERVED),
    row("authorization_encrypted_response_alg", nothing, NOT_SERVED),
    row("frontchannel_logout_uri", nothing, NOT_SERVED),
    row("require_signed_request_object", only_false, NOT_SERVED),
    row("dpop_bound_access_tokens", only_false, NOT_SERVED),
    row("tls_client_certificate_bound_access_tokens", only_false, NOT_SERVED),
];

pub(super) fn check(reader: &mut Reader<'_>) {
    for row in ROWS {
        if reader
            .value(row.member)
            .is_some_and(|value| !(row.served)(value))
        {
            reader.refuse::<()>(row.member, row.words);
        }
    }
}
