//! The redirect URI is one of the client's, character by character (RFC 9700 section 2.1; OIDC
//! Core 1.0 section 3.1.2.1, which makes the parameter required; security.md case 88).

use super::{Asker, Verified};
use crate::types::PageError;

pub(super) fn check<'a>(asker: &Asker<'a>, verified: &mut Verified<'a>) -> Result<(), PageError> {
    let client = verified.client.ok_or(PageError::ClientUnknown)?;
    let presented = asker.redirect_uri.ok_or(PageError::RedirectUriMissing)?;
    let known = client.redirect_uri(presented);
    verified.redirect_uri = Some(known.ok_or(PageError::RedirectUriUnregistered)?);
    Ok(())
}
