//! A small deployment behind the front.

use axum::Router;
use ipnet::IpNet;
use lykill_broker::method::built_in;
use lykill_broker::types::{Logo, Method};
use lykill_core::audit::{AuditKind, AuditRow};
use lykill_core::id::{LoginId, RequestId};
use lykill_core::{EffectKind, Language, Level, MethodKind, Profile, Secret};
use lykill_crypto::engine::{HasherConfig, KeyFile, Keys, PasswordHasher};
use lykill_crypto::pure::card::{CardSecret, format_key};
use lykill_crypto::pure::password::Cost;
use lykill_crypto::pure::seal::Aad;
use lykill_issuer::types::CardLabel;
use lykill_oauth::types::{AcrNames, Lifetimes};
use lykill_oauth::upstream::Provider;
use lykill_operations::company::NewCompany;
use lykill_operations::context::Support;
use lykill_operations::passkey::PasskeySettings;
use lykill_operations::person::NewPerson;
use lykill_operations::startup::{Deployment, prepare};
use lykill_operations::upstream::{self, Configured, Upstreams};
use lykill_operations::{Call, Context, Settings, client, company, person};
use lykill_store::login::login_fetch;
use lykill_store::{
    AuditFilter, DatabaseConfig, Db, OutboxState, audit_list, card_by_label, migrate, outbox_list,
};
use lykill_testkit::{SeededRng, VirtualClock};
use lykill_web::{Extra, LoginOutcome, Observer, WebState, endpoints, router_with};
use serde_json::json;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;

/// The issuer.
pub const ISSUER: &str = "https://id.lykill.example";
/// The address of the service's answers.
pub const CALLBACK: &str = "https://lonn.fjordvik.example/callback";
/// The method that stands for another provider.
pub const PROVIDER: &str = "bank";
/// The password of everybody.
pub const PASSWORD: &str = "korall-vindu-trapp-91";

const NUMBER: &str = "01818012337";

/// A deployment with one employer, one service and its people.
pub struct World {
    /// The deployment.
    pub ctx: Context,
    /// Its clock.
    pub clock: VirtualClock,
    /// The front.
    pub router: Router,
    /// What was counted.
    pub counted: Arc<Counted>,
    _home: TempDir,
}

/// Remembers what it was told.
#[derive(Default)]
pub struct Counted {
    /// Method, route and status of each request.
    pub requests: Mutex<Vec<(String, String, u16)>>,
    /// The logins.
    pub logins: Mutex<Vec<LoginOutcome>>,
}

impl Observer for Counted {
    fn request(&self, method: &'static str, route: &str, status: u16, _: Duration) {
        let request = (method.to_owned(), route.to_owned(), status);
        self.requests.lock().unwrap().push(request);
    }

    fn login(&self, outcome: LoginOutcome) {
        self.logins.lock().unwrap().push(outcome);
    }
}

impl World {
    /// The deployment at its https address.
    pub async fn new() -> Self {
        Self::with(ISSUER, Extra::default()).await
    }

    /// The deployment with these electronic IDs.
    pub async fn offering(methods: Vec<Method>) -> Self {
        Self::with_settings(|settings| settings.methods = methods).await
    }

    /// The deployment with other settings.
    pub async fn with_settings(change: impl FnOnce(&mut Settings)) -> Self {
        Self::build(ISSUER, Extra::default(), change).await
    }

    /// The deployment at another address, or with more routes.
    pub async fn with(issuer: &str, extra: Extra) -> Self {
        Self::build(issuer, extra, |_| {}).await
    }

    async fn build(issuer: &str, extra: Extra, change: impl FnOnce(&mut Settings)) -> Self {
        let home = TempDir::new().unwrap();
        let clock = VirtualClock::default();
        let mut ctx = context(&home, issuer, &clock).await;
        let mut settings = settings(issuer);
        change(&mut settings);
        ctx.settings = Arc::new(settings);
        let counted = Arc::new(Counted::default());
        let state = WebState {
            ctx: ctx.clone(),
            trusted_proxies: vec!["10.0.0.0/8".parse::<IpNet>().unwrap()],
            secure_cookies: issuer.starts_with("https:"),
            observer: Arc::<Counted>::clone(&counted),
        };
        let router = router_with(state, extra);
        let world = Self {
            ctx,
            clock,
            router,
            counted,
            _home: home,
        };
        world.furnish().await;
        world
    }

