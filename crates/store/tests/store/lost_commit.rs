//! A wire that is cut while a transaction is committed: before the server hears of it, and after.

use crate::engines::{Place, leak};
use lykill_store::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const WHOLE: u8 = 0;
const CUT_BEFORE: u8 = 1;
const CUT_AFTER: u8 = 2;

/// Passes everything on, until it is told to cut the next commit.
async fn wire(server: u16, cut: Arc<AtomicU8>) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(("127.0.0.1", server)).await.unwrap();
            tokio::spawn(pass(client, server, Arc::clone(&cut)));
        }
    });
    port
}

async fn pass(mut client: TcpStream, mut server: TcpStream, cut: Arc<AtomicU8>) {
    let (mut from_client, mut from_server) = ([0; 16384], [0; 16384]);
    loop {
        tokio::select! {
            read = client.read(&mut from_client) => {
                let Ok(count @ 1..) = read else { return };
                let bytes = &from_client[..count];
                let commits = bytes.windows(6).any(|window| window == b"COMMIT");
                let mode = if commits { cut.swap(WHOLE, Ordering::SeqCst) } else { WHOLE };
                if mode == CUT_BEFORE {
                    return;
                }
                server.write_all(bytes).await.unwrap();
                if mode == CUT_AFTER {
                    // The server has answered, so it has committed; nobody hears of it.
                    assert!(server.read(&mut from_server).await.unwrap() > 0);
                    return;
                }
            }
            read = server.read(&mut from_server) => {
                let Ok(count @ 1..) = read else { return };
                if client.write_all(&from_server[..count]).await.is_err() {
                    return;
                }
            }
        }
    }
}

async fn one_more(cut_at: u8) -> (u32, Option<String>) {
    let place = Place::new(Engine::Postgres).await;
    let DatabaseConfig::Postgres { url, .. } = &place.config else {
        panic!("not PostgreSQL")
    };
    drop(place.open_migrated().await);
    let (server, database) = url.rsplit_once('/').unwrap();
    let (user, port) = server.rsplit_once(':').unwrap();
    let cut = Arc::new(AtomicU8::new(WHOLE));
    let port = wire(port.parse().unwrap(), Arc::clone(&cut)).await;
    let config = DatabaseConfig::from_url(&format!("{user}:{port}/{database}")).unwrap();
    let db = Db::open(&config).await.unwrap();
    let runs: &'static AtomicU32 = leak(AtomicU32::new(0));
    cut.store(cut_at, Ordering::SeqCst);
    let answer = write!(db, tx => {
        runs.fetch_add(1, Ordering::SeqCst);
        let before = meta_fetch(tx, "count").await?.unwrap_or_default();
        let after = format!("{before}I");
        meta_save(tx, "count", &after).await?;
        after
    });
    assert_eq!(answer, "I");
    assert_eq!(cut.load(Ordering::SeqCst), WHOLE, "the wire was cut");
    let count = read!(db, tx => meta_fetch(tx, "count").await?);
    (runs.load(Ordering::SeqCst), count)
}

#[tokio::test(flavor = "multi_thread")]
async fn case_207_a_commit_whose_answer_was_lost_is_not_done_again() {
    assert_eq!(one_more(CUT_AFTER).await, (1, Some("I".to_owned())));
}

#[tokio::test(flavor = "multi_thread")]
async fn case_207_a_commit_that_never_arrived_is_done_again() {
    assert_eq!(one_more(CUT_BEFORE).await, (2, Some("I".to_owned())));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_broke_is_replaced() {
    assert_eq!(one_more(WHOLE).await, (1, Some("I".to_owned())));
}
