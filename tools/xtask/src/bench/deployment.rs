//! A deployment of the real program in a folder of its own: `lykill serve` as an operator runs it.

use std::fs::{self, File};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::beside::{last_lines, output_with_input};
use crate::http::{Connection, request};
use crate::run::{Failure, Outcome, Stopwatch, failed_to};

/// A server that is not ready after so long has failed.
const READY_WITHIN: Duration = Duration::from_secs(30);
/// A server that was told to stop and still runs after so long is ended.
const STOPS_WITHIN: Duration = Duration::from_secs(15);
/// How often readiness is asked for: finer than what is measured.
const ASKS_EVERY: Duration = Duration::from_micros(500);

/// The files of a deployment; they go when this is dropped.
pub struct Deployment {
    folder: TempDir,
    program: PathBuf,
    /// Where pages are served.
    pub public: SocketAddr,
    management: SocketAddr,
    /// Its issuer.
    pub issuer: String,
    database_url: Option<String>,
}

/// The running server; it is stopped when this is dropped.
pub struct Serving {
    child: Child,
    /// From the start of the program to the first `200` of `/health/ready`.
    pub ready_after: Duration,
}

impl Deployment {
    /// Writes the configuration and creates the tables.
    pub fn create(program: &Path, database_url: Option<&str>) -> Outcome<Self> {
        let folder = tempfile::Builder::new()
            .prefix("lykill-bench-")
            .tempdir()
            .map_err(failed_to("make a folder"))?;
        let (public, management) = (free_address()?, free_address()?);
        let deployment = Self {
            folder,
            program: program.to_owned(),
            public,
            management,
            issuer: format!("http://localhost:{}", public.port()),
            database_url: database_url.map(str::to_owned),
        };
        let config = deployment.config(database_url);
        fs::write(deployment.file("lykill.toml"), config).map_err(failed_to("write a file"))?;
        deployment.admin(&["migrate"], "")?;
        Ok(deployment)
    }

    /// Every value that has a default is left to it, except where things are, and that the key card
    /// is the one method: the figures are about its login, which needs no choice then.
    fn config(&self, database_url: Option<&str>) -> String {
        let data = self.file("data").display().to_string();
        let mail = self.file("mail").display().to_string();
        let url = database_url
            .map(|url| format!("url = {url:?}\n"))
            .unwrap_or_default();
        let (public, management, issuer) = (self.public, self.management, &self.issuer);
        format!(
            "issuer = {issuer:?}\nprofile = \"test-no\"\ndata_dir = {data:?}\n\n\
             [server]\nlisten = \"{public}\"\n\n[management]\nlisten = \"{management}\"\n\n\
             [database]\n{url}\n\
             [mail]\nfolder = {mail:?}\nfrom_address = \"id@bench.example\"\n\
             from_name = \"Lykill\"\n\n\
             [support]\nname = \"Support\"\nemail = \"support@bench.example\"\n\
             phone = \"+47 22 00 00 00\"\n\n\
             [accessibility]\ntranscription_only = \"the key card alone is measured\"\n\n\
             [[method]]\nkind = \"key-card\"\n"
        )
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file beside the configuration.
    pub fn write(&self, name: &str, content: &str) -> Outcome<PathBuf> {
        let file = self.file(name);
        fs::write(&file, content).map_err(failed_to("write a file"))?;
        Ok(file)
    }

    /// Where printed cards lie.
    pub fn spool(&self) -> PathBuf {
        self.file("data/print-cards")
    }

    /// Its database, as the store is told of it.
    pub fn database_url(&self) -> String {
        let file = || format!("sqlite:{}", self.database_file().display());
        self.database_url.clone().unwrap_or_else(file)
    }

    fn database_file(&self) -> PathBuf {
        self.file("data/lykill.db")
    }

    /// Bytes of the database's files; SQLite only.
    pub fn database_bytes(&self) -> Outcome<u64> {
        let mut bytes = 0;
        for end in ["", "-wal"] {
            let mut name = self.database_file().into_os_string();
            name.push(end);
            bytes += fs::metadata(&name).map_or(0, |file| file.len());
        }
        Ok(bytes)
    }

    /// Runs an admin command and gives what it answers in JSON.
    pub fn admin(&self, arguments: &[&str], input: &str) -> Outcome<Value> {
        let mut command = Command::new(&self.program);
        command.args(arguments).arg("--json");
        command.arg("--config").arg(self.file("lykill.toml"));
        let said = output_with_input(&mut command, input)?;
        let line = said.lines().last().unwrap_or("null");
        serde_json::from_str(line).map_err(failed_to("understand an admin command's answer"))
    }

    /// Starts the server and waits until it is ready.
    pub fn serve(&self) -> Outcome<Serving> {
        let log = self.file("log");
        let opened = File::options().create(true).append(true).open(&log);
        let stderr = opened.map_err(failed_to("open the log"))?;
        let mut command = Command::new(&self.program);
        command
            .arg("serve")
            .arg("--config")
            .arg(self.file("lykill.toml"));
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(stderr);
        let watch = Stopwatch::start();
        let child = command.spawn().map_err(failed_to("start the server"))?;
        let mut serving = Serving {
            child,
            ready_after: Duration::ZERO,
        };
        while !self.is_ready() {
            let ended = serving
                .child
                .try_wait()
                .map_err(failed_to("look at the server"))?;
            if ended.is_some() || watch.elapsed() > READY_WITHIN {
                let log = last_lines(&log, 20);
                return Err(Failure::new(format!(
                    "the server does not get ready:\n{log}"
                )));
            }
            sleep(ASKS_EVERY);
        }
        serving.ready_after = watch.elapsed();
        Ok(serving)
    }

    fn is_ready(&self) -> bool {
        let line = ("GET", "/health/ready");
        let ask = request(line, &self.management.to_string(), &[], None);
        let answer = Connection::to(self.management).send(&ask);
        answer.is_ok_and(|answer| answer.status == 200)
    }

    /// What the log said last.
    pub fn log(&self) -> String {
        last_lines(&self.file("log"), 20)
    }
}

impl Serving {
    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let pid = i32::try_from(self.child.id())
            .ok()
            .and_then(rustix::process::Pid::from_raw);
        if let Some(pid) = pid {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        }
        let watch = Stopwatch::start();
        while matches!(self.child.try_wait(), Ok(None)) && watch.elapsed() < STOPS_WITHIN {
            sleep(Duration::from_millis(5));
        }
        // Has no effect on a process that has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_address() -> Outcome<SocketAddr> {
    let free = || -> io::Result<_> { TcpListener::bind(("127.0.0.1", 0))?.local_addr() };
    free().map_err(failed_to("find a free port"))
}
