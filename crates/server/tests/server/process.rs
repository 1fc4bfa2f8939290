//! Starting the program in a folder of its own, and what comes out of it.

use serde_json::Value;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use tempfile::TempDir;

/// Where PostgreSQL is meant, `None` is SQLite.
pub(crate) type DatabaseUrl<'a> = Option<&'a str>;

/// A folder with a configuration.
pub(crate) struct Site {
    folder: TempDir,
}

impl Site {
    /// A good configuration on free ports; `more` is appended to it.
    pub(crate) fn new(database: DatabaseUrl<'_>, more: &str) -> Self {
        let site = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let data = site.data_dir();
        let database = database
            .map(|url| format!("[database]\nurl = \"{url}\"\n"))
            .unwrap_or_default();
        site.write(&format!(
            "issuer = \"http://localhost:8080\"\nprofile = \"test-no\"\ndata_dir = \"{}\"\n\
             {database}[server]\nlisten = \"127.0.0.1:0\"\n\
             [management]\nlisten = \"127.0.0.1:0\"\n\
             [mail]\nfolder = \"{}\"\nfrom_address = \"id@lykill.example\"\n\
             from_name = \"Lykill\"\n\
             [support]\nname = \"Support\"\nemail = \"support@lykill.example\"\n\
             phone = \"+47 12 34 56 78\"\n{more}",
            data.display(),
            data.join("mail").display(),
        ));
        site
    }

    /// The folder's data folder.
    pub(crate) fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The configuration file.
    pub(crate) fn config(&self) -> PathBuf {
        self.folder.path().join("lykill.toml")
    }

    /// Writes the configuration anew.
    pub(crate) fn write(&self, text: &str) {
        std::fs::write(self.config(), text).unwrap();
    }

    /// A file in the folder.
    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Runs a command of this deployment to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        run(lykill().args(arguments).arg("--config").arg(self.config()))
    }

    /// Runs a command that must succeed, and reads its JSON.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["--json"]].concat());
        assert_eq!(
            output.status.code(),
            Some(0),
            "{arguments:?}: {}",
            errors(&output)
        );
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Makes the database and starts the server.
    pub(crate) fn serve(&self) -> Running {
        let mut command = lykill();
        command
            .args(["serve", "--migrate", "--json", "--config"])
            .arg(self.config());
        Running::start(command)
    }
}

/// The program, without variables that would configure it.
pub(crate) fn lykill() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lykill"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LYKILL_")) {
        command.env_remove(name);
    }
    command.env_remove("SUDO_USER");
    command
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Output {
    command.stdin(Stdio::null()).output().unwrap()
}

/// What a command said on standard error.
pub(crate) fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A server or demo that accepts logins.
pub(crate) struct Running {
    child: Child,
    /// What it said when it was ready.
    pub(crate) ready: Value,
    stdout: BufReader<ChildStdout>,
    log: PathBuf,
    _log_folder: TempDir,
}

impl Running {
    /// Starts a command and waits for its line.
    pub(crate) fn start(mut command: Command) -> Self {
        let log_folder = tempfile::tempdir().unwrap();
        let log = log_folder.path().join("log");
        let file = std::fs::File::create(&log).unwrap();
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(file);
        let mut child = command.spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let ready = serde_json::from_str(&line).unwrap_or_else(|_| {
            let _ended = child.wait();
            panic!(
                "not ready: {line:?} {}",
                std::fs::read_to_string(&log).unwrap()
            )
        });
        Self {
            child,
            ready,
            stdout,
            log,
            _log_folder: log_folder,
        }
    }

    /// A URL on the public listener.
    pub(crate) fn url(&self, path: &str) -> String {
        match self.ready["listen"].as_str() {
            Some(listen) => format!("http://{listen}{path}"),
            None => format!("{}{path}", self.ready["issuer"].as_str().unwrap()),
        }
    }

    /// A URL on the management listener.
    pub(crate) fn management(&self, path: &str) -> String {
        format!(
            "http://{}{path}",
            self.ready["management"].as_str().unwrap()
        )
    }

    /// Its log so far, each line as JSON.
    pub(crate) fn log(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(&self.log).unwrap();
        text.lines()
            .map(|line| serde_json::from_str(line).expect(line))
            .collect()
    }

    /// Sends SIGTERM without waiting.
    pub(crate) fn terminate(&self) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    }

    /// Waits for its end; gives the exit code.
    pub(crate) fn wait(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    /// Ends it gracefully; gives the exit code.
    pub(crate) fn stop(&mut self) -> Option<i32> {
        self.terminate();
        self.wait()
    }

    /// What it said on standard output after its first line.
    pub(crate) fn rest(&mut self) -> String {
        let mut rest = String::new();
        std::io::Read::read_to_string(&mut self.stdout, &mut rest).unwrap();
        rest
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _reaped_already = self.child.wait();
    }
}

/// The permission bits of a file.
pub(crate) fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    let about = std::fs::metadata(path).unwrap_or_else(|_| panic!("{}", path.display()));
    about.permissions().mode() & 0o777
}

/// Runs a command with a text on its standard input.
pub(crate) fn run_with_input(command: &mut Command, input: &str) -> Output {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

/// The JSON that a command said; what it said on standard error when it is none.
pub(crate) fn json_of(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", errors(output)))
}

/// An HTTP client that follows nothing.
#[expect(
    clippy::disallowed_methods,
    reason = "a test speaks to the server from outside"
)]
pub(crate) fn http() -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}
