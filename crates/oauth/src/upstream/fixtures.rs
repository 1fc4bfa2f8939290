//! A provider that the tests of several rules need.

use super::{Metadata, Provider};
use lykill_core::Level;
use std::time::Duration;

pub(crate) fn provider() -> Provider {
    Provider {
        issuer: "https://bank.example".to_owned(),
        client_id: "lykill".to_owned(),
        redirect_uri: "https://id.example/upstream/bank/callback".to_owned(),
        scope: "openid profile".to_owned(),
        acr: vec![
            ("bank:two".to_owned(), Level::Substantial),
            ("bank:card".to_owned(), Level::High),
            ("bank:one".to_owned(), Level::Low),
        ],
        without_acr: None,
        cap: Level::Substantial,
        national_id_claim: Some("pid".to_owned()),
        passes_language: true,
        passes_login_hint: false,
        max_age: Duration::from_secs(1800),
    }
}

pub(crate) fn metadata() -> Metadata {
    Metadata {
        authorization_endpoint: "https://bank.example/authorize?tenant=7".to_owned(),
        token_endpoint: "https://bank.example/token".to_owned(),
        jwks_uri: "https://bank.example/jwks".to_owned(),
        names_itself: true,
    }
}
