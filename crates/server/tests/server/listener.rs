//! The listener against callers who are slow, many, or speak a broken HTTP: raw sockets.

#![expect(clippy::disallowed_methods, reason = "what is slow is measured")]

use axum::Router;
use axum::routing::{any, get};
use ipnet::IpNet;
use lykill_server::serve::listener::{Connections, serve};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

/// What the handlers saw.
#[derive(Debug, Default)]
pub struct Seen {
    pub smuggled: AtomicUsize,
    running: AtomicUsize,
    pub most: AtomicUsize,
}

pub struct Place {
    pub address: SocketAddr,
    pub seen: Arc<Seen>,
    _stop: watch::Sender<bool>,
}

/// A listener whose one handler echoes, one counts and one never ends.
pub async fn place(of_source: usize) -> Place {
    let seen = Arc::new(Seen::default());
    let (counted, held) = (Arc::clone(&seen), Arc::clone(&seen));
    let smuggled = move || async move {
        counted.smuggled.fetch_add(1, Ordering::SeqCst);
        "smuggled"
    };
    let for_ever = move || async move {
        let now = held.running.fetch_add(1, Ordering::SeqCst) + 1;
        held.most.fetch_max(now, Ordering::SeqCst);
        std::future::pending::<()>().await;
    };
    let router = Router::new()
        .route(
            "/",
            any(|body: String| async move { format!("{} bytes", body.len()) }),
        )
        .route("/smuggled", any(smuggled))
        .route("/for-ever", get(for_ever));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = watch::channel(false);
    let connections = Connections {
        most: 1000,
        of_source,
        exempt: Vec::<IpNet>::new(),
    };
    tokio::spawn(serve(listener, router, connections, stopped));
    Place {
        address,
        seen,
        _stop: stop,
    }
}

/// A connection from an address of the machine's own.
pub async fn from(source: [u8; 4], to: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from((source, 0))).unwrap();
    socket.connect(to).await.unwrap()
}

/// All that is answered until the connection ends, or so long.
pub async fn answer(stream: &mut TcpStream, within: Duration) -> (Vec<u8>, bool) {
    let mut all = Vec::new();
    let mut part = [0; 4096];
    let ends = Instant::now() + within;
    loop {
        let left = ends.saturating_duration_since(Instant::now());
        match timeout(left, stream.read(&mut part)).await {
            Err(_) => return (all, false),
            Ok(Ok(0) | Err(_)) => return (all, true),
            Ok(Ok(count)) => all.extend_from_slice(&part[..count]),
        }
    }
}

const HONEST: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

pub async fn honest(source: [u8; 4], to: SocketAddr) -> String {
    let mut stream = from(source, to).await;
    stream.write_all(HONEST).await.unwrap();
    let (bytes, _) = answer(&mut stream, Duration::from_secs(5)).await;
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_193_who_says_nothing_or_little_is_cut_off_and_others_are_served() {
    let place = place(1000).await;
    // Nothing; the beginning of HTTP/2; a head without an end, a byte a second.
    let starts: [&[u8]; 3] = [b"", b"PRI * HT", b"GET / HTTP/1.1\r\nHost: x\r\nA: "];
    let began = Instant::now();
    let mut slow = Vec::new();
    for start in starts {
        for _ in 0..40 {
            let (address, start) = (place.address, start);
            slow.push(tokio::spawn(async move {
                let mut stream = from([127, 0, 0, 3], address).await;
                stream.write_all(start).await.unwrap();
                let (mut reader, mut writer) = stream.split();
                let drip = async {
                    while start.ends_with(b"A: ") && writer.write_all(b" ").await.is_ok() {
                        sleep(Duration::from_secs(1)).await;
                    }
                    std::future::pending::<()>().await;
                };
                let mut all = Vec::new();
                let read = timeout(Duration::from_secs(20), reader.read_to_end(&mut all));
                let drip_is_endless = tokio::select! {
                    ended = read => ended.is_err(),
                    () = drip => true,
                };
                (drip_is_endless, began.elapsed())
            }));
        }
    }
    let mut slowest = Duration::ZERO;
    while began.elapsed() < Duration::from_secs(9) {
        let asked = Instant::now();
        assert!(
            honest([127, 0, 0, 2], place.address)
                .await
                .ends_with("0 bytes")
        );
        slowest = slowest.max(asked.elapsed());
        sleep(Duration::from_millis(200)).await;
    }
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
    for one in slow {
        let (endless, after) = one.await.unwrap();
        assert!(!endless && after < Duration::from_secs(15), "{after:?}");
        assert!(after > Duration::from_secs(9), "{after:?}: too early");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_193_one_source_does_not_take_all_connections() {
    let place = place(10).await;
    let mut held = Vec::new();
    for _ in 0..10 {
        held.push(from([127, 0, 0, 3], place.address).await);
    }
    sleep(Duration::from_millis(100)).await;
    for _ in 0..20 {
        let mut more = from([127, 0, 0, 3], place.address).await;
        let (bytes, ended) = answer(&mut more, Duration::from_secs(2)).await;
        assert!(ended && bytes.is_empty(), "closed without a word");
    }
    assert!(
        honest([127, 0, 0, 2], place.address)
            .await
            .ends_with("0 bytes")
    );
    drop(held);
    sleep(Duration::from_millis(100)).await;
    assert!(
        honest([127, 0, 0, 3], place.address)
            .await
            .ends_with("0 bytes")
    );
}

/// Requests whose end two readers could see in different places. Behind each stands a second
/// request that only the confused would answer.
pub const CONFUSING: [(&str, &str); 13] = [
    (
        "CL.TE",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ),
    (
        "TE.CL",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
    ),
    (
        "TE.TE",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    ),
    (
        "not chunked last",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
    ),
    (
        "xchunked",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    ),
    (
        "two lengths",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n",
    ),
    (
        "a list of lengths",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0, 5\r\n\r\n",
    ),
    (
        "plus length",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +0\r\n\r\n",
    ),
    (
        "minus length",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    ),
    (
        "folded",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    ),
    (
        "space before colon",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    ),
    ("NUL", "POST / HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n"),
    (
        "bare CR",
        "POST / HTTP/1.1\r\nHost: x\r\nA: b\rContent-Length: 5\r\n\r\n",
    ),
];
pub const SMUGGLED: &str = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_197_what_two_readers_would_read_differently_ends_the_connection() {
    let place = place(1000).await;
    for (name, request) in CONFUSING {
        let mut stream = from([127, 0, 0, 2], place.address).await;
        let both = format!("{request}{SMUGGLED}");
        stream.write_all(both.as_bytes()).await.unwrap();
        let (bytes, ended) = answer(&mut stream, Duration::from_secs(3)).await;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(ended, "{name}: the connection stays open: {text}");
        // Chunks beside a length are read as chunks; what follows is not (RFC 9112 section 6.1).
        let refused = text.starts_with("HTTP/1.1 400") || ["CL.TE", "TE.CL"].contains(&name);
        assert!(refused, "{name}: {text}");
        assert_eq!(text.matches("HTTP/1.1").count(), 1, "{name}: {text}");
        assert_eq!(place.seen.smuggled.load(Ordering::SeqCst), 0, "{name}");
    }
    // Two whole requests in one go are two, and chunks that are right are read.
    let chunks =
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n";
    let mut stream = from([127, 0, 0, 2], place.address).await;
    stream.write_all(chunks.as_bytes()).await.unwrap();
    let (bytes, _) = answer(&mut stream, Duration::from_secs(1)).await;
    assert!(String::from_utf8_lossy(&bytes).ends_with("2 bytes"));
}
