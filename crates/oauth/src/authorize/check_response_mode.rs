//! The answer goes in the query (OAuth 2.0 Multiple Response Type Encoding Practices section
//! 2.1). Refusals go there too, whatever mode was asked for.

use super::{Inputs, invalid};
use crate::types::{AuthorizeRequest, Client, OAuthError};

pub(super) fn check(
    inputs: &Inputs<'_>,
    _: &Client,
    _: &mut AuthorizeRequest,
) -> Result<(), OAuthError> {
    match inputs.params.get("response_mode") {
        None | Some("query") => Ok(()),
        Some(_) => Err(invalid(
            "response-mode",
            "this response_mode is not served; send response_mode=query or leave it out",
        )),
    }
}
