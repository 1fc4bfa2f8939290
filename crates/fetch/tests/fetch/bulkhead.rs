//! One peer that is slow delays nobody else.

use super::peer::{Manner, Peer, says};
use super::{fetcher, post};
use lykill_fetch::{FetchError, PER_PEER};
use std::time::{Duration, Instant};

#[tokio::test]
async fn case_220_a_slow_peer_holds_its_own_places_and_no_others() {
    let slow = Peer::start(Manner::Silent).await;
    let quick = Peer::start(says("200 OK", "", "")).await;
    let fetcher = fetcher();
    let held: Vec<_> = (0..PER_PEER)
        .map(|_| {
            let (fetcher, url) = (fetcher.clone(), slow.url("/"));
            tokio::spawn(async move { fetcher.ask(&url, post("")).await })
        })
        .collect();
    while slow.asked().len() < PER_PEER {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let before = Instant::now();
    assert_eq!(
        fetcher.ask(&slow.url("/"), post("")).await,
        Err(FetchError::Busy)
    );
    for _ in 0..20 {
        assert!(fetcher.ask(&quick.url("/"), post("")).await.is_ok());
    }
    assert!(before.elapsed() < Duration::from_secs(1));
    assert_eq!(slow.asked().len(), PER_PEER, "nothing more was sent");
    for one in held {
        assert_eq!(one.await.unwrap(), Err(FetchError::Timeout));
    }
    // The places are free again.
    assert_ne!(
        fetcher.ask(&slow.url("/"), post("")).await,
        Err(FetchError::Busy)
    );
}
