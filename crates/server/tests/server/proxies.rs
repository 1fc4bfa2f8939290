//! Real proxies in front, configured as docs/operate/proxy.md says: what the page promises of them
//! holds, and nothing that two readers would read differently comes through.

use crate::listener::{CONFUSING, SMUGGLED};
use crate::process::{Running, Site, http};
use axum::Router;
use axum::routing::{any, get};
use http::HeaderMap;
use lykill_server::serve::listener::{Connections, serve};
use lykill_testkit::{Leashed, free_port};
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::watch;

const PAGE: &str = include_str!("../../../../docs/operate/proxy.md");
const HOST: &str = "id.example.no";

#[derive(Debug, Clone, Copy)]
enum Kind {
    Nginx,
    Haproxy,
}

const KINDS: [Kind; 2] = [Kind::Nginx, Kind::Haproxy];

/// A running proxy; its folder holds the certificate authority that vouches for it.
struct Proxy {
    folder: TempDir,
    plain: u16,
    tls: u16,
    _program: Leashed,
}

impl Proxy {
    /// Starts one before a node, and waits until it answers for it.
    async fn start(kind: Kind, node: SocketAddr, health: SocketAddr) -> Self {
        let folder = tempfile::tempdir().unwrap();
        certificate(folder.path());
        let (plain, tls) = (free_port(), free_port());
        let text = page_block(kind, folder.path())
            .replace("127.0.0.1:8080", &node.to_string())
            .replace("check port 9090", &format!("check port {}", health.port()))
            .replace("listen 80;", &format!("listen 127.0.0.1:{plain};"))
            .replace("listen 443 ", &format!("listen 127.0.0.1:{tls} "))
            .replace("bind :80", &format!("bind 127.0.0.1:{plain}"))
            .replace("bind :443 ", &format!("bind 127.0.0.1:{tls} "));
        let log = std::fs::File::create(folder.path().join("log")).unwrap();
        let mut command = command(kind, folder.path(), &text);
        command
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log);
        let proxy = Self {
            _program: Leashed::start(&mut command).unwrap(),
            folder,
            plain,
            tls,
        };
        proxy.wait().await;
        proxy
    }

    async fn wait(&self) {
        for _ in 0..100 {
            let asked = self.client().get(format!("https://{HOST}/")).send().await;
            if asked.is_ok_and(|answer| answer.status() != 503) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let log = std::fs::read_to_string(self.folder.path().join("log"));
        panic!("the proxy does not answer: {}", log.unwrap_or_default());
    }

    /// A client that finds this proxy under the deployment's name and knows its authority.
    #[expect(
        clippy::disallowed_methods,
        reason = "a test speaks to the proxy from outside"
    )]
    fn client(&self) -> reqwest::Client {
        let authority = std::fs::read(self.folder.path().join("ca.pem")).unwrap();
        reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(Duration::from_secs(10))
            .add_root_certificate(reqwest::Certificate::from_pem(&authority).unwrap())
            .resolve(HOST, SocketAddr::from((Ipv4Addr::LOCALHOST, self.tls)))
            .build()
            .unwrap()
    }

    /// What OpenSSL's client gets for these bytes within three seconds.
    fn raw(&self, options: &[&str], bytes: &[u8]) -> String {
        let mut child = Command::new("timeout")
            .args(["3", "openssl", "s_client", "-quiet", "-verify_return_error"])
            .args(["-servername", HOST, "-CAfile", "ca.pem", "-connect"])
            .arg(format!("127.0.0.1:{}", self.tls))
            .args(options)
            .current_dir(self.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let _refused_meanwhile = input.write_all(bytes);
        let mut answer = Vec::new();
        child
            .stdout
            .take()
            .unwrap()
            .read_to_end(&mut answer)
            .unwrap();
        drop(input);
        child.wait().unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }
}

