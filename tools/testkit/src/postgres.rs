//! Throwaway PostgreSQL servers, made from Debian's binaries in about a second: own folder, own
//! free port on loopback, own Unix socket. Nothing is shared with a server of this machine.
//!
//! A server does not outlive whoever needs it: a watcher process stops it, and removes its
//! folder, when its owner is gone, however that ended.

mod certificate;
mod database;
mod replica;
mod sql;

pub use database::{TestDatabase, URL_VARIABLE, test_database};
pub use sql::{TableLock, sql_number, sql_run};

use crate::port::free_port;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// Where Debian keeps each version's binaries.
const BINARIES: &str = "/usr/lib/postgresql";
/// The superuser inside a throwaway server.
const SUPERUSER: &str = "lykill";
/// Waits for its owner to go, then stops the server that runs in the folder: owner, folder.
const WATCHER: &str = r#"
while kill -0 "$1" 2>/dev/null && [ -e "$2" ]; do sleep 0.5; done
server=$(head -n 1 "$2/data/postmaster.pid" 2>/dev/null)
if [ -n "$server" ] && grep -qF "$2/data" "/proc/$server/cmdline" 2>/dev/null; then
    kill -CONT "$server" 2>/dev/null
    kill -INT "$server" 2>/dev/null
    for try in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$server" 2>/dev/null || break; sleep 0.3; done
    kill -KILL "$server" 2>/dev/null
fi
rm -rf "$2"
"#;

/// A PostgreSQL server of one's own; it is stopped when this is dropped.
#[derive(Debug)]
pub struct PgCluster {
    folder: PathBuf,
    port: u16,
    server: Child,
    settings: Vec<(String, String)>,
}

impl PgCluster {
    /// Starts a server: no fsync (its data is thrown away), but `synchronous_commit=on`.
    ///
    /// # Errors
    /// When PostgreSQL is not installed or does not start; its log is in the message.
    pub fn start() -> io::Result<Self> {
        Self::start_with(&[])
    }

    /// As [`PgCluster::start`], with settings such as `("ssl", "on")` on top.
    ///
    /// # Errors
    /// As [`PgCluster::start`].
    pub fn start_with(settings: &[(&str, &str)]) -> io::Result<Self> {
        Self::start_in(new_folder()?, std::process::id(), settings)
    }

    /// Where one of the programs of the newest installed version is.
    ///
    /// # Errors
    /// When PostgreSQL is not installed.
    pub fn binary(name: &str) -> io::Result<PathBuf> {
        Ok(binaries()?.join(name))
    }

    fn start_in(folder: PathBuf, owner: u32, settings: &[(&str, &str)]) -> io::Result<Self> {
        let binaries = binaries()?;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755))?;
        let account = account()?;
        let data = folder.join("data");
        create_owned(&data, account)?;
        initialise(&binaries, &data, account)?;
        Self::start_on(folder, owner, settings)
    }

    /// Starts a server on data that lies in the folder already.
    fn start_on(folder: PathBuf, owner: u32, settings: &[(&str, &str)]) -> io::Result<Self> {
        let of_one = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let settings: Vec<_> = settings.iter().map(of_one).collect();
        let mut tries = 0;
        loop {
            // Somebody else can take the port between the question and the start.
            let port = free_port();
            let mut cluster = Self {
                server: launch(&folder, port, &settings)?,
                folder: folder.clone(),
                port,
                settings: settings.clone(),
            };
            match cluster.wait_until_ready() {
                Ok(()) => {
                    watch(owner, &folder)?;
                    return Ok(cluster);
                }
                Err(error) if tries == 3 => return Err(error),
                Err(_) => tries += 1,
            }
            // Only the server ends here; its folder is used again.
            cluster.folder = PathBuf::new();
        }
    }

    /// Starts a server that also speaks TLS, with a certificate for `localhost` and 127.0.0.1
    /// from an authority of its own: [`PgCluster::ca_file`]. Needs the program `openssl`.
    ///
    /// # Errors
    /// As [`PgCluster::start`].
    pub fn start_encrypted() -> io::Result<Self> {
        let folder = new_folder()?;
        let tls = folder.join("tls");
        certificate::certify(&tls)?;
        let path = |name| tls.join(name).display().to_string();
        let (certificate, key) = (path("server.pem"), path("server.key"));
        let settings = [
            ("ssl", "on"),
            ("ssl_cert_file", &certificate),
            ("ssl_key_file", &key),
        ];
        Self::start_in(folder, std::process::id(), &settings)
    }

    /// The authority that signed the certificate of [`PgCluster::start_encrypted`], in PEM form.
    pub fn ca_file(&self) -> PathBuf {
        self.folder.join("tls/ca.pem")
    }

    /// The address of one of its databases, over TCP on loopback.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{SUPERUSER}@127.0.0.1:{}/{database}", self.port)
    }

    /// The address of one of its databases, over its Unix socket.
    pub fn socket_url(&self, database: &str) -> String {
        let folder = self.folder.join("data").display().to_string();
        let folder: String = url::form_urlencoded::byte_serialize(folder.as_bytes()).collect();
        format!("postgres://{SUPERUSER}@{folder}:{}/{database}", self.port)
    }

    /// The port on loopback.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The process id of its postmaster.
    pub fn pid(&self) -> u32 {
        self.server.id()
    }

    /// Ends one of the processes that serve a connection, without a word. The postmaster then
    /// throws its shared memory away and recovers from the log, as after its own death.
    pub fn kill_a_backend(&self) {
        let postmaster = self.pid();
        let children = format!("/proc/{postmaster}/task/{postmaster}/children");
        let children = fs::read_to_string(children).unwrap_or_default();
        let serves = |pid: &&str| {
            let title = fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            title.contains("127.0.0.1")
        };
        let backend = children.split_whitespace().find(serves);
        let pid = backend
            .and_then(|pid| pid.parse().ok())
            .and_then(rustix::process::Pid::from_raw);
        let killed =
            pid.map(|pid| rustix::process::kill_process(pid, rustix::process::Signal::KILL));
        assert!(matches!(killed, Some(Ok(()))), "no backend was killed");
    }

    fn wait_until_ready(&mut self) -> io::Result<()> {
        let state = self.folder.join("data/postmaster.pid");
        for _ in 0..300 {
            // The first line says whose it is; a server that was killed left its own. The eighth
            // says how far it is.
            let text = fs::read_to_string(&state).unwrap_or_default();
            let line = |number: usize| text.lines().nth(number).map(str::trim);
            let is_its_own = line(0) == Some(self.server.id().to_string().as_str());
            if is_its_own && matches!(line(7), Some("ready" | "standby")) {
                return Ok(());
            }
            if self.server.try_wait()?.is_some() {
                break;
            }
            sleep(Duration::from_millis(50));
        }
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        Err(io::Error::other(format!(
            "PostgreSQL does not start:\n{log}"
        )))
    }
}

