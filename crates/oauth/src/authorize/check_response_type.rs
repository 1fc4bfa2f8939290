//! Only the code flow is served (OIDC Core 1.0 section 3; RFC 9700 section 2.1.2; security.md
//! case 94).

use super::{Inputs, invalid};
use crate::types::{AuthorizeRequest, Client, ErrorCode, OAuthError};

pub(super) fn check(
    inputs: &Inputs<'_>,
    _: &Client,
    _: &mut AuthorizeRequest,
) -> Result<(), OAuthError> {
    match inputs.params.get("response_type") {
        Some("code") => Ok(()),
        None => Err(invalid(
            "response-type-missing",
            "response_type is missing; send response_type=code",
        )),
        Some(_) => Err(OAuthError::new(
            ErrorCode::UnsupportedResponseType,
            "response-type",
            "only response_type=code is served",
        )),
    }
}
