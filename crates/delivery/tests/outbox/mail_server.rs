//! Debian's aiosmtpd as a child process: an SMTP server that is not ours.

use lykill_testkit::free_port;
use serde::Deserialize;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Debian's interpreter, whose packages `python3-aiosmtpd` is one of.
const PYTHON: &str = "/usr/bin/python3";
const HERE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/outbox");

pub struct MailServer {
    child: Child,
    port: u16,
    maildir: PathBuf,
}

/// A mail as Python's parser reads it.
#[derive(Debug, Deserialize)]
pub struct Received {
    headers: Vec<(String, String)>,
    pub content_type: String,
    pub text: String,
    pub html: String,
}

impl Received {
    /// All values of a header.
    pub fn all(&self, name: &str) -> Vec<&str> {
        let of_name = self.headers.iter().filter(|(header, _)| header == name);
        of_name.map(|(_, value)| value.as_str()).collect()
    }

    /// The value of a header that stands exactly once.
    pub fn one(&self, name: &str) -> &str {
        let [value] = self.all(name)[..] else {
            panic!("{name}: {:?}", self.headers)
        };
        value
    }
}

impl MailServer {
    pub fn start(dir: &Path) -> Self {
        Self::with(dir, "aiosmtpd.handlers.Mailbox", free_port(), &[])
    }

    /// A server with that handler class, on that port.
    pub fn with(dir: &Path, handler: &str, port: u16, options: &[&str]) -> Self {
        let maildir = dir.join(format!("maildir-{port}"));
        let child = Command::new(PYTHON)
            .args([
                "-m",
                "aiosmtpd",
                "-n",
                "-l",
                &format!("127.0.0.1:{port}"),
                "-c",
                handler,
            ])
            .args(options)
            .arg(&maildir)
            .env("PYTHONPATH", HERE)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stderr(Stdio::null())
            .spawn()
            .expect("python3-aiosmtpd is installed");
        let server = Self {
            child,
            port,
            maildir,
        };
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return server;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("aiosmtpd does not listen on {port}");
    }

    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn count(&self) -> usize {
        std::fs::read_dir(self.maildir.join("new")).map_or(0, |mails| mails.count())
    }

    pub fn mails(&self) -> Vec<Received> {
        let parse = Path::new(HERE).join("parse.py");
        let out = Command::new(PYTHON)
            .arg(parse)
            .arg(&self.maildir)
            .output()
            .unwrap();
        assert!(
            out.status.success(),
            "{}",
            String::from_utf8_lossy(&out.stderr)
        );
        serde_json::from_slice(&out.stdout).unwrap()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
