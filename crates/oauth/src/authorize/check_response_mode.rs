//! The answer goes in the query, or in a form that is posted (OAuth 2.0 Multiple Response Type
//! Encoding Practices section 2.1, OAuth 2.0 Form Post Response Mode 1.0 section 2). Refusals go
//! the same way, so this is looked at before what may be refused. A form can be posted to a web
//! address only.

use super::{Inputs, invalid};
use crate::types::{AuthorizeRequest, Client, OAuthError, ResponseMode};

pub(super) fn check(
    inputs: &Inputs<'_>,
    _: &Client,
    request: &mut AuthorizeRequest,
) -> Result<(), OAuthError> {
    let Some(asked) = inputs.params.get("response_mode") else {
        return Ok(());
    };
    let mut served = ResponseMode::ALL.into_iter();
    let Some(mode) = served.find(|mode| mode.as_str() == asked) else {
        return Err(invalid(
            "response-mode",
            "this response_mode is not served; send query or form_post, or leave it out",
        ));
    };
    let uri = request.redirect_uri.as_str();
    let is_web = uri.starts_with("https://") || uri.starts_with("http://");
    if mode == ResponseMode::FormPost && !is_web {
        let words = "no form can be posted to this redirect_uri; send response_mode=query";
        return Err(invalid("response-mode", words));
    }
    request.response_mode = mode;
    Ok(())
}
