//! Ten thousand connections that say next to nothing, and what others notice of it.

#![expect(clippy::disallowed_methods, reason = "what is slow is measured")]

use lykill_testkit::program::Deployment;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// Connections that are held.
const SLOW: usize = 10_000;
/// So many of them must be open still, before the honest requests and after them.
const ENOUGH: usize = SLOW * 95 / 100;
/// Honest requests before, and while they are held.
const HONEST: usize = 400;
/// Others share the machine: the best of so many rounds counts.
const ROUNDS: usize = 5;
/// What a request may take longer beyond that, since a clock ticks and a scheduler turns.
const GRAIN: Duration = Duration::from_millis(2);

async fn connected(port: u16, source: usize) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    let last = u8::try_from(source % 200).expect("small") + 10;
    socket
        .bind(SocketAddr::from((Ipv4Addr::new(127, 0, 1, last), 0)))
        .expect("an address");
    let to = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    socket.connect(to).await.expect("a connection")
}

/// The 99th of a hundred, of honest requests one after another.
async fn honest(port: u16) -> Duration {
    let mut took = Vec::new();
    for number in 0..HONEST {
        let began = Instant::now();
        let mut stream = connected(port, number).await;
        let request = format!(
            "GET /.well-known/openid-configuration HTTP/1.1\r\nHost: localhost:{port}\r\n\
             Connection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut answer = Vec::new();
        let read = timeout(Duration::from_secs(10), stream.read_to_end(&mut answer));
        read.await.expect("in time").expect("an answer");
        assert!(answer.starts_with(b"HTTP/1.1 200"), "{answer:?}");
        took.push(began.elapsed());
    }
    took.sort_unstable();
    took[HONEST * 99 / 100]
}

/// Opens them all: a third says nothing, a third begins a head, a third begins a body.
async fn held(port: u16) -> Vec<TcpStream> {
    let mut opening = JoinSet::new();
    for worker in 0..8 {
        opening.spawn(async move {
            let mut streams = Vec::new();
            for number in (worker..SLOW).step_by(8) {
                let mut stream = connected(port, number).await;
                let start = match number % 3 {
                    0 => String::new(),
                    1 => format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\nA: "),
                    _ => format!(
                        "POST /token HTTP/1.1\r\nHost: localhost:{port}\r\n\
                         Content-Type: application/x-www-form-urlencoded\r\n\
                         Content-Length: 4000\r\n\r\ngrant"
                    ),
                };
                stream.write_all(start.as_bytes()).await.expect("sent");
                streams.push(stream);
            }
            streams
        });
    }
    opening.join_all().await.into_iter().flatten().collect()
}

/// How many of them nobody ended or answered.
fn open(streams: &[TcpStream]) -> usize {
    let waits = |stream: &&TcpStream| {
        let read = stream.try_read(&mut [0; 1]);
        read.is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
    };
    streams.iter().filter(waits).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_193_ten_thousand_slow_connections_cost_others_little() {
    let deployment = Deployment::new("");
    let mut command = deployment.command();
    command.env("LYKILL_SERVER_MAX_CONNECTIONS", "12000");
    let _serving = deployment.serve_as(command);
    let port = deployment.issuer().port().expect("a port");
    honest(port).await;
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let before = honest(port).await;
        let slow = held(port).await;
        assert_eq!(slow.len(), SLOW);
        let held_before = open(&slow);
        let during = honest(port).await;
        let held_after = open(&slow);
        drop(slow);
        println!(
            "p99 {before:?} before, {during:?} beside {held_before} and then {held_after} slow \
             connections"
        );
        // A machine that takes longer to open them than they may be silent shows nothing.
        let all_held = held_before >= ENOUGH && held_after >= ENOUGH;
        if all_held && during < before * 2 + GRAIN {
            return;
        }
        rounds.push((before, during, held_before, held_after));
        tokio::time::sleep(Duration::from_secs(3)).await;
    }
    panic!("{rounds:?}");
}
