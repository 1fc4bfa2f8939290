//! One deployment with everything around it: the disk or the database server under it, the people
//! who live there, and what of it was answered as done.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a round stops at the first surprise"
)]

use crate::plan::{Engine, Fault, Step};
use crate::tally::{Done, What};
use lykill_testkit::disk::Disk;
use lykill_testkit::load::Scene;
use lykill_testkit::program::{Deployment, Employee, Serving};
use lykill_testkit::{KeyCard, PgCluster, integrity, sqlite_rows};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

/// The one before is the service's own user.
const FIRST_PERSON: u32 = 2;
/// Of the program to PostgreSQL.
const CONNECTIONS: usize = 8;

/// What the program stands on.
enum Under {
    Disk(Disk),
    Server(PgCluster),
}

/// A deployment under attack.
pub struct Arena {
    /// The deployment.
    pub deployment: Deployment,
    under: Under,
    serving: Mutex<Option<Serving>>,
    people: AtomicU32,
    /// Numbers whose key was accepted, with their card.
    accepted: Mutex<BTreeSet<(String, String)>>,
    done: Mutex<Done>,
}

impl Arena {
    /// An arena on an engine; nothing runs yet but the engine.
    pub fn new(engine: Engine) -> Self {
        let (deployment, under) = match engine {
            Engine::Sqlite => {
                let deployment = Deployment::new("");
                let disk = Disk::of(&deployment);
                (deployment, Under::Disk(disk))
            }
            Engine::Postgres => {
                let server = PgCluster::start().unwrap();
                let url = server.url("postgres");
                let database =
                    format!("[database]\nurl = {url:?}\nmax_connections = {CONNECTIONS}\n");
                (Deployment::new(&database), Under::Server(server))
            }
        };
        Self {
            deployment,
            under,
            serving: Mutex::default(),
            people: AtomicU32::default(),
            accepted: Mutex::default(),
            done: Mutex::default(),
        }
    }

    /// Starts the program.
    #[expect(clippy::disallowed_methods, reason = "the start is measured")]
    pub fn start(&self) {
        let command = self.deployment.command();
        let command = match &self.under {
            Under::Disk(disk) => disk.under(command),
            Under::Server(_) => command,
        };
        let begun = Instant::now();
        let serving = self.deployment.serve_as(command);
        let took = begun.elapsed();
        *self.serving.lock().unwrap() = Some(serving);
        let mut done = self.done.lock().unwrap();
        done.slowest_start = done.slowest_start.max(took);
    }

    /// Before a step: what a power cut is to lose is recorded from here on.
    pub fn ready_for(&self, step: &Step) {
        if let (Under::Disk(disk), Fault::PowerCut) = (&self.under, step.fault) {
            disk.fault("record");
        }
    }

    /// Does the fault. The program may be down afterwards, until [`Arena::recover`].
    pub fn strike(&self, step: &Step) {
        match step.fault {
            Fault::None => {}
            Fault::Kill | Fault::PowerCut => self.kill(),
            Fault::Backend => {
                let Under::Server(server) = &self.under else {
                    panic!("no PostgreSQL to strike");
                };
                server.kill_a_backend();
                self.count(What::BackendKills, 1);
            }
        }
    }

    /// Brings everything back, when nobody calls any more.
    pub async fn recover(&self, step: &Step, scene: &Arc<Scene>) {
        match (step.fault, &self.under) {
            (Fault::None, _) => {}
            (Fault::PowerCut, Under::Disk(disk)) => {
                let lost = disk.cut_power(step.seed);
                disk.forget();
                self.count(What::PowerCuts, 1);
                self.count(What::SectorsLost, lost as u64);
                self.start();
            }
            (Fault::Kill | Fault::PowerCut, _) => {
                self.count(What::Kills, 1);
                self.start();
            }
            (Fault::Backend, _) => scene.answers_again(CONNECTIONS).await,
        }
    }

    /// `kill -9`.
    pub fn kill(&self) {
        let serving = self.serving.lock().unwrap().take();
        serving.unwrap().kill();
    }

    /// Registers somebody new, and waits for their card.
    pub async fn person(&self) -> Employee {
        let number = FIRST_PERSON + self.people.fetch_add(1, Ordering::Relaxed);
        self.deployment.employee(number).await
    }

    /// A key was accepted: never before, and never again.
    pub fn accept(&self, card: &KeyCard, number: &str) {
        let pair = (card.label.clone(), number.to_owned());
        let is_new = self.accepted.lock().unwrap().insert(pair);
        assert!(
            is_new,
            "card {}: the key of {number} was accepted twice",
            card.label
        );
    }

    /// A number is asked: it was not answered before.
    pub fn is_asked(&self, card: &KeyCard, number: &str) {
        let pair = (card.label.clone(), number.to_owned());
        let is_spent = self.accepted.lock().unwrap().contains(&pair);
        assert!(
            !is_spent,
            "card {}: {number} is asked after it was answered",
            card.label
        );
    }

    /// All that was accepted: a card and a number.
    pub fn accepted(&self) -> BTreeSet<(String, String)> {
        self.accepted.lock().unwrap().clone()
    }

    /// Counts.
    pub fn count(&self, what: What, count: u64) {
        self.done.lock().unwrap().add(what, count);
    }

    /// What was counted so far.
    pub fn done(&self) -> Done {
        self.done.lock().unwrap().clone()
    }

    /// A promise was broken.
    pub fn violation(&self) {
        self.count(What::Violations, 1);
    }

    /// One column of what a statement gives, read by a program that is not ours.
    pub fn ask(&self, statement: &str) -> Vec<String> {
        let server = match &self.under {
            Under::Disk(disk) => return sqlite_rows(&disk.database, statement).unwrap(),
            Under::Server(server) => server,
        };
        let mut psql = Command::new(PgCluster::binary("psql").unwrap());
        psql.args(["-X", "-A", "-t", "-d", &server.url("postgres"), "-c"]);
        let said = said(psql.arg(statement));
        said.lines().map(str::to_owned).collect()
    }

    /// A number that a statement gives.
    pub fn ask_number(&self, statement: &str) -> u64 {
        let rows = self.ask(statement);
        rows.first().and_then(|row| row.parse().ok()).unwrap()
    }

    /// The engine's own check of its files. SQLite is not served meanwhile.
    pub fn check_files(&self) {
        match &self.under {
            Under::Disk(disk) => assert_eq!(integrity(&disk.database), "ok"),
            Under::Server(server) => {
                let mut check = Command::new(PgCluster::binary("pg_amcheck").unwrap());
                check.args(["--install-missing", "--heapallindexed"]);
                said(check.arg(server.url("postgres")));
            }
        }
    }

    /// Where a failed round can be looked at; PostgreSQL's tables are written there first.
    pub fn evidence(&self) -> PathBuf {
        let folder = self.deployment.path("");
        if let Under::Server(server) = &self.under {
            let file = folder.join("tables.sql");
            dump(server, &file);
        }
        folder
    }
}

fn dump(server: &PgCluster, file: &Path) {
    let Ok(program) = PgCluster::binary("pg_dump") else {
        return;
    };
    let mut dump = Command::new(program);
    dump.arg("-d")
        .arg(server.url("postgres"))
        .arg("-f")
        .arg(file);
    if !dump.status().is_ok_and(|status| status.success()) {
        eprintln!("the tables could not be written to {}", file.display());
    }
}

fn said(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {error}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
