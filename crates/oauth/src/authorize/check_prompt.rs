//! `prompt` (OIDC Core 1.0 section 3.1.2.1): known words only, and `none` alone.

use super::{Inputs, invalid};
use crate::types::{AuthorizeRequest, Client, OAuthError, Prompt};

pub(super) fn check(
    inputs: &Inputs<'_>,
    _: &Client,
    request: &mut AuthorizeRequest,
) -> Result<(), OAuthError> {
    let mut prompt = Prompt::default();
    let words = inputs.params.get("prompt").unwrap_or_default().split(' ');
    for word in words.filter(|word| !word.is_empty()) {
        match word {
            "none" => prompt.none = true,
            "login" => prompt.login = true,
            "consent" => prompt.consent = true,
            "select_account" => prompt.select_account = true,
            _ => {
                let words = "prompt may hold none, login, consent and select_account";
                return Err(invalid("prompt", words));
            }
        }
    }
    if prompt.none && prompt.wants_login() {
        return Err(invalid("prompt-none", "prompt=none must stand alone"));
    }
    request.prompt = prompt;
    Ok(())
}
