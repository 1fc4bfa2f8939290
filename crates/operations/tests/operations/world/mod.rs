//! A small deployment for tests, on either engine: a company with a register, three services,
//! and people whom the operations themselves make.

mod look;
mod nodes;
mod press;
mod visitor;

pub use look::*;
pub use press::*;
pub use visitor::*;

use jiff::ToSpan as _;
use lykill_broker::method::built_in;
use lykill_core::id::{EidId, PersonId, RequestId};
use lykill_core::time::days;
use lykill_core::{Clock, Language, Level, MethodKind, NationalId, Profile, Secret};
use lykill_crypto::engine::{HasherConfig, KeyFile, Keys, PasswordHasher};
use lykill_crypto::pure::password::Cost;
use lykill_fetch::Rules;
use lykill_oauth::types::{AcrNames, Endpoints, Lifetimes};
use lykill_operations::company::NewCompany;
use lykill_operations::context::Support;
use lykill_operations::passkey::PasskeySettings;
use lykill_operations::person::NewPerson;
use lykill_operations::startup::{Deployment, prepare};
use lykill_operations::{Call, Context, Settings, client, company, person};
use lykill_store::{DatabaseConfig, Db, migrate};
use lykill_testkit::{SeededRng, TestDatabase, VirtualClock, test_database};
use serde_json::json;
use std::num::NonZeroUsize;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tempfile::TempDir;

/// The profile of all worlds.
pub const PROFILE: Profile = Profile::TestNo;
/// The company of the register.
pub const COMPANY: &str = "nordvik";
/// The number of the register's first employee.
pub const METTE_NUMBER: &str = "01818012337";
/// The address of that employee.
pub const METTE_WORK: &str = "mette.hald@nordvik.example";
/// A password that the rules take.
pub const PASSWORD: &str = "korall-vindu-trapp-91";

/// A deployment with its database; dereferences to the first node's context.
pub struct World {
    ctx: Context,
    /// The clock of all nodes.
    pub clock: VirtualClock,
    config: DatabaseConfig,
    home: TempDir,
    _database: Option<TestDatabase>,
}

impl Deref for World {
    type Target = Context;
    fn deref(&self) -> &Context {
        &self.ctx
    }
}

/// Runs a test on SQLite, then on PostgreSQL.
pub async fn on_both_engines(test: impl AsyncFn(World)) {
    eprintln!("on SQLite:");
    test(World::sqlite().await).await;
    eprintln!("on PostgreSQL:");
    test(World::postgres().await).await;
}

impl World {
    /// A deployment in a file.
    pub async fn sqlite() -> Self {
        let home = TempDir::new().expect("a folder");
        let path = home.path().join("lykill.db");
        Self::begin(home, DatabaseConfig::Sqlite { path }, None).await
    }

    /// A deployment on a server.
    pub async fn postgres() -> Self {
        let home = TempDir::new().expect("a folder");
        let database = test_database().await.expect("PostgreSQL");
        let config = DatabaseConfig::from_url(database.url()).expect("an address");
        Self::begin(home, config, Some(database)).await
    }

    async fn begin(home: TempDir, config: DatabaseConfig, database: Option<TestDatabase>) -> Self {
        let clock = VirtualClock::default();
        let file = home.path().join("keys.json");
        KeyFile::create(&file, &SeededRng::new(1)).expect("a key file");
        let db = Db::open(&config).await.expect("a database");
        migrate::migrate(&db).await.expect("a schema");
        let ctx = node(db, &file, &clock, 2).await;
        let world = Self {
            ctx,
            clock,
            config,
            home,
            _database: database,
        };
        world.furnish().await;
        world
    }

    /// Where the key file is.
    pub fn key_file(&self) -> PathBuf {
        self.home.path().join("keys.json")
    }

