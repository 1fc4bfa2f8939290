//! The graceful end.

use crate::process::{Site, http};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

#[test]
fn a_stop_lets_a_running_request_end_and_refuses_new_ones() {
    let site = Site::new(None, "");
    let mut server = site.serve();
    let address = server.ready["listen"].as_str().unwrap().to_owned();
    let mut running = TcpStream::connect(&address).unwrap();
    // A request whose body is still on its way when the stop comes.
    let head = format!(
        "POST /token HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 24\r\n\r\ngrant_type="
    );
    running.write_all(head.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(200));
    server.terminate();
    std::thread::sleep(Duration::from_millis(300));
    assert!(
        TcpStream::connect(&address).is_err(),
        "new connections are refused"
    );
    running.write_all(b"refresh_token").unwrap();
    let mut answer = String::new();
    running.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    assert_eq!(server.wait(), Some(0));
    assert_eq!(server.rest(), "", "one line on standard output, no more");
    assert!(server.log().iter().any(|line| line["message"] == "stopped"));
}

#[test]
fn a_stop_waits_no_longer_than_it_says() {
    let site = Site::new(None, "");
    let mut server = site.serve();
    let address = server.ready["listen"].as_str().unwrap().to_owned();
    let mut silent = TcpStream::connect(&address).unwrap();
    silent.write_all(b"GET / HTTP/1.1\r\n").unwrap();
    std::thread::sleep(Duration::from_millis(100));
    let began = clock();
    assert_eq!(server.stop(), Some(0));
    assert!(clock().since(began) < Duration::from_secs(15));
}

/// Whoever balances sees in time that this node goes, and loses nothing until then.
#[tokio::test]
async fn a_node_that_stops_says_so_and_answers_until_its_drain_is_over() {
    let site = Site::new(None, "");
    let text = std::fs::read_to_string(site.config()).unwrap();
    site.write(&text.replace("[server]", "[server]\ndrain_seconds = 3"));
    let mut server = site.serve();
    let page = server.url("/.well-known/openid-configuration");
    let kept = http();
    let answer = kept.get(&page).send().await.unwrap();
    assert!(answer.headers().get("connection").is_none());
    drop(answer.bytes().await.unwrap());
    let began = clock();
    server.terminate();
    tokio::time::sleep(Duration::from_millis(300)).await;

    let health = server.management("/health/ready");
    let ready = http().get(&health).send().await.unwrap();
    assert_eq!(ready.status(), 503);
    let told: serde_json::Value = ready.json().await.unwrap();
    assert_eq!(
        (&told["ready"], &told["process"]),
        (&false.into(), &"stopping".into())
    );
    for client in [kept, http()] {
        let answer = client.get(&page).send().await.unwrap();
        assert_eq!(answer.status(), 200, "it answers meanwhile");
        // What is kept open would be cut under somebody's next request.
        assert_eq!(answer.headers()["connection"], "close");
    }
    assert_eq!(server.wait(), Some(0));
    assert!(clock().since(began) >= Duration::from_secs(3));
    assert!(http().get(&page).send().await.unwrap_err().is_connect());
}

fn clock() -> lykill_core::Timestamp {
    lykill_core::Clock::now(&lykill_crypto::engine::SystemClock)
}

#[tokio::test]
async fn a_head_that_never_ends_is_cut_off() {
    let site = Site::new(None, "");
    let server = site.serve();
    let address = server.ready["listen"].as_str().unwrap().to_owned();
    let cut = tokio::task::spawn_blocking(move || {
        let mut slow = TcpStream::connect(&address).unwrap();
        slow.set_read_timeout(Some(Duration::from_secs(14)))
            .unwrap();
        slow.write_all(b"GET / HTTP/1.1\r\nX-Slow: ").unwrap();
        let mut rest = Vec::new();
        slow.read_to_end(&mut rest)
    });
    // Others are served meanwhile.
    let health = http()
        .get(server.management("/health/live"))
        .send()
        .await
        .unwrap();
    assert_eq!(health.status(), 200);
    assert!(
        cut.await.unwrap().is_ok(),
        "closed by the server, not by the reader's patience"
    );
}
