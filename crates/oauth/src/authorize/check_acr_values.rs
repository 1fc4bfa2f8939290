//! `acr_values` as a minimum (OIDC Core 1.0 section 3.1.2.1; domain.md row I2; security.md case
//! 104): any level of the list satisfies the client, so the lowest known one is demanded.
//!
//! Names that we do not know are skipped while one that we know stands beside them. A list
//! without any known name is refused: a minimum that cannot be read must not become no minimum.

use super::Inputs;
use crate::types::{AcrNames, AuthorizeRequest, Client, ErrorCode, OAuthError};
use lykill_core::Level;

pub(super) fn check(
    inputs: &Inputs<'_>,
    client: &Client,
    request: &mut AuthorizeRequest,
) -> Result<(), OAuthError> {
    request.minimum = match inputs.params.get("acr_values") {
        None => client.default_minimum,
        Some(names) => Some(lowest(names.split(' '), inputs.acr)?),
    };
    Ok(())
}

/// The lowest level among names of which any one satisfies the client.
///
/// # Errors
/// `unmet_authentication_requirements` when we know none of the names.
pub(super) fn lowest<'a>(
    names: impl Iterator<Item = &'a str>,
    acr: &AcrNames,
) -> Result<Level, OAuthError> {
    names
        .filter_map(|name| acr.level(name))
        .min()
        .ok_or_else(|| {
            let known: Vec<&str> = acr.all().collect();
            let words = format!(
                "none of these acr values is known here; known: {}",
                known.join(" ")
            );
            OAuthError::new(
                ErrorCode::UnmetAuthenticationRequirements,
                "acr-unknown",
                words,
            )
        })
}
