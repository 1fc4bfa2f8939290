//! `ui_locales` is a wish (OIDC Core 1.0 section 3.1.2.1): languages that we do not have are
//! skipped, never refused.

use super::Inputs;
use crate::types::{AuthorizeRequest, Client, OAuthError};
use lykill_core::Language;

pub(super) fn check(
    inputs: &Inputs<'_>,
    _: &Client,
    request: &mut AuthorizeRequest,
) -> Result<(), OAuthError> {
    let tags = inputs
        .params
        .get("ui_locales")
        .unwrap_or_default()
        .split(' ');
    for language in tags.filter_map(Language::from_tag) {
        if !request.languages.contains(&language) {
            request.languages.push(language);
        }
    }
    Ok(())
}
