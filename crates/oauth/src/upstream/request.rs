//! The address that the browser is sent to (OpenID Connect Core 1.0 section 3.1.2.1).

use super::{Metadata, Provider};
use lykill_core::{Language, Level};
use lykill_crypto::pure::{b64, prf};
use url::Url;

/// What is asked in one login.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// Names the login, and only to the browser that holds it.
    pub state: &'a str,
    /// To be echoed in the ID token.
    pub nonce: &'a str,
    /// The PKCE secret; its hash is sent.
    pub verifier: &'a str,
    /// The level that the service asks for.
    pub asked: Level,
    /// The language of the pages here.
    pub language: Language,
    /// What the service hinted.
    pub login_hint: Option<&'a str>,
    /// Whether the person must log in anew there.
    pub login_anew: bool,
    /// How old the login there may be, in seconds.
    pub max_age: u64,
}

/// The address. Nothing of the service's request is passed on but what stands here: its
/// `redirect_uri`, `state`, `claims` or anything that we do not know reach no provider.
pub fn address(provider: &Provider, metadata: &Metadata, asking: &Asking<'_>) -> String {
    let Ok(mut url) = Url::parse(&metadata.authorization_endpoint) else {
        return metadata.authorization_endpoint.clone();
    };
    let challenge = b64::encode(&prf::sha256(asking.verifier.as_bytes()));
    let max_age = asking.max_age.to_string();
    let acr_values = provider.acr_values(asking.asked);
    let mut pairs = vec![
        ("response_type", "code"),
        ("client_id", &provider.client_id),
        ("redirect_uri", &provider.redirect_uri),
        ("scope", &provider.scope),
        ("state", asking.state),
        ("nonce", asking.nonce),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("max_age", &max_age),
    ];
    if !acr_values.is_empty() {
        pairs.push(("acr_values", &acr_values));
    }
    if asking.login_anew {
        pairs.push(("prompt", "login"));
    }
    if provider.passes_language {
        pairs.push(("ui_locales", asking.language.tag()));
    }
    if let Some(hint) = asking.login_hint.filter(|_| provider.passes_login_hint) {
        pairs.push(("login_hint", hint));
    }
    url.query_pairs_mut().extend_pairs(pairs);
    url.into()
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{metadata, provider};
    use super::*;
    use std::collections::BTreeMap;

    fn asking() -> Asking<'static> {
        Asking {
            state: "the-state",
            nonce: "the-nonce",
            verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            asked: Level::Substantial,
            language: Language::Nn,
            login_hint: Some("mette"),
            login_anew: false,
            max_age: 1800,
        }
    }

    fn pairs(address: &str) -> BTreeMap<String, String> {
        let url = Url::parse(address).unwrap();
        let pairs: Vec<_> = url.query_pairs().into_owned().collect();
        let found: BTreeMap<_, _> = pairs.iter().cloned().collect();
        assert_eq!(pairs.len(), found.len(), "nothing stands twice");
        found
    }

    #[test]
    fn what_is_asked_is_a_fixed_list() {
        let address = address(&provider(), &metadata(), &asking());
        assert!(
            address.starts_with("https://bank.example/authorize?tenant=7&"),
            "{address}"
        );
        let found = pairs(&address);
        let expected = [
            ("acr_values", "bank:two bank:card"),
            ("client_id", "lykill"),
            // RFC 7636 appendix B.
            (
                "code_challenge",
                "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            ),
            ("code_challenge_method", "S256"),
            ("max_age", "1800"),
            ("nonce", "the-nonce"),
            ("redirect_uri", "https://id.example/upstream/bank/callback"),
            ("response_type", "code"),
            ("scope", "openid profile"),
            ("state", "the-state"),
            ("tenant", "7"),
            ("ui_locales", "nn"),
        ];
        let found: Vec<_> = found
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn hints_language_and_a_new_login_go_where_they_may() {
        let mut own = provider();
        (own.passes_language, own.passes_login_hint) = (false, true);
        let asking = Asking {
            login_anew: true,
            ..asking()
        };
        let found = pairs(&address(&own, &metadata(), &asking));
        assert_eq!(found.get("login_hint").map(String::as_str), Some("mette"));
        assert_eq!(found.get("prompt").map(String::as_str), Some("login"));
        assert_eq!(found.get("ui_locales"), None);
    }

    #[test]
    fn case_104_levels_that_the_cap_makes_too_low_are_not_asked_for() {
        let asked = |asked| provider().acr_values(asked);
        assert_eq!(asked(Level::Low), "bank:two bank:card bank:one");
        assert_eq!(asked(Level::Substantial), "bank:two bank:card");
        assert_eq!(asked(Level::High), "");
    }
}