/// The page's block for a proxy, with the folder's files.
fn page_block(kind: Kind, folder: &Path) -> String {
    let fence = match kind {
        Kind::Nginx => "```nginx\n",
        Kind::Haproxy => "```haproxy\n",
    };
    let block = PAGE.split(fence).nth(1).expect("the page has the block");
    let block = block.split("```").next().unwrap();
    block.replace("/etc/ssl/", &format!("{}/", folder.display()))
}

fn command(kind: Kind, folder: &Path, text: &str) -> Command {
    let file: PathBuf = folder.join("proxy.conf");
    match kind {
        Kind::Haproxy => {
            std::fs::write(&file, text).unwrap();
            let mut command = Command::new("/usr/sbin/haproxy");
            command.arg("-db").arg("-f").arg(&file);
            command
        }
        Kind::Nginx => {
            let here = folder.display();
            let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
                .map(|kind| format!("{kind}_temp_path {here}/{kind};\n"))
                .concat();
            // Its workers would else be somebody who may not read the folder.
            let user = match rustix::process::geteuid().is_root() {
                true => "user root;\n",
                false => "",
            };
            let whole = format!(
                "{user}daemon off;\npid {here}/pid;\nerror_log {here}/log;\nevents {{}}\n\
                 http {{\naccess_log off;\n{temporary}{text}}}\n"
            );
            std::fs::write(&file, whole).unwrap();
            let mut command = Command::new("/usr/sbin/nginx");
            command.arg("-p").arg(folder).arg("-c").arg(&file);
            command
        }
    }
}

/// An authority and a certificate for the deployment's name, made by OpenSSL's command.
fn certificate(folder: &Path) {
    let script = format!(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
         -subj /CN=test-ca -keyout ca.key -out ca.pem && \
         openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN={HOST} \
         -keyout {HOST}.key -out leaf.csr && printf 'subjectAltName=DNS:{HOST}' > san && \
         openssl x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
         -extfile san -out leaf.pem && cat leaf.pem {HOST}.key > {HOST}.pem"
    );
    let mut shell = Command::new("sh");
    let made = shell.arg("-c").arg(script).current_dir(folder).output();
    let made = made.unwrap();
    let errors = String::from_utf8_lossy(&made.stderr).into_owned();
    assert!(made.status.success(), "{errors}");
}

/// A node behind: it tells what it was told about the caller, and counts requests that came past
/// the proxy's own reading, which sets a header on all that it knows of.
struct Node {
    address: SocketAddr,
    smuggled: Arc<AtomicUsize>,
    _stop: watch::Sender<bool>,
}

fn told(headers: &HeaderMap) -> Vec<String> {
    let lines = headers.get_all("x-forwarded-for").iter();
    lines
        .map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned())
        .collect()
}

