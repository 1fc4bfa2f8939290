//! A real mail server that is not ours: Debian's aiosmtpd, which puts what it takes into a
//! Maildir; and reading what arrived, with Python's parser.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

use crate::leash::Leashed;
use crate::port::free_port;
use rustix::process::{Pid, Signal, kill_process};
use serde::Deserialize;
use std::io::Write as _;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// Debian's interpreter, which sees Debian's packages.
const PYTHON: &str = "/usr/bin/python3";
/// Prints the mails of a Maildir as JSON, in the order in which they arrived.
const READER: &str = r#"
import email, email.policy, json, os, sys
folder = os.path.join(sys.argv[1], "new")
found = []
for name in (os.listdir(folder) if os.path.isdir(folder) else []):
    path = os.path.join(folder, name)
    with open(path, "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    found.append((os.stat(path).st_mtime_ns, name, {
        "to": [str(value) for value in mail.get_all("To", [])],
        "recipients": [str(value) for value in mail.get_all("X-RcptTo", [])],
        "subject": str(mail["Subject"]),
        "id": str(mail["Message-ID"]),
        "headers": sorted(mail.keys()),
        "text": mail.get_body(("plain",)).get_content(),
    }))
json.dump([mail for _, _, mail in sorted(found, key=lambda one: one[:2])], sys.stdout)
"#;
/// How often a mailbox is looked at, and how often at most.
const LOOK_EVERY: Duration = Duration::from_millis(100);
const LOOKS_MAX: u32 = 600;

/// A mail as it arrived.
#[derive(Debug, Clone, Deserialize, PartialEq, Eq)]
pub struct Mail {
    /// The values of `To`.
    pub to: Vec<String>,
    /// To whom the envelope said it goes.
    pub recipients: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The Message-ID.
    pub id: String,
    /// The names of its headers, sorted.
    pub headers: Vec<String>,
    /// The text.
    pub text: String,
}

impl Mail {
    /// The 6-digit code in its text, printed in two groups of three.
    pub fn code(&self) -> Option<String> {
        let line = |line: &str| {
            let code: String = line.trim().chars().filter(|c| *c != ' ').collect();
            let digits = code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
            digits.then_some(code)
        };
        self.text.lines().find_map(line)
    }
}

/// A running mail server.
#[derive(Debug)]
pub struct Mailbox {
    server: Leashed,
    port: u16,
    maildir: PathBuf,
}

impl Mailbox {
    /// Starts a server that keeps its mail in `folder`.
    pub fn start(folder: &Path) -> Self {
        // Somebody else can take the port between the question and the start.
        for _ in 0..5 {
            if let Some(mailbox) = Self::try_start(folder) {
                return mailbox;
            }
        }
        panic!("aiosmtpd does not start; is python3-aiosmtpd installed?")
    }

    fn try_start(folder: &Path) -> Option<Self> {
        let port = free_port();
        let maildir = folder.join("maildir");
        let mut command = Command::new(PYTHON);
        let address = format!("127.0.0.1:{port}");
        command.args(["-m", "aiosmtpd", "-n", "-l", &address]);
        command
            .args(["-c", "aiosmtpd.handlers.Mailbox"])
            .arg(&maildir);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let server = Leashed::start(&mut command).expect("python3 is installed");
        let mut mailbox = Self {
            server,
            port,
            maildir,
        };
        for _ in 0..LOOKS_MAX {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some(mailbox);
            }
            if mailbox.server.child().try_wait().unwrap().is_some() {
                return None;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        None
    }

    /// Its address for the configuration.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// The server hangs: it takes connections and says nothing, until [`Mailbox::thaw`].
    pub fn freeze(&mut self) {
        self.signal(Signal::STOP);
    }

    /// The server goes on where it was frozen.
    pub fn thaw(&mut self) {
        self.signal(Signal::CONT);
    }

    fn signal(&mut self, signal: Signal) {
        let pid = Pid::from_child(self.server.child());
        kill_process(pid, signal).expect("the mail server runs");
    }

    /// Everything that arrived so far, oldest first.
    pub fn mails(&self) -> Vec<Mail> {
        let mut reader = Command::new(PYTHON)
            .args(["-", &self.maildir.display().to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        reader
            .stdin
            .take()
            .unwrap()
            .write_all(READER.as_bytes())
            .unwrap();
        let output = reader.wait_with_output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// How many mails arrived so far.
    pub fn count(&self) -> usize {
        std::fs::read_dir(self.maildir.join("new")).map_or(0, Iterator::count)
    }

    /// Waits until at least `count` mails to `address` carry a code, and gives them, oldest first.
    pub async fn code_mails(&self, address: &str, count: usize) -> Vec<Mail> {
        let mut seen = usize::MAX;
        for _ in 0..LOOKS_MAX {
            let arrived = self.count();
            if arrived != seen {
                seen = arrived;
                let of_address = |mail: &Mail| mail.to.iter().any(|to| to.contains(address));
                let mut mails = self.mails();
                mails.retain(|mail| of_address(mail) && mail.code().is_some());
                if mails.len() >= count {
                    return mails;
                }
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        panic!("only {seen} mails arrived, and not {count} with a code for {address}")
    }

    /// Waits for the `count`-th mail with a code to `address`, and gives its code.
    pub async fn code(&self, address: &str, count: usize) -> String {
        let mails = self.code_mails(address, count).await;
        mails.get(count - 1).and_then(Mail::code).unwrap()
    }
}