    /// The method that was chosen in a login, given by its path.
    pub async fn chosen(&self, login: &str) -> String {
        let id: LoginId = login.rsplit('/').next().unwrap().parse().unwrap();
        let read = self
            .ctx
            .db
            .read(move |tx| Box::pin(async move { login_fetch(tx, id).await }));
        let stored = read.await.unwrap().expect("a login");
        stored.login.state.method().to_owned()
    }

    async fn furnish(&self) {
        let company = NewCompany {
            id: "fjordvik".to_owned(),
            name: "Fjordvik kommune".to_owned(),
            payroll_name: "Lønn".to_owned(),
            payroll_email: "lonn@fjordvik.example".to_owned(),
            payroll_phone: "75 00 00 00".to_owned(),
        };
        company::add(&self.ctx, &self.call(), company)
            .await
            .unwrap()
            .unwrap();
        let csv = format!(
            "employee_id,name,national_id,work_email\n\
             E1,Mette Hald,{NUMBER},mette.hald@fjordvik.example\n"
        );
        let csv = csv.as_bytes();
        let call = self.call();
        company::import_employees(&self.ctx, &call, "fjordvik", csv)
            .await
            .unwrap()
            .unwrap();
        self.add_client(
            "lonn",
            json!({
                "client_name": "Min lønn",
                "redirect_uris": [CALLBACK],
                "post_logout_redirect_uris": ["https://lonn.fjordvik.example/bye"],
                "lykill_company": "fjordvik",
                "lykill_require_linked_email": true,
                "lykill_claims": ["national_id"],
            }),
        )
        .await;
        self.add_person("mette-hald", "1980-01-01", Some(NUMBER))
            .await;
    }

    /// Registers a service with the secret `secret-of-the-service`.
    pub async fn add_client(&self, id: &str, more: serde_json::Value) {
        let mut metadata = more;
        metadata["client_id"] = json!(id);
        metadata["client_secret"] = json!("secret-of-the-service");
        metadata["lykill_sector"] = json!("public");
        client::add(&self.ctx, &self.call(), metadata)
            .await
            .unwrap()
            .unwrap();
    }

    /// Registers somebody with a password of their own.
    pub async fn add_person(&self, user_id: &str, born: &str, number: Option<&str>) {
        let new = NewPerson {
            name: "Mette Hald".to_owned(),
            birth_date: born.parse().unwrap(),
            national_id: number.map(str::to_owned),
            email: None,
            phone: None,
            address: vec!["Storgata 1".to_owned()],
            language: Language::Nb,
            user_id: Some(user_id.to_owned()),
            password: Some(Secret::from(PASSWORD)),
            proofed: Level::Substantial,
            is_protected: false,
            birth_date_from_register: false,
        };
        person::add(&self.ctx, &self.call(), new)
            .await
            .unwrap()
            .unwrap();
    }

    fn call(&self) -> Call {
        let request = RequestId::new(self.ctx.now(), self.ctx.rng.as_ref());
        Call {
            request,
            peer: None,
        }
    }

    /// What is printed on the card of this label beside this number.
    pub async fn key(&self, label: &str, number: u16) -> String {
        let label = Arc::new(CardLabel(label.to_owned()));
        let read = self.ctx.db.read(move |tx| {
            let label = Arc::clone(&label);
            Box::pin(async move { card_by_label(tx, &label).await })
        });
        let card = read.await.unwrap().remove(0);
        let (row, owner) = (card.id.as_bytes(), card.eid.as_bytes());
        let aad = Aad {
            table: "card",
            row,
            owner,
        };
        let secret = self.ctx.keys.seal().open(&aad, &card.secret).unwrap();
        let secret = CardSecret::from_bytes(secret.expose()).unwrap();
        format_key(self.ctx.keys.card().key(&secret, number).unwrap())
    }

    /// The audit rows of a kind.
    pub async fn audit(&self, kind: AuditKind) -> Vec<AuditRow> {
        let filter = AuditFilter {
            kind: Some(kind),
            limit: 1000,
            ..AuditFilter::default()
        };
        let read = self
            .ctx
            .db
            .read(move |tx| Box::pin(async move { audit_list(tx, &filter).await }));
        read.await.unwrap()
    }

    /// What waits in the outbox, oldest first.
    pub async fn effects(&self) -> Vec<EffectKind> {
        let read = self
            .ctx
            .db
            .read(|tx| Box::pin(async move { outbox_list(tx, OutboxState::Waiting).await }));
        let mut effects = Vec::new();
        for row in read.await.unwrap() {
            let (id, owner) = (row.id.as_bytes(), row.person.as_bytes());
            let aad = Aad {
                table: "outbox",
                row: id,
                owner,
            };
            let body = self.ctx.keys.seal().open(&aad, &row.body.unwrap()).unwrap();
            effects.push(serde_json::from_slice(body.expose()).unwrap());
        }
        effects
    }

