//! A client that bound itself to pushed requests (RFC 9126 sections 5 and 6) is asked nothing by
//! any other way: what stands in an address of the browser can be changed by the browser's owner.

use super::{Inputs, invalid};
use crate::types::{AuthorizeRequest, Client, OAuthError};

pub(super) fn check(
    _: &Inputs<'_>,
    client: &Client,
    _: &mut AuthorizeRequest,
) -> Result<(), OAuthError> {
    if !client.require_pushed_authorization_requests {
        return Ok(());
    }
    let words = "this client must push its requests; send request_uri from the endpoint for that";
    Err(invalid("not-pushed", words))
}
