//! A whole deployment in one process: a throwaway database on either engine, the configuration
//! and wiring of the real server, real TCP listeners, the delivery worker with a mail server that
//! is not ours, and the print house.
//!
//! ```no_run
//! # async fn example() {
//! use lykill_testkit::World;
//! let world = World::builder().with_mail().start().await;
//! let (person, portal) = (world.ready().await, world.portal().await);
//! let browser = world.browser();
//! # let _ = (person, portal, browser);
//! # }
//! ```

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests stop at the first surprise"
)]

mod devices;
mod node;
mod passkeys;
mod people;
mod services;

pub use node::Node;
pub use people::{Newcomer, Person};
pub use services::Portal;

use crate::{Browser, Mailbox, Printer, TestDatabase, VirtualClock, test_database};
use axum::Router;
use lykill_core::Clock;
use lykill_core::id::RequestId;
use lykill_crypto::engine::SystemClock;
use lykill_delivery::{
    Delivery, Letterhead, MailFolder, Mailer, Sender, Smtp, Spool, Spools, Worker,
};
use lykill_fetch::Fetcher;
use lykill_operations::startup::Deployment;
use lykill_operations::{Call, Context, upstream};
use lykill_server::config::{self, Config, MailTransport};
use lykill_server::wiring::{self, Opening};
use lykill_store::Engine;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::watch;
use url::Url;

/// A running deployment; it ends with this.
pub struct World {
    /// What its operations work with, for arranging things that take a long way through pages.
    pub ctx: Context,
    /// The checked configuration.
    pub config: Config,
    /// The clock, when it is virtual.
    clock: Option<VirtualClock>,
    mailbox: Option<Mailbox>,
    printer: Printer,
    node: Node,
    stop: watch::Sender<bool>,
    // The last two go last: what is open lies in them.
    folder: TempDir,
    database: Option<TestDatabase>,
}

/// How a deployment is to be.
#[derive(Default)]
pub struct Builder {
    engine: Option<Engine>,
    clock: Option<VirtualClock>,
    mail: bool,
    real_hashes: bool,
    proxies: Vec<String>,
    methods: Vec<&'static str>,
    routes: Router,
    more: String,
}

impl Builder {
    /// On this engine; without this on SQLite.
    #[must_use]
    pub fn on(mut self, engine: Engine) -> Self {
        self.engine = Some(engine);
        self
    }

    /// With a clock that stands still until the test moves it, set to the present moment.
    #[must_use]
    pub fn with_still_clock(mut self) -> Self {
        self.clock = Some(VirtualClock::at(SystemClock.now()));
        self
    }

    /// With a mail server; without this mail goes into a folder.
    #[must_use]
    pub fn with_mail(mut self) -> Self {
        self.mail = true;
        self
    }

    /// With password hashes at their real cost; without this they cost next to nothing.
    #[must_use]
    pub fn with_real_hashes(mut self) -> Self {
        self.real_hashes = true;
        self
    }

    /// Behind a proxy whose `X-Forwarded-For` is believed.
    #[must_use]
    pub fn behind(mut self, proxy: &str) -> Self {
        self.proxies.push(proxy.to_owned());
        self
    }