impl Drop for PgCluster {
    fn drop(&mut self) {
        let pid = i32::try_from(self.server.id())
            .ok()
            .and_then(rustix::process::Pid::from_raw);
        if let (Ok(None), Some(pid)) = (self.server.try_wait(), pid) {
            // SIGINT: disconnect everybody and stop.
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::CONT);
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::INT);
        }
        let _ = self.server.wait();
        if !self.folder.as_os_str().is_empty() {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// The folder with the newest version's binaries.
fn binaries() -> io::Result<PathBuf> {
    let versions = fs::read_dir(BINARIES).into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| {
            Some((
                entry.file_name().to_str()?.parse::<u32>().ok()?,
                entry.path(),
            ))
        })
        .map(|(version, path)| (version, path.join("bin")))
        .filter(|(_, path)| path.join("initdb").exists())
        .max();
    newest.map(|(_, path)| path).ok_or_else(|| {
        let text = format!("no PostgreSQL in {BINARIES}; install Debian's package postgresql");
        io::Error::new(ErrorKind::NotFound, text)
    })
}

/// PostgreSQL refuses to run as root, so root runs it as Debian's user `postgres`: its user and
/// group id. Everybody else runs it as oneself.
fn account() -> io::Result<Option<(u32, u32)>> {
    if !rustix::process::geteuid().is_root() {
        return Ok(None);
    }
    let accounts = fs::read_to_string("/etc/passwd")?;
    let line = accounts
        .lines()
        .find_map(|line| line.strip_prefix("postgres:"));
    let ids = line.and_then(|line| {
        let mut fields = line.split(':').skip(1);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    });
    ids.map(Some)
        .ok_or_else(|| io::Error::other("there is no user `postgres` to run PostgreSQL"))
}

fn new_folder() -> io::Result<PathBuf> {
    let folder = tempfile::Builder::new()
        .prefix("lykill-postgres-")
        .tempdir()?
        .keep();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755))?;
    Ok(folder)
}

fn create_owned(folder: &Path, account: Option<(u32, u32)>) -> io::Result<()> {
    fs::create_dir(folder)?;
    match account {
        Some((user, group)) => chown(folder, Some(user), Some(group)),
        None => Ok(()),
    }
}

fn run(command: &mut Command) -> io::Result<()> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(());
    }
    let program = command.get_program().to_string_lossy().into_owned();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(io::Error::other(format!("{program} failed:\n{text}")))
}

fn command(binary: &Path, account: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(binary);
    command
        .stdin(Stdio::null())
        .current_dir("/")
        .process_group(0);
    if let Some((user, group)) = account {
        command.uid(user).gid(group);
    }
    command
}

fn initialise(binaries: &Path, data: &Path, account: Option<(u32, u32)>) -> io::Result<()> {
    let mut initdb = command(&binaries.join("initdb"), account);
    initdb.args(["--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"]);
    run(initdb.args(["-U", SUPERUSER, "-D"]).arg(data))
}

fn launch(folder: &Path, port: u16, settings: &[(String, String)]) -> io::Result<Child> {
    let data = folder.join("data");
    let sockets = data.display().to_string();
    let port = port.to_string();
    let ours = [
        ("listen_addresses", "127.0.0.1"),
        ("port", port.as_str()),
        ("unix_socket_directories", sockets.as_str()),
        ("max_connections", "400"),
        ("fsync", "off"),
        ("full_page_writes", "off"),
        ("synchronous_commit", "on"),
    ];
    let log = File::options()
        .append(true)
        .create(true)
        .open(folder.join("log"))?;
    let mut server = command(&PgCluster::binary("postgres")?, account()?);
    server
        .arg("-D")
        .arg(&data)
        .stdout(log.try_clone()?)
        .stderr(log);
    let theirs = settings
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    for (name, value) in ours.into_iter().chain(theirs) {
        server.arg("-c").arg(format!("{name}={value}"));
    }
    server.spawn()
}

/// Starts the watcher, detached from us: own process group, no open files of ours.
fn watch(owner: u32, folder: &Path) -> io::Result<()> {
    let mut watcher = Command::new("/bin/sh");
    watcher.args(["-c", WATCHER, "watch-test-postgres"]);
    watcher.arg(owner.to_string()).arg(folder);
    watcher
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    watcher.current_dir("/").process_group(0).spawn().map(drop)
}
