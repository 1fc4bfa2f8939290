//! `max_age` is a count of seconds (OIDC Core 1.0 section 3.1.2.1; security.md case 105): digits
//! only, at most ten years. Zero is a demand for a new login.

use super::{Inputs, invalid};
use crate::types::{AuthorizeRequest, Client, OAuthError};

/// The longest age that can be asked for or registered, in seconds: ten years.
pub(crate) const LONGEST_AGE_SECONDS: u64 = 10 * 365 * 86_400;

pub(super) fn check(
    inputs: &Inputs<'_>,
    _: &Client,
    request: &mut AuthorizeRequest,
) -> Result<(), OAuthError> {
    let Some(text) = inputs.params.get("max_age") else {
        return Ok(());
    };
    let digits = text.len() <= 10 && text.bytes().all(|b| b.is_ascii_digit());
    let seconds = text.parse::<u64>().ok().filter(|_| digits);
    let Some(seconds) = seconds.filter(|seconds| *seconds <= LONGEST_AGE_SECONDS) else {
        let words = "max_age must be a whole number of seconds from 0 to 315360000";
        return Err(invalid("max-age", words));
    };
    request.max_age = Some(seconds);
    Ok(())
}
