//! PKCE with S256 from every client (RFC 7636 section 4.3; RFC 9700 section 2.1.1; security.md
//! cases 92 and 93): there is no code without a challenge.

use super::{Inputs, invalid};
use crate::types::{AuthorizeRequest, Client, OAuthError};
use lykill_crypto::pure::pkce;

pub(super) fn check(
    inputs: &Inputs<'_>,
    _: &Client,
    request: &mut AuthorizeRequest,
) -> Result<(), OAuthError> {
    let Some(challenge) = inputs.params.get("code_challenge") else {
        let words = "code_challenge is missing; send PKCE with code_challenge_method=S256";
        return Err(invalid("pkce-missing", words));
    };
    if inputs.params.get("code_challenge_method") != Some("S256") {
        let words = "code_challenge_method must be S256; plain is refused";
        return Err(invalid("pkce-method", words));
    }
    if !pkce::is_challenge(challenge) {
        let words = "code_challenge must be the SHA-256 of the verifier as 43 base64url characters";
        return Err(invalid("pkce-challenge", words));
    }
    request.code_challenge = challenge.to_owned();
    Ok(())
}
