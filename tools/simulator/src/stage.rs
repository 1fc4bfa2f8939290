//! Where everything happens: nodes on one database, the clock, the trace and the witness.

use crate::citizen::Citizen;
use crate::deployment::node;
use crate::dice::{Dice, seeded};
use crate::post::Post;
use crate::service::Kept;
use crate::trace::Trace;
use crate::turns::{Crash, Gate, Note, Turns};
use crate::witness::Witness;
use lykill_core::id::RequestId;
use lykill_core::{Clock, Rng, Timestamp};
use lykill_crypto::engine::KeyFile;
use lykill_operations::{Call, Context, Error};
use lykill_store::faults::{Access, Fate};
use lykill_store::{DatabaseConfig, Db, migrate};
use lykill_testkit::{SeededRng, TestDatabase, VirtualClock, test_database};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use tempfile::TempDir;

/// How many nodes share the database.
pub const NODES: usize = 2;

/// Which engine the store runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EngineChoice {
    /// A file; the two nodes are two contexts of one process.
    Sqlite,
    /// A throwaway server of the tests; each node has connections of its own.
    Postgres,
}

/// The operation did not answer: its node died or the database failed. What was stored is not
/// known to whoever asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lost;

/// What a run was like.
#[derive(Debug, Clone)]
pub struct Report {
    /// The seed that replays it.
    pub seed: u64,
    /// The hash over its whole trace.
    pub hash: String,
    /// Lines of the trace.
    pub lines: u64,
    /// How often what happened.
    pub counts: BTreeMap<String, u64>,
}

/// Something that cannot be, with all that is needed to see it again.
#[derive(Debug, Clone)]
pub struct Failure {
    /// What cannot be.
    pub what: String,
    /// The last lines of the trace.
    pub tail: Vec<String>,
    /// The run until then.
    pub report: Report,
}

/// The stage of one run.
pub struct Stage {
    /// The seed of the run.
    pub seed: u64,
    /// The clock of all nodes.
    pub clock: VirtualClock,
    /// Whose turn it is.
    pub turns: Turns,
    /// The choices of the actors.
    pub dice: Dice,
    /// Who lives here.
    pub people: RefCell<Vec<Citizen>>,
    /// What left the house.
    pub post: RefCell<Post>,
    /// Who watches.
    pub witness: RefCell<Witness>,
    /// What somebody kept of codes, tokens and cookies.
    pub kept: RefCell<Kept>,
    /// People who noticed that somebody else was inside.
    pub reports: RefCell<Vec<usize>>,
    trace: RefCell<Trace>,
    counts: RefCell<BTreeMap<String, u64>>,
    nodes: RefCell<Vec<Option<Context>>>,
    plain: RefCell<Option<Db>>,
    starts: Cell<u64>,
    requests: SeededRng,
    config: DatabaseConfig,
    home: TempDir,
    _database: Option<TestDatabase>,
}