async fn node() -> Node {
    let smuggled = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&smuggled);
    let hidden = move |headers: HeaderMap| async move {
        count.fetch_add(usize::from(told(&headers).is_empty()), Ordering::SeqCst);
    };
    let router = Router::new()
        .route(
            "/",
            any(|body: String| async move { body.len().to_string() }),
        )
        .route("/health/ready", get(|| async { "ready" }))
        .route(
            "/told",
            get(|headers: HeaderMap| async move { told(&headers).join("|") }),
        )
        .route("/smuggled", any(hidden));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = watch::channel(false);
    let connections = Connections::behind(1000, &[]);
    tokio::spawn(serve(listener, router, connections, stopped));
    Node {
        address,
        smuggled,
        _stop: stop,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_197_nothing_is_smuggled_past_a_proxy() {
    let bare_line_ends = (
        "bare LF",
        "POST / HTTP/1.1\nHost: x\nContent-Length: 0\nTransfer-Encoding: chunked\n\n0\n\n",
    );
    for kind in KINDS {
        let node = node().await;
        let proxy = Proxy::start(kind, node.address, node.address).await;
        for (name, request) in CONFUSING.into_iter().chain([bare_line_ends]) {
            let request = request.replace("Host: x", &format!("Host: {HOST}"));
            let both = format!("{request}{SMUGGLED}");
            let answer = tokio::task::block_in_place(|| proxy.raw(&[], both.as_bytes()));
            assert_eq!(node.smuggled.load(Ordering::SeqCst), 0, "{kind:?} {name}");
            // What it let through went as one request, with an end that both see.
            let refused = answer.is_empty() || answer.starts_with("HTTP/1.1 400");
            let whole = answer.starts_with("HTTP/1.1 200");
            let unknown = answer.starts_with("HTTP/1.1 501");
            assert!(refused || whole || unknown, "{kind:?} {name}: {answer}");
        }
        let honest = format!("GET /told HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n");
        let answer = tokio::task::block_in_place(|| proxy.raw(&[], honest.as_bytes()));
        assert!(answer.ends_with("127.0.0.1"), "{kind:?}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_046_a_proxy_says_who_called_whatever_the_caller_says() {
    for kind in KINDS {
        let node = node().await;
        let proxy = Proxy::start(kind, node.address, node.address).await;
        let told = proxy
            .client()
            .get(format!("https://{HOST}/told"))
            .header("x-forwarded-for", "203.0.113.9")
            .header("x-forwarded-for", "198.51.100.7, 192.0.2.1");
        let answer = told.send().await.unwrap().text().await.unwrap();
        assert_eq!(answer, "127.0.0.1", "{kind:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_195_old_tls_is_refused() {
    let node = node().await;
    let get = format!("GET /told HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n");
    for kind in KINDS {
        let proxy = Proxy::start(kind, node.address, node.address).await;
        let ask = |version: &str| {
            // Level 0, so that it is the proxy that refuses and not the client.
            let options = [version, "-cipher", "ALL:@SECLEVEL=0"];
            tokio::task::block_in_place(|| proxy.raw(&options, get.as_bytes()))
        };
        assert_eq!(ask("-tls1"), "", "{kind:?}");
        assert_eq!(ask("-tls1_1"), "", "{kind:?}");
        assert!(ask("-tls1_2").starts_with("HTTP/1.1 200"), "{kind:?}");
        let newest = tokio::task::block_in_place(|| proxy.raw(&["-tls1_3"], get.as_bytes()));
        assert!(newest.starts_with("HTTP/1.1 200"), "{kind:?}");
    }
}

fn address(running: &Running, of: &str) -> SocketAddr {
    running.ready[of].as_str().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_182_the_program_behind_a_proxy_is_guarded_over_tls() {
    for kind in KINDS {
        let site = Site::new(None, "");
        let text = std::fs::read_to_string(site.config()).unwrap();
        let text = text
            .replace("http://localhost:8080", &format!("https://{HOST}"))
            .replace(
                "[server]\n",
                "[server]\ntrusted_proxies = [\"127.0.0.1/32\"]\n",
            );
        site.write(&text);
        let running = site.serve();
        let (listen, health) = (address(&running, "listen"), address(&running, "management"));
        let proxy = Proxy::start(kind, listen, health).await;
        let client = proxy.client();

        let answer = client.get(format!("https://{HOST}/")).send().await.unwrap();
        let hsts = &answer.headers()["strict-transport-security"];
        assert!(
            hsts.to_str().unwrap().starts_with("max-age=63072000"),
            "{kind:?}"
        );
        let found = format!("https://{HOST}/.well-known/openid-configuration");
        let found = client.get(found).send().await.unwrap();
        let found: serde_json::Value = found.json().await.unwrap();
        assert_eq!(found["issuer"], format!("https://{HOST}"), "{kind:?}");

        let plain = format!("http://127.0.0.1:{}/help", proxy.plain);
        let moved = http().get(plain).header("host", HOST).send().await.unwrap();
        assert_eq!(moved.status(), 301, "{kind:?}");
        assert_eq!(moved.headers()["location"], format!("https://{HOST}/help"));
    }
}