    /// With these kinds of electronic ID on the chooser.
    #[must_use]
    pub fn with_methods(mut self, kinds: &[&'static str]) -> Self {
        self.methods = kinds.to_vec();
        self
    }

    /// With routes beside the product's.
    #[must_use]
    pub fn with_routes(mut self, routes: Router) -> Self {
        self.routes = routes;
        self
    }

    /// With these lines at the end of its configuration: `[[method]]` blocks.
    #[must_use]
    pub fn configured(mut self, more: &str) -> Self {
        self.more.push_str(more);
        self
    }

    /// Starts it.
    pub async fn start(self) -> World {
        let folder = tempfile::Builder::new()
            .prefix("lykill-world-")
            .tempdir()
            .unwrap();
        let database = match self.engine {
            Some(Engine::Postgres) => Some(test_database().await.unwrap()),
            _ => None,
        };
        let mailbox = self.mail.then(|| Mailbox::start(folder.path()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let text = self.text(&issuer, folder.path(), database.as_ref(), mailbox.as_ref());
        let config = config::read("world.toml", &text, &[]).unwrap();
        let ctx = open(&config, self.clock.as_ref(), true).await;
        upstream::watch(&ctx).await;
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(worker(&config, &ctx).run(ended(stopped.clone())));
        World {
            node: Node::serve(listener, &config, &ctx, (self.routes, stopped)),
            printer: Printer::of(&config.print.cards.path, &config.print.letters.path),
            ctx,
            config,
            clock: self.clock,
            mailbox,
            stop,
            folder,
            database,
        }
    }

    fn text(
        &self,
        issuer: &str,
        folder: &Path,
        database: Option<&TestDatabase>,
        mailbox: Option<&Mailbox>,
    ) -> String {
        let data = folder.join("data").display().to_string();
        let mut text = format!("issuer = {issuer:?}\nprofile = \"test-no\"\ndata_dir = {data:?}\n");
        if !self.methods.is_empty() || !self.more.is_empty() {
            text.push_str("accessibility.transcription_only = \"tests of other things\"\n");
        }
        let mut add = |line: String| writeln!(text, "{line}").unwrap();
        add(format!("[server]\ntrusted_proxies = {:?}", self.proxies));
        if let Some(database) = database {
            add(format!(
                "[database]\nurl = {:?}\nmax_connections = 8",
                database.url()
            ));
        }
        add("[mail]\nfrom_address = \"post@lykill.example\"\nfrom_name = \"Lykill\"".to_owned());
        match mailbox {
            Some(mailbox) => add(format!("smtp = {:?}", mailbox.url())),
            None => add(format!(
                "folder = {:?}",
                folder.join("mail").display().to_string()
            )),
        }
        if self.methods.contains(&"sms-code") {
            let texts = folder.join("texts").display().to_string();
            add(format!("[sms]\nfolder = {texts:?}"));
        }
        add("[outgoing]\nallow_loopback = true".to_owned());
        add("[letters]\nspacing_days = 0".to_owned());
        add("[chooser]\nalways = true".to_owned());
        add("[support]\nname = \"Lykill support\"\nemail = \"help@lykill.example\"".to_owned());
        add("phone = \"+47 75 00 00 10\"".to_owned());
        if !self.real_hashes {
            add("[argon2]\nmemory_kib = 64\npasses = 1\nlanes = 1\nallow_weak = true".to_owned());
        }
        for kind in &self.methods {
            add(format!("[[method]]\nkind = {kind:?}"));
        }
        add(self.more.clone());
        text
    }
}

impl World {
    /// Says how a deployment is to be.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// A deployment on SQLite whose mail goes into a folder.
    pub async fn start() -> Self {
        Self::builder().start().await
    }

    /// The issuer, which is where its pages are.
    pub fn issuer(&self) -> Url {
        Url::parse(self.config.issuer.as_str()).unwrap()
    }

    /// An address of the issuer.
    pub fn at(&self, path: &str) -> Url {
        self.issuer().join(path).unwrap()
    }

    /// A fresh browser.
    pub fn browser(&self) -> Browser {
        Browser::new()
    }

    /// The mail server.
    pub fn mailbox(&self) -> &Mailbox {
        self.mailbox
            .as_ref()
            .expect("the world was started with mail")
    }

    /// The print house.
    pub const fn printer(&self) -> &Printer {
        &self.printer
    }

    /// The clock.
    pub fn clock(&self) -> &VirtualClock {
        self.clock
            .as_ref()
            .expect("the world was started with a still clock")
    }

    /// Where everything of it lies on disk.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The address of its database.
    pub fn database_url(&self) -> String {
        self.config.database.url.expose().clone()
    }

    /// The first node.
    pub const fn node(&self) -> &Node {
        &self.node
    }

    /// One more node on the same database, with the same keys, behind the same issuer.
    pub async fn another_node(&self) -> Node {
        assert!(
            self.database.is_some(),
            "only PostgreSQL serves several nodes"
        );
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let ctx = open(&self.config, self.clock.as_ref(), false).await;
        Node::serve(
            listener,
            &self.config,
            &ctx,
            (Router::new(), self.stop.subscribe()),
        )
    }

    /// A call of an operation, as from the command line.
    pub fn call(&self) -> Call {
        Call {
            request: RequestId::new(self.ctx.now(), self.ctx.rng.as_ref()),
            peer: None,
        }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

/// Completes when the world ends.
async fn ended(mut stop: watch::Receiver<bool>) {
    let _gone_counts_too = stop.wait_for(|stop| *stop).await;
}

async fn open(config: &Config, clock: Option<&VirtualClock>, migrate: bool) -> Context {
    let opening = Opening {
        deployment: Deployment::Serve,
        migrate,
    };
    let mut ctx = wiring::open(config, opening).await.unwrap();
    if let Some(clock) = clock {
        ctx.clock = Arc::new(clock.clone());
    }
    ctx
}

fn worker(config: &Config, ctx: &Context) -> Worker {
    let from = || Sender::new(config.mail.from_address.as_str(), &config.mail.from_name).unwrap();
    let mailer = match &config.mail.transport {
        MailTransport::Smtp { url, .. } => {
            Mailer::Smtp(Smtp::new(url.expose(), from(), None).unwrap())
        }
        MailTransport::Folder(folder) => Mailer::Folder(MailFolder::open(folder, from()).unwrap()),
    };
    Worker::new(Delivery {
        db: ctx.db.clone(),
        keys: Arc::clone(&ctx.keys),
        mailer,
        spools: Spools {
            cards: Spool::open(&config.print.cards.path).unwrap(),
            letters: Spool::open(&config.print.letters.path).unwrap(),
        },
        letterhead: Letterhead::new(&config.mail.from_name, None, config.profile).unwrap(),
        texter: lykill_server::serve::texter(config).unwrap(),
        voice: lykill_server::serve::voice(config).unwrap(),
        sms_head: lykill_server::serve::sms_head(config),
        fetcher: Fetcher::new(config.outgoing.clone(), None).unwrap(),
        signer: lykill_server::serve::signer(ctx),
        issuer: config.issuer.as_str().to_owned(),
        clock: Arc::clone(&ctx.clock),
        rng: Arc::clone(&ctx.rng),
    })
}
