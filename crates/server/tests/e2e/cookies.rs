//! The cookies of a browser (security.md cases 176, 177, 178).

use lykill_testkit::{Browser, RelyingParty, World};
use serde_json::json;
use std::collections::BTreeSet;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

const SESSION: &str = "lykill_session";
const HOLDER: &str = "lykill_browser";
const DEVICE: &str = "lykill_device";
/// 43 characters of base64url are 256 bits.
const SECRET_CHARACTERS: usize = 43;

fn values(browser: &Browser, world: &World, name: &str) -> String {
    let cookies = browser.cookies(&world.issuer());
    cookies
        .get(name)
        .map(|cookie| cookie.value.clone())
        .unwrap_or_default()
}

/// Whatever stood in the browser before, a login gives it new names, and the old ones are dead.
#[tokio::test(flavor = "multi_thread")]
async fn case_176_a_login_changes_every_name() {
    let world = World::start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let planted = "A".repeat(SECRET_CHARACTERS);
    let browser = world.browser();
    browser.plant(&world.issuer(), SESSION, &planted);
    browser.plant(&world.issuer(), HOLDER, &planted);
    let attempt = party.attempt();
    let chooser = browser.open(party.address(&attempt)).await;
    let before_key = browser.up_to_key(&chooser, &person).await;
    let fixed = browser.copy();
    let page = browser.type_key(&before_key, &person.card).await;
    assert!(party.answer(&page).get("code").is_some());
    let names = [SESSION, HOLDER].map(|name| values(&browser, &world, name));
    assert!(
        names
            .iter()
            .all(|value| value.len() == SECRET_CHARACTERS && *value != planted)
    );
    let page = fixed.open(party.address(&party.attempt())).await;
    assert!(
        page.url.path().starts_with("/login/"),
        "the planted session is nobody's"
    );
    let login = before_key.url.clone();
    let old = fixed.open(&login).await;
    assert!(
        old.status >= 400,
        "the old name no longer holds the login: {}",
        old.text()
    );

    let first = values(&browser, &world, SESSION);
    let thief = browser.copy();
    let again = party.attempt().with("prompt", "login");
    let chooser = browser.open(party.address(&again)).await;
    browser.log_in(&chooser, &person).await;
    assert_ne!(values(&browser, &world, SESSION), first);
    let page = thief.open(party.address(&party.attempt())).await;
    assert!(
        page.url.path().starts_with("/login/"),
        "the former session ended"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn case_177_cookies_are_guarded_opaque_and_different_each_time() {
    // Where there is a choice, a cookie that guards nothing names it.
    let world = World::builder().with_methods(&["key-card"]).start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let mut seen = BTreeSet::new();
    for _ in 0..3 {
        let browser = world.browser();
        browser.log_in_at(&party, &person).await;
        let cookies = browser.cookies(&world.issuer());
        let names: Vec<&str> = cookies.keys().map(String::as_str).collect();
        assert_eq!(names, [HOLDER, DEVICE, SESSION]);
        for (name, cookie) in cookies {
            assert_eq!(cookie.value.len(), SECRET_CHARACTERS, "{name}");
            assert!(seen.insert(cookie.value), "{name} was drawn before");
            for guard in ["HttpOnly", "SameSite=Lax", "Path=/"] {
                assert!(
                    cookie.attributes.contains(guard),
                    "{name}: {}",
                    cookie.attributes
                );
            }
            assert!(
                !cookie.attributes.contains("Domain"),
                "{name}: {}",
                cookie.attributes
            );
            let (https, attributes) = (false, &cookie.attributes);
            assert_eq!(
                attributes.contains("Secure"),
                https,
                "http is for this machine only"
            );
        }
    }
}

/// Another application on this host may toss cookies of its own; ours stay what they are.
#[tokio::test(flavor = "multi_thread")]
async fn case_177_a_tossed_cookie_is_ignored() {
    let world = World::start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let browser = world.browser();
    for name in ["Lykill_session", "lykill_session2", "session", "csrf"] {
        browser.plant(&world.issuer(), name, &"A".repeat(SECRET_CHARACTERS));
    }
    let (answer, _) = browser.log_in_at(&party, &person).await;
    assert!(answer.get("code").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn case_178_a_malformed_session_is_no_session() {
    let world = World::start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let browser = world.browser();
    browser.log_in_at(&party, &person).await;
    let live = values(&browser, &world, SESSION);
    let silent = party.attempt().with("prompt", "none");
    for bad in [
        String::new(),
        "x".to_owned(),
        "A".repeat(4096),
        format!("{live}A"),
        live[1..].to_owned(),
        format!("\"{live}\""),
        format!("{live}%00"),
        live.replace(|c: char| c.is_ascii_alphabetic(), "+"),
        format!("{live}; {SESSION}={live}"),
        format!("{}; {SESSION}={live}", "A".repeat(SECRET_CHARACTERS)),
    ] {
        let odd = world.browser();
        odd.plant(&world.issuer(), SESSION, &bad);
        let page = odd.open(party.address(&silent)).await;
        assert_eq!(
            party.answer(&page).get("error"),
            Some("login_required"),
            "{bad}"
        );
    }
    let page = browser.open(party.address(&silent)).await;
    assert!(
        party.answer(&page).get("code").is_some(),
        "the real one is one"
    );
}

/// A zero byte and bytes that are no text, as only a program can send them.
#[tokio::test(flavor = "multi_thread")]
async fn case_178_bytes_that_are_no_text_are_no_session() {
    let world = World::start().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let port = world.issuer().port().unwrap();
    let target = party.attempt().with("prompt", "none").query();
    for bytes in [&b"\xff\xfe"[..], b"\x00", b"AAAA\x00AAAA"] {
        let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", port))
            .await
            .unwrap();
        let head = format!(
            "GET /authorize?{target} HTTP/1.1\r\nhost: localhost:{port}\r\nconnection: close\r\n\
             cookie: {SESSION}="
        );
        let request = [head.as_bytes(), bytes, b"\r\n\r\n"].concat();
        stream.write_all(&request).await.unwrap();
        let mut answer = Vec::new();
        let _reset = stream.read_to_end(&mut answer).await;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let refused = answer.starts_with("HTTP/1.1 400") || answer.contains("login_required");
        assert!(refused, "{bytes:?}: {answer}");
    }
}
