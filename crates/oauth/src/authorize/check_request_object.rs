//! Request objects and registration by request are not served (OIDC Core 1.0 sections 3.1.2.6,
//! 6 and 7.2.1). Nothing is fetched (security.md case 98).

use super::Inputs;
use crate::types::{AuthorizeRequest, Client, ErrorCode, OAuthError};

const UNSERVED: [(&str, ErrorCode); 3] = [
    ("request", ErrorCode::RequestNotSupported),
    ("request_uri", ErrorCode::RequestUriNotSupported),
    ("registration", ErrorCode::RegistrationNotSupported),
];

pub(super) fn check(
    inputs: &Inputs<'_>,
    _: &Client,
    _: &mut AuthorizeRequest,
) -> Result<(), OAuthError> {
    let sent = |(name, _): &&(&str, ErrorCode)| inputs.params.get(name).is_some();
    match UNSERVED.iter().find(sent) {
        None => Ok(()),
        Some((name, code)) => {
            let words = format!("{name} is not served; send each parameter by itself");
            Err(OAuthError::new(*code, "request-object", words))
        }
    }
}
