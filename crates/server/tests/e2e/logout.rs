//! Logging out (security.md cases 112, 180) and the code of somebody else (case 117).

use lykill_testkit::{Browser, Page, RelyingParty, World};
use serde_json::json;
use url::Url;

fn logout_url(world: &World, params: &[(&str, &str)]) -> Url {
    let mut url = world.at("/logout");
    url.query_pairs_mut().extend_pairs(params);
    url
}

fn asks(page: &Page) {
    let (form, _) = page.form_with("log-out");
    assert_eq!(
        (page.status, form.action.as_str()),
        (200, "/logout/confirm"),
        "{}",
        page.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn case_112_a_link_or_picture_logs_nobody_out() {
    let world = World::start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let other = RelyingParty::register(&world, "other", json!({})).await;
    let browser = world.browser();
    let tokens = browser.tokens_at(&party, &person).await;
    let own = tokens["id_token"].as_str().unwrap();
    let (elsewhere, back) = ("https://evil.example/", party.after_logout.as_str());
    let foreign = {
        let thief = world.browser();
        let tokens = thief.tokens_at(&other, &person).await;
        tokens["id_token"].as_str().unwrap().to_owned()
    };
    for params in [
        &[][..],
        &[("post_logout_redirect_uri", back)],
        &[("client_id", "service"), ("post_logout_redirect_uri", back)],
        &[("id_token_hint", "x.y.z")],
        &[("id_token_hint", foreign.as_str())],
    ] {
        let page = browser.open(logout_url(&world, params)).await;
        asks(&page);
        let (answer, _) = browser.answer_at_once(&party).await;
        assert!(
            answer.get("code").is_some(),
            "the session lives after {params:?}"
        );
    }
    let params = [
        ("id_token_hint", own),
        ("post_logout_redirect_uri", elsewhere),
    ];
    let page = browser.open_once(logout_url(&world, &params)).await;
    assert_eq!(page.location(), None, "no open redirect");
    assert!(!page.body.contains("evil.example"), "{}", page.body);
    let page = browser.open(party.address(&party.attempt())).await;
    assert!(
        page.url.path().starts_with("/login/"),
        "the own token has logged out"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn case_112_the_services_own_token_logs_out_and_leads_back() {
    let world = World::start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let browser = world.browser();
    let tokens = browser.tokens_at(&party, &person).await;
    let own = tokens["id_token"].as_str().unwrap();
    let params = [
        ("id_token_hint", own),
        ("post_logout_redirect_uri", party.after_logout.as_str()),
        ("state", "s 1"),
    ];
    let page = browser.open(logout_url(&world, &params)).await;
    assert_eq!(page.url.path(), party.after_logout.path());
    assert_eq!(page.query("state").as_deref(), Some("s 1"));
    let access = tokens["access_token"].as_str().unwrap();
    assert_eq!(
        party.userinfo(&browser, access).await.status,
        401,
        "its tokens end with it"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn case_112_the_person_decides_on_our_own_page() {
    let world = World::start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let browser = world.browser();
    browser.log_in_at(&party, &person).await;
    let page = browser.open(world.at("/logout")).await;
    let stayed = browser.press(&page, "stay", &[]).await;
    assert_eq!(stayed.status, 200);
    let (answer, _) = browser.answer_at_once(&party).await;
    assert!(answer.get("code").is_some());
    let page = browser.open(world.at("/logout")).await;
    let done = browser.press(&page, "log-out", &[]).await;
    assert_eq!(done.status, 200, "{}", done.text());
    let page = browser.open(party.address(&party.attempt())).await;
    assert!(page.url.path().starts_with("/login/"));
}

/// After a logout neither the back button nor a copy of the cookie opens anything.
#[tokio::test(flavor = "multi_thread")]
async fn case_180_a_session_is_dead_at_once() {
    let world = World::start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let browser = world.browser();
    let (answer, attempt) = browser.log_in_at(&party, &person).await;
    let stolen = browser.copy();
    let page = browser.open(world.at("/logout")).await;
    browser.press(&page, "log-out", &[]).await;
    let page = stolen.open(party.address(&party.attempt())).await;
    assert!(
        page.url.path().starts_with("/login/"),
        "the copied cookie opens nothing"
    );
    let silent = party.attempt().with("prompt", "none");
    let page = stolen.open(party.address(&silent)).await;
    assert_eq!(party.answer(&page).get("error"), Some("login_required"));
    let late = party.redeem(&browser, &answer, &attempt).await;
    assert_eq!(
        late.json()["error"],
        "invalid_grant",
        "a code of that session: {}",
        late.body
    );
}

/// The same person logs in anew in the same browser, at another service: what the first service got
/// goes on, and ends with the session that goes on.
#[tokio::test(flavor = "multi_thread")]
async fn case_180_refresh_tokens_outlive_a_new_login_and_end_with_its_session() {
    let world = World::start().await;
    let person = world.ready().await;
    let grants = json!({ "grant_types": ["authorization_code", "refresh_token"] });
    let party = RelyingParty::register(&world, "service", grants).await;
    let other = RelyingParty::register(&world, "other", json!({})).await;
    let browser = world.browser();
    let tokens = browser.tokens_at(&party, &person).await;
    let again = other.attempt().with("prompt", "login");
    let chooser = browser.open(other.address(&again)).await;
    other.answer(&browser.log_in(&chooser, &person).await);
    let refresh = async |token: &str| {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        party.token(&Browser::new(), &fields).await
    };
    let page = refresh(tokens["refresh_token"].as_str().unwrap()).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let next = page.json();
    let access = next["access_token"].as_str().unwrap();
    assert_eq!(party.userinfo(&browser, access).await.status, 200);
    let page = browser.open(world.at("/logout")).await;
    browser.press(&page, "log-out", &[]).await;
    let page = refresh(next["refresh_token"].as_str().unwrap()).await;
    assert_eq!(page.json()["error"], "invalid_grant", "{}", page.body);
    assert_eq!(party.userinfo(&browser, access).await.status, 401);
}

/// An attacker's code in the victim's browser: the real portal takes no answer that it did not
/// ask for in this very browser.
#[tokio::test(flavor = "multi_thread")]
async fn case_117_somebody_elses_answer_is_refused() {
    let world = World::builder().with_mail().start().await;
    let (attacker, portal) = (world.ready().await, world.portal().await);
    let theirs = world.browser();
    let start = theirs.open(&portal.url).await;
    let chooser = theirs.press(&start, "", &[]).await;
    let offered = theirs.log_in(&chooser, &attacker).await;
    let asked = theirs.press(&offered, "send", &[]).await;
    let code = world.mailbox().code(&attacker.work_email, 1).await;
    let receipt = theirs.press(&asked, "link", &[("code", &code)]).await;
    let answer = theirs.press_once(&receipt, "continue", &[]).await;
    let callback = answer.location().unwrap();
    assert!(
        callback.query_pairs().any(|(name, _)| name == "code"),
        "{callback}"
    );

    let victim = world.browser();
    let start = victim.open(&portal.url).await;
    let _begun = victim.press(&start, "", &[]).await;
    let page = victim.open(&callback).await;
    assert!(page.status >= 400, "{}", page.text());
    assert_eq!(
        victim
            .open(portal.url.join("/me").unwrap())
            .await
            .url
            .path(),
        "/"
    );
}
