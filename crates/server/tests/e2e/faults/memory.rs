//! Memory: it runs out at the n-th allocation, and it does not grow.

use lykill_crypto::pure::b64;
use lykill_testkit::Browser;
use lykill_testkit::disk::compile;
use lykill_testkit::integrity;
use lykill_testkit::load::{Load, Scene, is_kept};
use lykill_testkit::program::Deployment;
use std::fs;
use std::os::unix::fs::FileExt as _;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The allocation that gets nothing, counted from a moment under load.
const NTH: [i64; 12] = [1, 2, 5, 13, 40, 111, 300, 801, 2_003, 5_007, 12_011, 30_013];
/// Redemptions before memory is looked at, and then between the two looks.
const WARM: usize = 150;
const MEASURED: usize = 350;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_225_memory_that_runs_out_leaves_nothing_half_done() {
    let deployment = Deployment::new("");
    let folder = tempfile::tempdir().expect("a folder");
    let library = compile("memory.c", include_str!("memory.c"), folder.path());
    let count = folder.path().join("count");
    fs::write(&count, 0_i64.to_ne_bytes()).expect("a count");
    let command = || {
        let mut command = deployment.command();
        command
            .env("LD_PRELOAD", &library)
            .env("MEMORY_COUNT", &count);
        command
    };
    let mut serving = deployment.serve_as(command());
    let scene = Scene::of(&deployment).await;
    let (mut met, mut acknowledged) = (0, 0);
    for nth in NTH {
        let load = Load::start(&scene);
        load.has_begun().await;
        let counter = fs::File::options()
            .write(true)
            .open(&count)
            .expect("a count");
        counter.write_all_at(&nth.to_ne_bytes(), 0).expect("set");
        tokio::time::sleep(Duration::from_millis(500)).await;
        let left = fs::read(&count).expect("a count");
        met += usize::from(left == 0_i64.to_ne_bytes());
        serving.kill();
        let redemptions = load.end().await;
        fs::write(&count, 0_i64.to_ne_bytes()).expect("a count");
        serving = deployment.serve_as(command());
        for redemption in &redemptions {
            is_kept(&scene, redemption).await;
            acknowledged += usize::from(redemption.token.is_some());
        }
    }
    serving.kill();
    println!(
        "{met} of {} allocations failed; {acknowledged} acknowledged",
        NTH.len()
    );
    assert!(met >= 9, "{met} allocations failed");
    assert_eq!(integrity(&deployment.path("data").join("lykill.db")), "ok");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_199_memory_and_open_files_stay_as_they_are() {
    let deployment = Deployment::new("");
    let mut serving = deployment.serve();
    let pid = serving.pid();
    let scene = Scene::of(&deployment).await;
    let redeem = async |count: usize| {
        for _ in 0..count {
            let (answer, attempt) = scene.code().await.expect("a code");
            assert!(scene.token(&answer, &attempt).await.is_some());
        }
    };
    redeem(WARM).await;
    let before = (resident_kib(pid), open_files(pid));
    redeem(MEASURED).await;
    let after = (resident_kib(pid), open_files(pid));
    println!("{MEASURED} redemptions: {before:?} to {after:?} (KiB, files)");
    let grown = after.0.saturating_sub(before.0);
    assert!(grown < 8 * 1024, "{grown} KiB");
    assert!(after.1 <= before.1 + 8, "{before:?} {after:?}");
}

fn resident_kib(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("a process");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let word = line.and_then(|line| line.split_whitespace().next());
    word.and_then(|word| word.parse().ok()).expect("a number")
}

fn open_files(pid: u32) -> usize {
    fs::read_dir(format!("/proc/{pid}/fd"))
        .expect("a process")
        .count()
}

/// What hostile JSON may leave behind, and how often each kind comes.
const LEFT_KIB: u64 = 5 * 1024;
const BOMBS: usize = 25;
/// Beyond any limit.
const HUGE: usize = 100 * 1024 * 1024;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_196_hostile_json_leaves_no_memory_behind() {
    let deployment = Deployment::new("");
    let mut serving = deployment.serve();
    let pid = serving.pid();
    let scene = Scene::of(&deployment).await;
    for _ in 0..WARM {
        let (answer, attempt) = scene.code().await.expect("a code");
        assert!(scene.token(&answer, &attempt).await.is_some());
    }
    let keys: Vec<String> = (0..3000).map(|key| format!("\"k{key}\":0")).collect();
    let bombs = [
        "[".repeat(40_000),
        "{\"a\":".repeat(8_000),
        format!("{{\"sub\":1e{}}}", "9".repeat(40_000)),
        format!("{{{}}}", keys.join(",")),
    ];
    let (client, token) = (
        Browser::new(),
        deployment.issuer().join("/token").expect("an address"),
    );
    let before = resident_kib(pid);
    for bomb in bombs.iter().cycle().take(BOMBS * bombs.len()) {
        let assertion = format!(
            "{}.{}.AA",
            b64::encode(b"{\"alg\":\"ES256\"}"),
            b64::encode(bomb.as_bytes())
        );
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", "x"),
            ("client_assertion", assertion.as_str()),
            (
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ),
        ];
        let page = client.post(&token, "/token", &fields).await;
        assert!(matches!(page.status, 400 | 401), "{}", page.status);
    }
    huge(&token).await;
    let after = resident_kib(pid);
    println!("hostile JSON: {before} to {after} KiB");
    assert!(after.saturating_sub(before) <= LEFT_KIB, "{before} {after}");
}

/// A hundred megabytes, as far as they are taken.
async fn huge(token: &url::Url) {
    let port = token.port().expect("a port");
    let mut stream = TcpStream::connect(("127.0.0.1", port))
        .await
        .expect("a connection");
    let head = format!(
        "POST /token HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Type: application/json\r\n\
         Content-Length: {HUGE}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.expect("sent");
    let (mut reader, mut writer) = stream.split();
    let send = async {
        let mut sent = 0;
        while sent < HUGE && writer.write_all(&[b'['; 65_536]).await.is_ok() {
            sent += 65_536;
        }
        sent
    };
    let read = async {
        let mut answer = vec![0; 4096];
        let count = reader.read(&mut answer).await.unwrap_or(0);
        String::from_utf8_lossy(&answer[..count]).into_owned()
    };
    let (sent, answer) = tokio::join!(send, read);
    assert!(answer.starts_with("HTTP/1.1 413"), "{sent} bytes: {answer}");
    assert!(sent < HUGE, "all of it was read");
}
