//! The issuer says that a session is over; and others who say so.

use crate::issuer::{CLIENT_ID, CLIENT_SECRET, Issuer};
use crate::signing::{Key, Signing, token};
use crate::stage::{Portal, stage, unix_now};
use serde_json::{Value, json};

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

fn claims(issuer: &Issuer, jti: &str) -> Value {
    let now = unix_now();
    json!({
        "iss": issuer.url, "aud": CLIENT_ID, "sub": "person-1", "sid": "sid-1", "jti": jti,
        "iat": now, "exp": now + 120, "events": { EVENT: {} },
    })
}

fn sign(issuer: &Issuer, typ: &str, claims: &Value, signing: Signing) -> String {
    token(typ, claims, &issuer.behaviour().key, signing, CLIENT_SECRET)
}

/// A portal where somebody is logged in, in the session `sid-1` of `person-1`.
async fn logged_in() -> (Issuer, Portal, crate::browser::Browser) {
    let (issuer, portal) = stage().await;
    issuer.behaviour().change_claims = Box::new(|claims| {
        claims["sid"] = json!("sid-1");
        claims["sub"] = json!("person-1");
    });
    issuer.behaviour().change_userinfo = Box::new(|claims| claims["sub"] = json!("person-1"));
    let browser = portal.browser();
    browser.log_in().await;
    assert!(browser.is_logged_in().await);
    (issuer, portal, browser)
}

/// Posts a token as the issuer does: without cookies, without an origin.
async fn tell(portal: &Portal, token: &str) -> (u16, String) {
    let page = portal
        .browser()
        .post_from(None, "/backchannel-logout", &[("logout_token", token)])
        .await;
    assert!(page.header("cache-control").contains("no-store"));
    (page.status, page.body)
}

#[tokio::test]
async fn the_issuers_word_ends_the_session_and_no_other() {
    let (issuer, portal, browser) = logged_in().await;
    let mut other = claims(&issuer, "a");
    other["sid"] = json!("sid-2");
    let token = sign(&issuer, "logout+jwt", &other, Signing::Honest);
    assert_eq!(tell(&portal, &token).await.0, 200);
    assert!(browser.is_logged_in().await, "another session ended");
    let token = sign(
        &issuer,
        "logout+jwt",
        &claims(&issuer, "b"),
        Signing::Honest,
    );
    assert_eq!(tell(&portal, &token).await.0, 200);
    assert!(!browser.is_logged_in().await);
}

#[tokio::test]
async fn a_subject_alone_means_all_its_sessions() {
    let (issuer, portal, browser) = logged_in().await;
    let mut all = claims(&issuer, "a");
    all.as_object_mut().unwrap().remove("sid");
    let token = sign(&issuer, "logout+jwt", &all, Signing::Honest);
    assert_eq!(tell(&portal, &token).await.0, 200);
    assert!(!browser.is_logged_in().await);
}

#[tokio::test]
async fn a_token_counts_once() {
    let (issuer, portal, browser) = logged_in().await;
    let token = sign(
        &issuer,
        "logout+jwt",
        &claims(&issuer, "a"),
        Signing::Honest,
    );
    assert_eq!(tell(&portal, &token).await.0, 200);
    browser.log_in().await;
    let (status, body) = tell(&portal, &token).await;
    assert_eq!(status, 400);
    assert!(body.contains("invalid_request"), "{body}");
    assert!(browser.is_logged_in().await);
}

#[tokio::test]
async fn case_103_nobody_else_and_no_other_token_ends_a_session() {
    let (issuer, portal, browser) = logged_in().await;
    for signing in [
        Signing::ForeignKey,
        Signing::UnknownKeyId,
        Signing::None,
        Signing::ClientSecret,
        Signing::ClaimsChanged,
    ] {
        let token = sign(&issuer, "logout+jwt", &claims(&issuer, "a"), signing);
        assert_eq!(tell(&portal, &token).await.0, 400);
    }
    for typ in ["JWT", "at+jwt", "secevent+jwt", ""] {
        let token = sign(&issuer, typ, &claims(&issuer, "a"), Signing::Honest);
        assert_eq!(tell(&portal, &token).await.0, 400, "{typ}");
    }
    let now = unix_now();
    let changes: [(&str, Value); 12] = [
        ("iss", json!("https://evil.example")),
        ("aud", json!("another-service")),
        ("aud", json!(["another-service"])),
        ("nonce", json!("n")),
        ("events", json!({})),
        ("events", json!({ EVENT: true })),
        ("events", json!(null)),
        ("exp", json!(now - 1)),
        ("exp", json!(now + 3600)),
        ("iat", json!(now + 300)),
        ("jti", json!(null)),
        ("iat", json!("now")),
    ];
    for (member, value) in changes {
        let mut changed = claims(&issuer, "a");
        changed[member] = value;
        let token = sign(&issuer, "logout+jwt", &changed, Signing::Honest);
        assert_eq!(tell(&portal, &token).await.0, 400, "{member}");
    }
    let mut nobody = claims(&issuer, "a");
    nobody
        .as_object_mut()
        .unwrap()
        .retain(|name, _| name != "sid" && name != "sub");
    let token = sign(&issuer, "logout+jwt", &nobody, Signing::Honest);
    assert_eq!(tell(&portal, &token).await.0, 400);
    for junk in ["", "x", "a.b.c", "....", "e30.e30."] {
        assert_eq!(tell(&portal, junk).await.0, 400, "{junk}");
    }
    assert!(browser.is_logged_in().await);
    let token = sign(
        &issuer,
        "logout+jwt",
        &claims(&issuer, "a"),
        Signing::Honest,
    );
    assert_eq!(tell(&portal, &token).await.0, 200, "an honest one is heard");
}

#[tokio::test]
async fn a_key_that_is_new_is_fetched() {
    let (issuer, portal, browser) = logged_in().await;
    issuer.behaviour().key = Key::new("key-2");
    let token = sign(
        &issuer,
        "logout+jwt",
        &claims(&issuer, "a"),
        Signing::Honest,
    );
    assert_eq!(tell(&portal, &token).await.0, 200);
    assert!(!browser.is_logged_in().await);
}
