//! Discovery and keys: fetched late, kept, fetched again when needed and never too often.

use std::time::Duration;

use serde_json::json;
use tokio::net::TcpListener;

use crate::issuer::Issuer;
use crate::signing::{Key, Signing};
use crate::stage::{Portal, stage};

#[tokio::test]
async fn the_issuer_may_start_later() {
    let reserved = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = reserved.local_addr().unwrap();
    drop(reserved);
    let portal = Portal::start(&format!("http://localhost:{}", address.port())).await;
    let browser = portal.browser();
    assert_eq!(browser.get("/").await.status, 200);
    let page = browser.log_in().await;
    assert_eq!((page.status, page.refusal()), (503, "issuer-down"));
    assert!(page.body.contains("Login is out of order"));

    let issuer = Issuer::start_on(TcpListener::bind(address).await.unwrap());
    let page = browser.log_in().await;
    assert_eq!(
        page.refusal(),
        "issuer-down",
        "a failure is remembered for two seconds"
    );
    assert_eq!(issuer.behaviour().seen.discoveries, 0);
    tokio::time::sleep(Duration::from_millis(2100)).await;
    assert_eq!(browser.log_in().await.url.path(), "/me");
}

#[tokio::test]
async fn metadata_and_keys_are_fetched_once_for_many_logins() {
    let (issuer, portal) = stage().await;
    assert_eq!(
        issuer.behaviour().seen.discoveries,
        0,
        "nothing is asked before the first login"
    );
    for _ in 0..3 {
        assert_eq!(portal.browser().log_in().await.status, 200);
    }
    let behaviour = issuer.behaviour();
    assert_eq!(
        (behaviour.seen.discoveries, behaviour.seen.key_fetches),
        (1, 1)
    );
}

#[tokio::test]
async fn a_new_key_of_the_issuer_is_fetched_but_at_most_once_a_minute() {
    let (issuer, portal) = stage().await;
    assert_eq!(portal.browser().log_in().await.status, 200);
    issuer.behaviour().key = Key::new("key-2");
    assert_eq!(portal.browser().log_in().await.status, 200);
    assert_eq!(issuer.behaviour().seen.key_fetches, 2);

    issuer.behaviour().signing = Signing::UnknownKeyId;
    for _ in 0..3 {
        assert_eq!(
            portal.browser().log_in().await.refusal(),
            "id-token-signature"
        );
    }
    assert_eq!(
        issuer.behaviour().seen.key_fetches,
        2,
        "forged tokens cause no more fetches"
    );
}

#[tokio::test]
async fn a_discovery_document_of_somebody_else_is_refused() {
    for (field, value) in [
        ("issuer", "https://evil.example"),
        ("authorization_endpoint", "https://evil.example/authorize"),
        ("token_endpoint", "http://localhost:9/token"),
        ("userinfo_endpoint", "https://evil.example/userinfo"),
        ("end_session_endpoint", "https://evil.example/logout"),
    ] {
        let (issuer, portal) = stage().await;
        issuer.behaviour().change_metadata =
            Box::new(move |metadata| metadata[field] = json!(value));
        let page = portal.browser().log_in().await;
        assert_eq!(
            (page.status, page.refusal()),
            (502, "issuer-metadata"),
            "{field}"
        );
        assert!(issuer.behaviour().seen.authorize.is_empty());
    }
}
