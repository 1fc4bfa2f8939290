//! `nonce` can be echoed exactly: at most 1024 characters (OIDC Core 1.0 section 3.1.2.1;
//! security.md case 106). In the code flow it may be absent.

use super::{Inputs, invalid};
use crate::types::{AuthorizeRequest, Client, OAuthError};

pub(super) fn check(
    inputs: &Inputs<'_>,
    _: &Client,
    request: &mut AuthorizeRequest,
) -> Result<(), OAuthError> {
    let nonce = inputs.params.get("nonce");
    if nonce.is_some_and(|nonce| nonce.len() > 1024) {
        return Err(invalid("nonce", "nonce must be at most 1024 bytes"));
    }
    request.nonce = nonce.map(str::to_owned);
    Ok(())
}