    /// The newest code that was mailed.
    pub async fn code(&self) -> String {
        let effects = self.effects().await.into_iter();
        let mut codes = effects.filter_map(|effect| match effect {
            EffectKind::LinkCodeEmail { code, .. } => Some(code),
            _ => None,
        });
        codes.next_back().expect("an e-mail with a code")
    }
}

async fn context(home: &TempDir, issuer: &str, clock: &VirtualClock) -> Context {
    let file = home.path().join("keys.json");
    KeyFile::create(&file, &SeededRng::new(1)).unwrap();
    let file = KeyFile::load(&file).unwrap();
    let path = home.path().join("lykill.db");
    let db = Db::open(&DatabaseConfig::Sqlite { path }).await.unwrap();
    migrate::migrate(&db).await.unwrap();
    let rng = SeededRng::new(2);
    let kind = (Profile::TestNo, Deployment::Serve);
    let keys = Keys::of(&file);
    let signers = prepare(&db, &keys, kind, (clock, &rng)).await.unwrap();
    let config = HasherConfig {
        cost: Cost {
            memory_kib: 8,
            passes: 1,
            lanes: 1,
        },
        permits: NonZeroUsize::MIN,
        queue: 100,
        idle: Duration::from_secs(10),
    };
    let hasher = PasswordHasher::start(config, keys.password_peppers()).unwrap();
    let settings = settings(issuer);
    let upstreams = Upstreams::new(&[provider(issuer)], &settings.outgoing).unwrap();
    let ctx = Context {
        db,
        clock: Arc::new(clock.clone()),
        rng: Arc::new(rng),
        hasher: Arc::new(hasher),
        keys: Arc::new(keys),
        signers: Arc::new(signers),
        down: Arc::default(),
        upstreams: Arc::new(upstreams),
        card_issuers: Arc::default(),
        settings: Arc::new(settings),
    };
    upstream::prepare(&ctx).await.unwrap();
    ctx
}

/// A provider that is known by configuration only; nobody asks it.
fn provider(issuer: &str) -> Configured {
    Configured {
        method: PROVIDER.to_owned(),
        provider: Provider {
            issuer: "https://bank.example".to_owned(),
            client_id: "lykill".to_owned(),
            redirect_uri: lykill_web::upstream_callback(issuer, PROVIDER),
            scope: "openid".to_owned(),
            acr: vec![("high".to_owned(), Level::High)],
            without_acr: None,
            cap: Level::High,
            national_id_claim: None,
            passes_language: false,
            passes_login_hint: false,
            max_age: Duration::from_secs(1800),
        },
        limits: Default::default(),
    }
}

/// The picture of the second card.
pub fn logo() -> Logo {
    Logo {
        file: "0123456789abcdef.svg".to_owned(),
        content_type: "image/svg+xml",
        bytes: b"<svg/>".as_slice().into(),
    }
}

fn settings(issuer: &str) -> Settings {
    let second = Method {
        name: "second-card".to_owned(),
        logo: Some(logo()),
        ..built_in(MethodKind::KeyCard)
    };
    Settings {
        issuer: issuer.to_owned(),
        profile: Profile::TestNo,
        methods: vec![built_in(MethodKind::KeyCard), second],
        always_choose: false,
        remember_choice: true,
        acr: AcrNames::default(),
        endpoints: endpoints(issuer),
        lifetimes: Lifetimes::default(),
        letter_spacing: Duration::ZERO,
        key_max_age: Duration::from_secs(365 * 86_400),
        unused_tokens: Default::default(),
        passkeys: PasskeySettings {
            host: Some("localhost".to_owned()),
            origin: "http://localhost".to_owned(),
            url: "http://localhost/passkeys".to_owned(),
            stop_url: "http://localhost/passkeys/stop".to_owned(),
            rules: Default::default(),
        },
        sms: false,
        voice: false,
        receipts: None,
        outgoing: Default::default(),
        print_alarm: Duration::from_secs(12 * 3600),
        activate_url: "http://localhost/activate".to_owned(),
        support: Support {
            name: "Lykill support".to_owned(),
            email: "help@lykill.example".to_owned(),
            phone: "+47 75 00 00 10".to_owned(),
        },
    }
}