    /// Stops the node and starts it again; nothing but database and key file survives.
    pub async fn restart(self) -> Self {
        let Self {
            ctx,
            clock,
            config,
            home,
            _database,
        } = self;
        drop(ctx);
        let db = reopen(&config).await;
        let ctx = node(db, &home.path().join("keys.json"), &clock, fresh_seed()).await;
        Self {
            ctx,
            clock,
            config,
            home,
            _database,
        }
    }

    /// The node stops, and its SQLite file is replaced by a backup, as `lykill restore` does it.
    pub async fn restore(self, copy: &std::path::Path) -> Self {
        let path = self.home.path().join("lykill.db");
        let (clock, home) = (self.clock.clone(), self.home);
        drop(self.ctx);
        // The writer's thread ends a moment after its handle.
        drop(reopen(&self.config).await);
        for ending in ["db", "db-wal", "db-shm"] {
            let _not_there = std::fs::remove_file(path.with_extension(ending));
        }
        std::fs::copy(copy, &path).expect("a copy");
        lykill_store::backup::mark_restored(&path).expect("a database");
        let db = reopen(&self.config).await;
        let ctx = node(db, &home.path().join("keys.json"), &clock, fresh_seed()).await;
        Self {
            ctx,
            clock,
            config: self.config,
            home,
            _database: None,
        }
    }

    /// A node on another SQLite file, with the keys of this one; what stands against it otherwise.
    pub async fn open_beside(&self, path: &std::path::Path) -> Result<Context, String> {
        let config = DatabaseConfig::Sqlite {
            path: path.to_owned(),
        };
        let db = Db::open(&config).await.map_err(|error| error.to_string())?;
        migrate::check(&db)
            .await
            .map_err(|error| error.to_string())?;
        let keys = Keys::of(&KeyFile::load(&self.key_file()).expect("the key file"));
        let rng = SeededRng::new(fresh_seed());
        let kind = (PROFILE, Deployment::Serve);
        let signers = prepare(&db, &keys, kind, (&self.clock, &rng)).await;
        Ok(Context {
            db,
            clock: Arc::new(self.clock.clone()),
            rng: Arc::new(rng),
            hasher: Arc::new(hasher(&keys, 8)),
            keys: Arc::new(keys),
            signers: Arc::new(signers.map_err(|error| error.to_string())?),
            down: Arc::default(),
            upstreams: Arc::default(),
            card_issuers: Arc::default(),
            settings: Arc::new(settings()),
        })
    }

    /// The folder of the SQLite file and the key file.
    pub fn home(&self) -> &std::path::Path {
        self.home.path()
    }

    async fn furnish(&self) {
        add_company(self, COMPANY, "Nordvik kommune").await;
        let register = format!("E1,Mette Hald,{METTE_NUMBER},{METTE_WORK}");
        import(self, COMPANY, &register).await;
        for service in [PORTAL, LIBRARY, BANK] {
            service.register(self, json!({})).await;
        }
    }
}

/// A seed for each start: what was drawn before a restart is not drawn again after it.
fn fresh_seed() -> u64 {
    static STARTS: AtomicU32 = AtomicU32::new(2000);
    u64::from(STARTS.fetch_add(1, Ordering::Relaxed))
}

