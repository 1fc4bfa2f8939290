//! The deployment that is simulated: its settings, companies and services.

use lykill_broker::method::built_in;
use lykill_core::time::days;
use lykill_core::{Clock, MethodKind, Profile};
use lykill_crypto::engine::{HasherConfig, KeyFile, Keys, PasswordHasher};
use lykill_crypto::pure::password::Cost;
use lykill_fetch::Rules;
use lykill_oauth::types::{AcrNames, Endpoints, Lifetimes};
use lykill_operations::context::Support;
use lykill_operations::passkey::PasskeySettings;
use lykill_operations::startup::{Deployment, prepare};
use lykill_operations::{Context, Settings};
use lykill_store::Db;
use lykill_testkit::{SeededRng, VirtualClock};
use serde_json::{Value, json};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

/// Who lives here is made up.
pub const PROFILE: Profile = Profile::TestNo;
/// The companies with a register.
pub const COMPANIES: [&str; 2] = ["nordvik", "fjellheim"];

/// A relying party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Service {
    /// Its `client_id`.
    pub id: &'static str,
    /// Its secret.
    pub secret: &'static str,
    /// Its one redirect URI.
    pub redirect: &'static str,
    /// Where it wants the browser after a logout.
    pub bye: &'static str,
    /// The company in whose register its users must be linked.
    pub company: Option<usize>,
    /// Whether it uses refresh tokens.
    pub refreshes: bool,
    /// What its people have in common: one subject for each person in it.
    pub sector: &'static str,
}

/// All services: two employers' portals, a library, a bank.
pub const SERVICES: [Service; 4] = [
    Service {
        id: "library",
        secret: "library-secret-0123456789",
        redirect: "https://library.example/callback",
        bye: "https://library.example/bye",
        company: None,
        refreshes: true,
        sector: "public",
    },
    Service {
        id: "bank",
        secret: "bank-secret-0123456789",
        redirect: "https://bank.example/callback",
        bye: "https://bank.example/bye",
        company: None,
        refreshes: false,
        sector: "bank",
    },
    Service {
        id: "nordvik-portal",
        secret: "nordvik-secret-0123456789",
        redirect: "https://portal.nordvik.example/callback",
        bye: "https://portal.nordvik.example/bye",
        company: Some(0),
        refreshes: true,
        sector: "public",
    },
    Service {
        id: "fjellheim-portal",
        secret: "fjellheim-secret-0123456789",
        redirect: "https://portal.fjellheim.example/callback",
        bye: "https://portal.fjellheim.example/bye",
        company: Some(1),
        refreshes: false,
        sector: "public",
    },
];

impl Service {
    /// The registration that it sends.
    pub fn metadata(&self) -> Value {
        let mut metadata = json!({
            "client_id": self.id,
            "client_secret": self.secret,
            "client_name": format!("Tjenesten {}", self.id),
            "redirect_uris": [self.redirect],
            "post_logout_redirect_uris": [self.bye],
            "lykill_sector": self.sector,
        });
        if self.refreshes {
            metadata["grant_types"] = json!(["authorization_code", "refresh_token"]);
        }
        if let Some(company) = self.company {
            metadata["lykill_company"] = json!(COMPANIES[company]);
            metadata["lykill_require_linked_email"] = json!(true);
        }
        metadata
    }
}

/// Starts a node as a server starts: checks, signing key, hash pool.
pub async fn node(
    db: Db,
    key_file: &std::path::Path,
    (clock, rng): (&VirtualClock, SeededRng),
) -> Context {
    let file = KeyFile::load(key_file).expect("the key file");
    let kind = (PROFILE, Deployment::Serve);
    let keys = Keys::of(&file);
    let signers = prepare(&db, &keys, kind, (clock as &dyn Clock, &rng)).await;
    Context {
        db,
        clock: Arc::new(clock.clone()),
        rng: Arc::new(rng),
        hasher: Arc::new(hasher(&keys)),
        keys: Arc::new(keys),
        signers: Arc::new(signers.expect("a database that fits")),
        down: Arc::default(),
        upstreams: Arc::default(),
        card_issuers: Arc::default(),
        settings: Arc::new(settings()),
    }
}

/// The least that Argon2 can cost: the strength of a hash is not the matter here.
fn hasher(keys: &Keys) -> PasswordHasher {
    let cost = Cost {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };
    let config = HasherConfig {
        cost,
        permits: NonZeroUsize::MIN,
        queue: 1000,
        idle: Duration::from_secs(10),
    };
    PasswordHasher::start(config, keys.password_peppers()).expect("a thread")
}

fn settings() -> Settings {
    let issuer = "https://id.example";
    let at = |path: &str| format!("{issuer}{path}");
    Settings {
        sms: false,
        voice: false,
        receipts: None,
        issuer: issuer.to_owned(),
        profile: PROFILE,
        methods: vec![built_in(MethodKind::KeyCard)],
        always_choose: true,
        remember_choice: true,
        acr: AcrNames::default(),
        endpoints: Endpoints {
            authorization: at("/authorize"),
            token: at("/token"),
            introspection: at("/introspect"),
            revocation: at("/revoke"),
            pushed: at("/par"),
            userinfo: at("/userinfo"),
            jwks: at("/jwks"),
            end_session: at("/logout"),
            logout_deliveries: at("/logout/deliveries"),
        },
        lifetimes: Lifetimes::default(),
        letter_spacing: days(1),
        key_max_age: days(365),
        unused_tokens: Default::default(),
        passkeys: PasskeySettings {
            host: None,
            origin: issuer.to_owned(),
            url: at("/passkeys"),
            stop_url: at("/passkeys/stop"),
            rules: Default::default(),
        },
        print_alarm: Duration::from_secs(12 * 3600),
        activate_url: at("/activate"),
        outgoing: Rules::default(),
        support: Support {
            name: "Lykill".to_owned(),
            email: "hjelp@id.example".to_owned(),
            phone: "+47 22 00 00 00".to_owned(),
        },
    }
}
