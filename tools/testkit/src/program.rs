//! The real program as a process of its own: `lykill serve` on either engine, with its log, its
//! admin commands and its end by `kill -9`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

use crate::oidc::Credential;
use crate::port::free_port;
use crate::world::Newcomer;
use crate::{KeyCard, Leashed, Printer, RelyingParty};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;
use url::Url;

/// Cargo puts tests into a folder beside the program, and other programs next to it.
const FOLDERS_UP_MAX: usize = 3;

/// A deployment on disk, served by the program or not.
#[derive(Debug)]
pub struct Deployment {
    program: PathBuf,
    folder: TempDir,
    issuer: Url,
}

/// The running program; it is killed with this.
#[derive(Debug)]
pub struct Serving {
    program: Leashed,
    management: Url,
}

/// Somebody who can log in.
#[derive(Debug, Clone)]
pub struct Employee {
    /// The name.
    pub name: String,
    /// The user id.
    pub user_id: String,
    /// The password.
    pub password: String,
    /// The card that came first.
    pub card: KeyCard,
}

/// What an admin command said.
#[derive(Debug, Clone)]
pub struct Told {
    /// Whether it went well.
    pub is_ok: bool,
    /// Its JSON, or what it said instead.
    pub answer: Value,
}

impl Deployment {
    /// Writes a configuration whose mail goes into a folder; `more` is appended to it.
    pub fn new(more: &str) -> Self {
        Self::at("localhost", more)
    }

    /// As [`Deployment::new`], under another name of this machine: browsers keep the cookies of
    /// two names apart, and those of two ports not.
    pub fn at(host: &str, more: &str) -> Self {
        let folder =
            |folder: &Path| format!("folder = {:?}", folder.join("mail").display().to_string());
        Self::with(host, folder, more)
    }

    /// As [`Deployment::new`], with its mail to a server at this address.
    pub fn mailing(smtp: &str, more: &str) -> Self {
        Self::with("localhost", |_| format!("smtp = {smtp:?}"), more)
    }