impl Stage {
    /// An empty deployment on a fresh database.
    pub async fn open(seed: u64, engine: EngineChoice, aloud: bool) -> Self {
        let home = quick_folder();
        let (config, database) = match engine {
            EngineChoice::Sqlite => {
                let path = home.path().join("lykill.db");
                (DatabaseConfig::Sqlite { path }, None)
            }
            EngineChoice::Postgres => {
                let database = test_database().await.expect("PostgreSQL");
                let config = DatabaseConfig::from_url(database.url()).expect("an address");
                (config, Some(database))
            }
        };
        let clock = VirtualClock::default();
        KeyFile::create(&home.path().join("keys.json"), &seeded(seed, 1)).expect("a key file");
        let stage = Self {
            seed,
            turns: Turns::new(Dice::new(seed, 2), clock.clone(), NODES),
            dice: Dice::new(seed, 3),
            people: RefCell::default(),
            post: RefCell::new(Post::new(Dice::new(seed, 4))),
            witness: RefCell::default(),
            kept: RefCell::default(),
            reports: RefCell::default(),
            trace: RefCell::new(Trace::new(aloud)),
            counts: RefCell::default(),
            nodes: RefCell::new(vec![None; NODES]),
            plain: RefCell::default(),
            starts: Cell::new(0),
            requests: seeded(seed, 5),
            clock,
            config,
            home,
            _database: database,
        };
        let db = Db::open(&stage.config).await.expect("a database");
        migrate::migrate(&db).await.expect("a schema");
        *stage.plain.borrow_mut() = Some(db);
        for node in 0..NODES {
            stage.start_node(node).await;
        }
        stage
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The database without anybody in between, for who only watches.
    pub fn db(&self) -> Db {
        self.plain.borrow().clone().expect("an open database")
    }

    /// The keys of the deployment, to print cards with.
    pub fn keys(&self) -> Arc<lykill_crypto::engine::Keys> {
        let nodes = self.nodes.borrow();
        let up = nodes.iter().flatten().next().expect("a node");
        Arc::clone(&up.keys)
    }

    /// Writes a line of the trace.
    pub fn say(&self, what: &str) {
        self.trace.borrow_mut().add(self.now(), what);
    }

    /// Counts something for the report.
    pub fn count(&self, what: impl Into<String>) {
        *self.counts.borrow_mut().entry(what.into()).or_insert(0) += 1;
    }

    /// The report so far.
    pub fn report(&self) -> Report {
        let trace = self.trace.borrow();
        Report {
            seed: self.seed,
            hash: trace.hash(),
            lines: trace.lines(),
            counts: self.counts.borrow().clone(),
        }
    }

    /// The failure, when the witness saw what cannot be.
    pub fn failure(&self) -> Option<Failure> {
        let what = self.witness.borrow().violation.clone()?;
        let (tail, report) = (self.trace.borrow().tail(), self.report());
        Some(Failure { what, tail, report })
    }

    /// Some time passes; others may act first.
    pub async fn pass(&self, seconds: u64) {
        self.turns.park().await;
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// Asks a node to carry an operation out. The answer says at which access it was given.
    pub async fn ask<T, Answering>(
        &self,
        (what, peer): (&'static str, Option<IpAddr>),
        operation: impl FnOnce(Context, Call) -> Answering,
    ) -> Result<(T, Note), Lost>
    where
        Answering: Future<Output = Result<T, Error>>,
    {
        let node = self.dice.below(NODES);
        let ctx = self.up(node).await;
        let epoch = self.turns.epoch(node);
        let request = RequestId::new(self.now(), &self.requests as &dyn Rng);
        self.turns.begin(what, request);
        let mut running = Box::pin(operation(ctx, Call { request, peer }));
        let outcome = std::future::poll_fn(|context| {
            if self.turns.epoch(node) != epoch {
                return Poll::Ready(None);
            }
            running.as_mut().poll(context).map(Some)
        });
        let outcome = outcome.await;
        drop(running);
        let note = self.turns.note();
        self.conclude(what, node, (outcome, note))
    }

    fn conclude<T>(
        &self,
        what: &'static str,
        node: usize,
        (outcome, note): (Option<Result<T, Error>>, Note),
    ) -> Result<(T, Note), Lost> {
        match note.injected {
            // What only reads stores nothing, so it is no way for a write to fail.
            Some((Access::Read, _)) => self.count(format!("{what}: a read failed")),
            Some((Access::Write, Fate::NotStored)) => {
                self.count(format!("{what}: error, not stored"));
            }
            Some((Access::Write, Fate::StoredThoughError)) => {
                self.count(format!("{what}: error, stored"));
            }
            Some((Access::Write, Fate::Passes)) | None => {}
        }
        let actor = self.turns.current();
        match outcome {
            Some(Ok(answer)) => {
                self.count(what);
                Ok((answer, note))
            }
            Some(Err(error)) => {
                self.say(&format!("a{actor} n{node} {what}: {error}"));
                if note.injected.is_none() {
                    self.violated(format!("{what} failed and nothing was done to it: {error}"));
                }
                Err(Lost)
            }
            None => {
                self.count(format!("{what}: the node died"));
                self.say(&format!("a{actor} n{node} {what}: the node died"));
                Err(Lost)
            }
        }
    }

    /// Says that something happened that cannot be.
    pub fn violated(&self, what: String) {
        self.say(&format!("VIOLATED: {what}"));
        self.witness.borrow_mut().violated(what);
    }

    async fn up(&self, node: usize) -> Context {
        while self.turns.is_down(node) {
            self.turns.park().await;
        }
        self.nodes.borrow()[node]
            .clone()
            .expect("a node that is up")
    }

    async fn start_node(&self, which: usize) {
        let turns = self.turns.clone();
        let gate = Gate { turns, node: which };
        let db = match &self.config {
            DatabaseConfig::Sqlite { .. } => self.db(),
            DatabaseConfig::Postgres { .. } => Db::open(&self.config).await.expect("a database"),
        };
        let db = db.interposed(Arc::new(gate));
        // No two starts draw from one stream: a server's randomness never repeats.
        let start = self.starts.get() + 1;
        self.starts.set(start);
        let rng = seeded(self.seed, 1000 + start);
        let ctx = node(db, &self.key_file(), (&self.clock, rng)).await;
        self.nodes.borrow_mut()[which] = Some(ctx);
    }

    fn key_file(&self) -> PathBuf {
        self.home.path().join("keys.json")
    }

    /// Starts again what died; after all nodes died, the database is opened anew, too.
    pub async fn restart(&self, crash: Crash) {
        self.say(&format!("{crash:?} died"));
        self.count("crashes");
        match crash {
            Crash::Node(node) => {
                self.nodes.borrow_mut()[node] = None;
                self.start_node(node).await;
            }
            Crash::All => {
                self.nodes.borrow_mut().fill(None);
                *self.plain.borrow_mut() = None;
                *self.plain.borrow_mut() = Some(reopened(&self.config).await);
                for node in 0..NODES {
                    self.start_node(node).await;
                }
            }
        }
    }
}

/// The thread of a long read lets go of its handle a moment after its answer; until then the file
/// is locked.
async fn reopened(config: &DatabaseConfig) -> Db {
    for _ in 0..500 {
        if let Ok(db) = Db::open(config).await {
            return db;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    Db::open(config).await.expect("the database again")
}

/// In memory where the system has a place for that: a simulated crash drops what a process holds,
/// never what the disk holds, so a flush would only cost time.
fn quick_folder() -> TempDir {
    let memory = std::path::Path::new("/dev/shm");
    let made = match memory.is_dir() {
        true => TempDir::new_in(memory).or_else(|_| TempDir::new()),
        false => TempDir::new(),
    };
    made.expect("a folder")
}