/// The writer's thread ends a moment after its handle; until then the file is locked.
async fn reopen(config: &DatabaseConfig) -> Db {
    let mut last = None;
    for _ in 0..100 {
        match Db::open(config).await {
            Ok(db) => return db,
            Err(error) => last = Some(error),
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the database does not open again: {last:?}");
}

async fn node(db: Db, key_file: &std::path::Path, clock: &VirtualClock, seed: u64) -> Context {
    let file = KeyFile::load(key_file).expect("the key file");
    let rng = SeededRng::new(seed);
    let kind = (PROFILE, Deployment::Serve);
    let keys = Keys::of(&file);
    let signers = prepare(&db, &keys, kind, (clock, &rng)).await;
    Context {
        db,
        clock: Arc::new(clock.clone()),
        rng: Arc::new(rng),
        hasher: Arc::new(hasher(&keys, 8)),
        keys: Arc::new(keys),
        signers: Arc::new(signers.expect("a database that fits")),
        down: Arc::default(),
        upstreams: Arc::default(),
        card_issuers: Arc::default(),
        settings: Arc::new(settings()),
    }
}

/// A pool of one thread with a long queue. So many KiB: at 8 it is the least that Argon2 can
/// cost, since the strength of a hash is not the matter here.
pub fn hasher(keys: &Keys, memory_kib: u32) -> PasswordHasher {
    let config = HasherConfig {
        cost: Cost {
            memory_kib,
            passes: 1,
            lanes: 1,
        },
        permits: NonZeroUsize::MIN,
        queue: 10_000,
        idle: Duration::from_secs(10),
    };
    PasswordHasher::start(config, keys.password_peppers()).expect("threads")
}

fn settings() -> Settings {
    let issuer = "https://id.example";
    let at = |path: &str| format!("{issuer}{path}");
    Settings {
        issuer: issuer.to_owned(),
        profile: PROFILE,
        methods: MethodKind::ALL
            .into_iter()
            .filter(|kind| !matches!(kind, MethodKind::SmartCard | MethodKind::UpstreamOidc))
            .map(|kind| lykill_broker::types::Method {
                level: Level::Substantial,
                ..built_in(kind)
            })
            .collect(),
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
            host: Some("id.example".to_owned()),
            origin: issuer.to_owned(),
            url: at("/passkeys"),
            stop_url: at("/passkeys/stop"),
            rules: Default::default(),
        },
        sms: true,
        voice: true,
        receipts: Some(crate::receipts::rules()),
        outgoing: Rules::default(),
        print_alarm: seconds(12 * 3600),
        activate_url: at("/activate"),
        support: Support {
            name: "Lykill".to_owned(),
            email: "hjelp@id.example".to_owned(),
            phone: "+47 22 00 00 00".to_owned(),
        },
    }
}

/// A call from nowhere, as a command makes it.
pub fn command(ctx: &Context) -> Call {
    let request = RequestId::new(ctx.now(), ctx.rng.as_ref());
    Call {
        request,
        peer: None,
    }
}

/// Adds a company.
pub async fn add_company(ctx: &Context, id: &str, name: &str) {
    let new = NewCompany {
        id: id.to_owned(),
        name: name.to_owned(),
        payroll_name: "Lønn og personal".to_owned(),
        payroll_email: format!("lonn@{id}.example"),
        payroll_phone: "+47 75 00 00 00".to_owned(),
    };
    let added = company::add(ctx, &command(ctx), new).await;
    added.expect("a database").expect("a company");
}

/// Imports rows into a company's register.
pub async fn import(ctx: &Context, company: &str, rows: &str) {
    let csv = format!("employee_id,name,national_id,work_email\n{rows}\n");
    let imported = company::import_employees(ctx, &command(ctx), company, csv.as_bytes()).await;
    imported.expect("a database").expect("a register");
}

/// A relying party.
#[derive(Debug, Clone, Copy)]
pub struct Service {
    /// Its `client_id`.
    pub id: &'static str,
    /// Its secret.
    pub secret: &'static str,
    /// Its one redirect URI.
    pub redirect: &'static str,
}

/// The employer's portal: nobody gets in without a linked work e-mail.
pub const PORTAL: Service = Service {
    id: "portal",
    secret: "portal-secret-0123456789",
    redirect: "https://portal.example/callback",
};
/// A public service that needs no link.
pub const LIBRARY: Service = Service {
    id: "library",
    secret: "library-secret-0123456789",
    redirect: "https://library.example/callback",
};
/// A bank.
pub const BANK: Service = Service {
    id: "bank",
    secret: "bank-secret-0123456789",
    redirect: "https://bank.example/callback",
};

/// A service with refresh tokens; not among those that are registered from the beginning.
pub const KEEPER: Service = Service {
    id: "keeper",
    secret: "keeper-secret-0123456789",
    redirect: "https://keeper.example/callback",
};
/// An app without a secret; not among those that are registered from the beginning.
pub const APP: Service = Service {
    id: "app",
    secret: "",
    redirect: "https://app.example/callback",
};

impl Service {
    /// Registers it; members of `more` come on top.
    pub async fn register(self, ctx: &Context, more: serde_json::Value) {
        let mut metadata = json!({
            "client_id": self.id,
            "client_secret": self.secret,
            "client_name": format!("Tjenesten {}", self.id),
            "redirect_uris": [self.redirect],
            "post_logout_redirect_uris": [self.redirect.replace("callback", "bye")],
            "lykill_sector": if self.id == "bank" { "bank" } else { "public" },
        });
        if self.id == "portal" {
            metadata["lykill_company"] = json!(COMPANY);
            metadata["lykill_require_linked_email"] = json!(true);
            metadata["lykill_claims"] = json!(["national_id"]);
        }
        for (member, value) in more.as_object().expect("members") {
            metadata[member] = value.clone();
        }
        let added = client::add(ctx, &command(ctx), metadata).await;
        added.expect("a database").expect("a client");
    }
}

/// A person with an eID.
#[derive(Debug, Clone)]
pub struct Holder {
    /// The person.
    pub person: PersonId,
    /// The eID.
    pub eid: EidId,
    /// What the holder types.
    pub user_id: String,
    /// The own password, or the temporary one of who has no other.
    pub password: String,
}

/// Registers somebody with an own password and a national number; `change` makes them other.
pub async fn somebody(ctx: &Context, name: &str, change: impl FnOnce(&mut NewPerson)) -> Holder {
    let mut new = new_person(name);
    change(&mut new);
    let own = new
        .password
        .as_ref()
        .map(|password| password.expose().clone());
    let added = person::add(ctx, &command(ctx), new).await;
    let added = added.expect("a database").expect("a person");
    let password = match own {
        Some(own) => own,
        None => posted(ctx, added.person).await.password,
    };
    Holder {
        person: added.person,
        eid: added.eid,
        user_id: added.user_id,
        password,
    }
}

/// The employee of the register.
pub async fn mette(ctx: &Context) -> Holder {
    let number = |new: &mut NewPerson| new.national_id = Some(METTE_NUMBER.to_owned());
    somebody(ctx, "Mette Hald", number).await
}

/// A grown-up with a number of their own and a password of their own.
pub fn new_person(name: &str) -> NewPerson {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    NewPerson {
        name: name.to_owned(),
        birth_date: jiff::civil::date(1980, 1, 1),
        national_id: Some(made_up(count)),
        email: Some(format!("privat{count}@post.example")),
        phone: None,
        address: vec!["Storgata 1".to_owned(), "8001 Nordvik".to_owned()],
        language: Language::Nb,
        user_id: None,
        password: Some(Secret::from(PASSWORD)),
        proofed: Level::Substantial,
        is_protected: false,
        // Tests change dates and numbers apart; people.rs tries the rule itself.
        birth_date_from_register: true,
    }
}

/// A made-up number that no other person of the test has; not METTE_NUMBER, nor of January 2 on.
fn made_up(count: u32) -> String {
    let (days, serial) = (
        i64::from(count / 400) + 100,
        usize::try_from(count % 400).expect("few"),
    );
    let born = jiff::civil::date(1980, 1, 1).saturating_add(days.days());
    let id = NationalId::synthetic(PROFILE, born, serial).expect("a number is left");
    id.digits().to_owned()
}

/// So many seconds.
pub const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// Runs the clock forward.
pub fn pass(world: &World, time: Duration) {
    world.clock.advance(time);
    assert!(world.clock.now() == world.now());
}

/// Does the same thing so many times at once, and waits for all of them.
pub async fn crowd<T, F>(times: usize, act: impl Fn(usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let tasks: Vec<_> = (0..times).map(|turn| tokio::spawn(act(turn))).collect();
    let mut answers = Vec::with_capacity(times);
    for task in tasks {
        answers.push(task.await.expect("no panic"));
    }
    answers
}