    fn with(host: &str, mail: impl FnOnce(&Path) -> String, more: &str) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("lykill-program-")
            .tempdir()
            .unwrap();
        let port = free_port();
        let issuer = Url::parse(&format!("http://{host}:{port}")).unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        let text = format!(
            "issuer = \"http://{host}:{port}\"\nprofile = \"test-no\"\ndata_dir = {:?}\n\
             accessibility.transcription_only = \"tests of other things\"\n\
             [server]\nlisten = \"127.0.0.1:{port}\"\n\
             [management]\nlisten = \"127.0.0.1:0\"\n\
             [mail]\nfrom_address = \"post@lykill.example\"\nfrom_name = \"Lykill\"\n\
             {}\n\
             [letters]\nspacing_days = 0\n\
             [chooser]\nalways = true\n\
             [support]\nname = \"Support\"\nemail = \"help@lykill.example\"\nphone = \"75000000\"\n\
             {more}\n",
            path("data"),
            mail(folder.path()),
        );
        std::fs::write(folder.path().join("lykill.toml"), text).unwrap();
        Self {
            program: program(),
            folder,
            issuer,
        }
    }

    /// The issuer, which is where its pages are.
    pub fn issuer(&self) -> Url {
        self.issuer.clone()
    }

    /// A file or folder of the deployment: `data`, `mail`, `log`, `lykill.toml`.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Serves, and comes back when logins are accepted. The log is appended to `log`.
    pub fn serve(&self) -> Serving {
        self.serve_as(self.command())
    }

    /// The command that serves, not started yet.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(["--json", "serve", "--migrate", "--config"])
            .arg(self.path("lykill.toml"));
        command
    }

    /// As [`Deployment::serve`], by a command that a test changed.
    pub fn serve_as(&self, mut command: Command) -> Serving {
        let log = File::options()
            .append(true)
            .create(true)
            .open(self.path("log"))
            .unwrap();
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log);
        let mut program = Leashed::start(&mut command).unwrap();
        let mut line = String::new();
        let output = program.child().stdout.take().unwrap();
        BufReader::new(output).read_line(&mut line).unwrap();
        assert!(line.contains("\"ready\":true"), "{line}: {}", self.log());
        let told: Value = serde_json::from_str(&line).unwrap();
        let management = told.get("management").and_then(Value::as_str).unwrap();
        Serving {
            program,
            management: Url::parse(&format!("http://{management}")).unwrap(),
        }
    }

    /// What the program logged so far, over all its lives.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    /// Carries out an admin command with this on standard input, and gives its JSON.
    pub fn admin(&self, words: &[&str], input: &str) -> Value {
        let told = self.try_admin(words, input);
        assert!(told.is_ok, "{words:?}: {}", told.answer);
        told.answer
    }

    /// As [`Deployment::admin`], whatever comes of it.
    pub fn try_admin(&self, words: &[&str], input: &str) -> Told {
        let mut child = Command::new(&self.program)
            .args(["--json"])
            .args(words)
            .arg("--config")
            .arg(self.path("lykill.toml"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        let answer = serde_json::from_slice(&output.stdout);
        Told {
            is_ok: output.status.success() && answer.is_ok(),
            answer: answer.unwrap_or_else(|_| {
                let all = [output.stdout, output.stderr].concat();
                Value::String(String::from_utf8_lossy(&all).into_owned())
            }),
        }
    }

    /// Registers a relying party.
    pub fn register(&self, party: &RelyingParty, more: Value) {
        let metadata = party.metadata(more).to_string();
        self.admin(&["client", "add", "--file", "-"], &metadata);
    }

    /// Registers a person with an own password, and waits for the card.
    pub async fn person(&self, name: &str, more: &[&str], password: &str) -> KeyCard {
        let words = [
            "person",
            "add",
            "--name",
            name,
            "--birth-date",
            "1980-02-29",
        ];
        let words = [
            &words[..],
            more,
            &["--address", "Strandgata 1", "--password-stdin"],
        ]
        .concat();
        self.admin(&words, &format!("{password}\n"));
        self.printer().card(name).await
    }

    /// Registers the employee of that number, and waits for the card.
    pub async fn employee(&self, number: u32) -> Employee {
        let new = Newcomer::employee(number);
        let (national_id, email) = (new.national_id.unwrap(), new.email.unwrap());
        let words = ["--user-id", &new.user_id, "--national-id", &national_id];
        let words = [&words[..], &["--email", &email]].concat();
        let password = new.password.unwrap();
        let card = self.person(&new.name, &words, &password).await;
        Employee {
            name: new.name,
            user_id: new.user_id,
            password,
            card,
        }
    }

    /// Registers a service whose users need no link.
    pub async fn service(&self) -> RelyingParty {
        let secret = Credential::Basic("service-secret-0123456789".to_owned());
        let party = RelyingParty::unregistered(self.issuer(), "service", secret).await;
        self.register(&party, json!({}));
        party
    }

    /// Its print queues.
    pub fn printer(&self) -> Printer {
        let folder = |name| self.path("data").join(name);
        Printer::of(&folder("print-cards"), &folder("print-letters"))
    }
}

impl Serving {
    /// Where it tells its health.
    pub fn management(&self) -> &Url {
        &self.management
    }

    /// Its process.
    pub fn pid(&mut self) -> u32 {
        self.program.child().id()
    }

    /// Sends it a signal.
    pub fn signal(&mut self, signal: Signal) {
        kill_process(Pid::from_child(self.program.child()), signal).unwrap();
    }

    /// Waits for an end of its own, at most half a minute; gives the exit code.
    pub async fn end(&mut self) -> Option<i32> {
        for _ in 0..600 {
            if let Some(status) = self.program.child().try_wait().unwrap() {
                return status.code();
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("the program goes on");
    }

    /// `kill -9`, and nothing of it is left.
    pub fn kill(mut self) {
        self.program.child().kill().unwrap();
        self.program.child().wait().unwrap();
    }
}

/// The program that was built with whoever runs this.
fn program() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let folders = here.ancestors().skip(1).take(FOLDERS_UP_MAX);
    let mut programs = folders.map(|folder| folder.join("lykill"));
    match programs.find(|program| program.is_file()) {
        Some(program) => program,
        None => panic!("no program lykill was built beside {}", here.display()),
    }
}

/// The texts of all mail in a folder of mail.
pub fn mail_texts(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    let manifests = paths.filter(|path| path.extension().is_some_and(|kind| kind == "json"));
    let text = |path: PathBuf| {
        let manifest: Value = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
        Some(manifest.get("text")?.as_str()?.to_owned())
    };
    manifests.filter_map(text).collect()
}
