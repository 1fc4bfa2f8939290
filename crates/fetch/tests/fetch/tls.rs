//! https, against the server of the program `openssl`.

use super::{here, post};
use lykill_fetch::{FetchError, Fetcher, Request, Verb};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A TLS server that answers every GET with a page about the connection.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(folder: &Path) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let child = Command::new("openssl")
            .args(["s_server", "-www", "-quiet", "-cert", "server.pem"])
            .args(["-key", "server.key", "-accept"])
            .arg(format!("127.0.0.1:{port}"))
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { child, port };
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn certify(folder: &Path) {
    let request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2";
    let authority = "-subj /CN=test-authority -keyout ca.key -out ca.pem";
    let server = "-subj /CN=localhost -keyout server.key -out server.pem -CA ca.pem \
                  -CAkey ca.key -addext basicConstraints=critical,CA:FALSE \
                  -addext subjectAltName=DNS:localhost";
    for own in [authority, server] {
        let arguments = request.split_whitespace().chain(own.split_whitespace());
        let mut openssl = Command::new("openssl");
        let made = openssl.args(arguments).current_dir(folder).output();
        assert!(made.unwrap().status.success());
    }
}

#[tokio::test]
async fn a_certificate_must_be_trusted_and_name_the_host() {
    let folder = tempfile::tempdir().unwrap();
    certify(folder.path());
    let server = Server::start(folder.path());
    let roots = std::fs::read(folder.path().join("ca.pem")).unwrap();
    let trusting = Fetcher::new(here(), Some(&roots)).unwrap();
    let get = || Request {
        verb: Verb::Get,
        ..post("")
    };
    let port = server.port;
    let named = format!("https://localhost:{port}/");
    let answer = trusting.ask(&named, get()).await.unwrap();
    assert_eq!(answer.status, 200);
    let numbered = format!("https://127.0.0.1:{port}/");
    assert_eq!(trusting.ask(&numbered, get()).await, Err(FetchError::Tls));
    let public = Fetcher::new(here(), None).unwrap();
    assert_eq!(public.ask(&named, get()).await, Err(FetchError::Tls));
}

#[test]
fn roots_that_are_none_stop_the_start() {
    let made = Fetcher::new(here(), Some(b"-----BEGIN CERTIFICATE-----\nxx\n"));
    assert!(made.is_err());
}
