//! `id_token_hint` is an ID token that this issuer gave this client, however old; it names who
//! must be logged in (OIDC Core 1.0 section 3.1.2.1).

use super::{Inputs, invalid};
use crate::types::{AuthorizeRequest, Client, OAuthError};

pub(super) fn check(
    inputs: &Inputs<'_>,
    client: &Client,
    request: &mut AuthorizeRequest,
) -> Result<(), OAuthError> {
    let Some(hint) = inputs.params.get("id_token_hint") else {
        return Ok(());
    };
    match crate::hint::read(hint, inputs.keys, inputs.issuer) {
        Some(hint) if hint.audience == client.client_id.as_str() => {
            request.demand_subject(&hint.sub)
        }
        _ => Err(invalid(
            "id-token-hint",
            "id_token_hint must be an ID token that this issuer gave this client",
        )),
    }
}
