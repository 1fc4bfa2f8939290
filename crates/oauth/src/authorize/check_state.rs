//! `state` can be echoed: printable ASCII, at most 1024 characters (RFC 6749 section 4.1.1 and
//! appendix A.5; domain.md row I5).

use super::{Inputs, invalid};
use crate::types::{AuthorizeRequest, Client, OAuthError};

pub(super) fn check(
    inputs: &Inputs<'_>,
    _: &Client,
    request: &mut AuthorizeRequest,
) -> Result<(), OAuthError> {
    let Some(state) = inputs.params.get("state") else {
        return Ok(());
    };
    if state.len() > 1024 || !state.bytes().all(|b| (0x20..=0x7e).contains(&b)) {
        let words = "state must be at most 1024 printable ASCII characters";
        return Err(invalid("state", words));
    }
    request.state = Some(state.to_owned());
    Ok(())
}
