//! A wire that loses three packets of ten, as the two ends of a TCP connection see it: a lost
//! packet is sent again after 200 ms, then after twice as long up to [`LONGEST`], and a lost first
//! one after 1 s.
//! What was sent together waits for the packet of it that is latest.

use lykill_core::random;
use lykill_crypto::engine::SystemRng;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// Bytes that fit into one packet.
const PACKET: usize = 1460;
/// What TCP waits at least before it sends something again.
const AGAIN: Duration = Duration::from_millis(200);
/// The wait does not double beyond this: a packet that is lost six times in a row would be later
/// than the 10 s for which a node waits for the head of a request (docs/operate/proxy.md).
const LONGEST: Duration = Duration::from_millis(1600);
/// What it waits for an answer to the first packet.
const FIRST_AGAIN: Duration = Duration::from_secs(1);

/// A way to this server that loses 30 % of the packets.
pub async fn lossy(server: &Url) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let target = server.port().unwrap();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(async move {
                tokio::time::sleep(late_by(FIRST_AGAIN)).await;
                let Ok(server) = TcpStream::connect(("127.0.0.1", target)).await else {
                    return;
                };
                let (from_client, to_client) = client.into_split();
                let (from_server, to_server) = server.into_split();
                tokio::join!(pass(from_client, to_server), pass(from_server, to_client));
            });
        }
    });
    Url::parse(&format!("http://127.0.0.1:{port}")).unwrap()
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
    let mut sent = vec![0; 65536];
    while let Ok(count @ 1..) = from.read(&mut sent).await {
        let packets = count.div_ceil(PACKET);
        let latest = (0..packets).map(|_| late_by(AGAIN)).max();
        tokio::time::sleep(latest.unwrap_or_default()).await;
        if to.write_all(&sent[..count]).await.is_err() {
            return;
        }
    }
}

/// How late a packet is: it is lost with 30 %, and each time it is sent again.
fn late_by(first: Duration) -> Duration {
    let (mut wait, mut late) = (first, Duration::ZERO);
    while random::below(&SystemRng, 10) < 3 {
        late += wait;
        wait = (wait * 2).min(LONGEST);
    }
    late
}
