//! Back-channel logout between real processes' worth of services: the portal, a library, and a
//! service that is not there (security.md case 113).

use lykill_testkit::world::Portal;
use lykill_testkit::{Page, RelyingParty, World};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Asks until the answer is as wished, 10 seconds at most.
async fn until<T>(ask: impl AsyncFn() -> T, wished: impl Fn(&T) -> bool) -> T {
    #[expect(clippy::disallowed_methods, reason = "real time is measured")]
    let before = Instant::now();
    loop {
        let answer = ask().await;
        if wished(&answer) || before.elapsed() > Duration::from_secs(10) {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// What a service reads about its logout tokens.
async fn deliveries(world: &World, party: &RelyingParty) -> Vec<Value> {
    let browser = world.browser();
    let page = party
        .post(&browser, &world.at("/logout/deliveries"), &[])
        .await;
    assert_eq!(page.status, 200, "{}", page.body);
    page.json()["deliveries"].as_array().unwrap().clone()
}

async fn enter(world: &World, portal: &Portal, browser: &lykill_testkit::Browser) -> Page {
    let person = world.ready().await;
    let start = browser.open(&portal.url).await;
    let chooser = browser.press(&start, "", &[]).await;
    let page = browser.log_in(&chooser, &person).await;
    let code = async || world.mailbox().code(&person.work_email, 1).await;
    let page = browser.link(&page, code).await;
    assert_eq!(page.url.path(), "/me", "{}", page.text());
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn case_113_logging_out_at_one_service_logs_out_at_the_other_and_waits_for_nobody() {
    let world = World::builder().with_mail().start().await;
    let portal = world.portal().await;
    let browser = world.browser();
    enter(&world, &portal, &browser).await;
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}/logout", closed.local_addr().unwrap());
    drop(closed);
    let gone = json!({ "backchannel_logout_uri": nobody });
    let party = RelyingParty::register(&world, "library", gone).await;
    let (answer, attempt) = browser.answer_at_once(&party).await;
    let tokens = party.redeem(&browser, &answer, &attempt).await.json();
    let own = tokens["id_token"].as_str().unwrap();
    assert_eq!(
        browser.open(portal.url.join("/me").unwrap()).await.status,
        200
    );

    let mut out = world.at("/logout");
    out.query_pairs_mut().append_pair("id_token_hint", own);
    #[expect(clippy::disallowed_methods, reason = "real time is measured")]
    let before = Instant::now();
    let page = browser.open_once(out).await;
    assert!(page.status < 400 && before.elapsed() < Duration::from_secs(2));

    let me = async || browser.open(portal.url.join("/me").unwrap()).await;
    let page = until(me, |page| page.url.path() != "/me").await;
    assert_ne!(page.url.path(), "/me", "the portal was not told");
    let access = tokens["access_token"].as_str().unwrap();
    assert_eq!(party.userinfo(&browser, access).await.status, 401);

    let look = async || deliveries(&world, &party).await;
    let tried = |rows: &Vec<Value>| rows.first().is_some_and(|row| !row["last_error"].is_null());
    let rows = until(look, tried).await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(rows[0]["state"], "waiting");
    assert_eq!(rows[0]["last_error"], "the peer cannot be reached");
    assert!(rows[0]["next_attempt_at"].is_string());
    let sid = lykill_testkit::oidc::claims(own)["sid"].clone();
    assert_eq!(rows[0]["sid"], sid);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_reads_its_own_deliveries_and_nobody_elses() {
    let world = World::start().await;
    let person = world.ready().await;
    let hears = json!({ "backchannel_logout_uri": "https://library.invalid/logout" });
    let party = RelyingParty::register(&world, "library", hears).await;
    let other = RelyingParty::register(&world, "other", json!({})).await;
    let browser = world.browser();
    let tokens = browser.tokens_at(&party, &person).await;
    let mut out = world.at("/logout");
    let own = tokens["id_token"].as_str().unwrap();
    out.query_pairs_mut().append_pair("id_token_hint", own);
    browser.open_once(out).await;
    let look = async || deliveries(&world, &party).await;
    let rows = until(look, |rows| !rows.is_empty()).await;
    assert_eq!(rows.len(), 1);
    assert!(deliveries(&world, &other).await.is_empty());
    let metadata = browser
        .open(world.at("/.well-known/openid-configuration"))
        .await;
    let metadata = metadata.json();
    assert_eq!(metadata["backchannel_logout_supported"], true);
    assert_eq!(metadata["backchannel_logout_session_supported"], true);
}
