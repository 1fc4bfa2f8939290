//! `login_hint` fills in the user id and nothing else (OIDC Core 1.0 section 3.1.2.1): whether
//! somebody has it is never told.

use super::{Inputs, invalid};
use crate::types::{AuthorizeRequest, Client, OAuthError};

pub(super) fn check(
    inputs: &Inputs<'_>,
    _: &Client,
    request: &mut AuthorizeRequest,
) -> Result<(), OAuthError> {
    let hint = inputs.params.get("login_hint");
    if hint.is_some_and(|hint| hint.chars().count() > 256) {
        return Err(invalid(
            "login-hint",
            "login_hint must be at most 256 characters",
        ));
    }
    request.login_hint = hint.map(str::to_owned);
    Ok(())
}
