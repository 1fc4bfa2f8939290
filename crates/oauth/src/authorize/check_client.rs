//! The client is registered (RFC 6749 section 4.1.1; OIDC Core 1.0 section 3.1.2.2).

use super::{Asker, Verified};
use crate::types::PageError;

pub(super) fn check<'a>(asker: &Asker<'a>, verified: &mut Verified<'a>) -> Result<(), PageError> {
    let id = asker.client_id.ok_or(PageError::ClientMissing)?;
    let client = asker
        .client
        .filter(|client| client.client_id.as_str() == id);
    verified.client = Some(client.ok_or(PageError::ClientUnknown)?);
    Ok(())
}
