//! What another provider, or somebody between, may try: each ends on a page that says so and in
//! the audit log, with nobody logged in.

use crate::upstream::{rows, world_with_bank};
use lykill_core::Clock as _;
use lykill_core::audit::AuditKind;
use lykill_crypto::engine::SystemClock;
use lykill_operations::upstream;
use lykill_store::Engine;
use lykill_testkit::provider::{Answering, Inside, Provider, Serving, new_key};
use lykill_testkit::{Browser, Page, RelyingParty, World};
use serde_json::{Value, json};
use url::Url;

/// A login at the bank up to wherever it leads.
pub async fn attempt(browser: &Browser, party: &RelyingParty) -> Page {
    let chooser = browser.open(party.address(&party.attempt())).await;
    browser.press(&chooser, "bank", &[]).await
}

/// The address at which the bank sends the browser back, before the browser goes there.
pub async fn way_back(browser: &Browser, party: &RelyingParty, method: &str) -> Url {
    let chooser = browser.open(party.address(&party.attempt())).await;
    let away = browser.press_once(&chooser, method, &[]).await;
    let there = browser.open_once(away.location().unwrap()).await;
    there.location().unwrap()
}

async fn nobody_is_in(world: &World) {
    assert_eq!(rows(world, AuditKind::LoginSucceeded).await.len(), 0);
}

/// The page of a login that failed, and why the audit log says it did; it is the number-th refusal
/// of this world.
pub async fn is_refused(world: &World, page: &Page, (number, why): (usize, &str)) {
    assert_eq!(page.status, 200, "{why}: {}", page.text());
    assert!(
        page.url.path().starts_with("/login/"),
        "{why}: {}",
        page.url
    );
    let refused = rows(world, AuditKind::UpstreamRefused).await;
    assert_eq!(refused.len(), number, "{why}: {refused:?}");
    assert!(refused[0].contains(why), "{why}: {refused:?}");
    nobody_is_in(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_103_tokens_that_are_not_right_log_nobody_in() {
    let (world, _, provider) = world_with_bank(Engine::Sqlite, "").await;
    let party = RelyingParty::register(&world, "library", json!({})).await;
    let now = SystemClock.now().seconds();
    let wrong: [(&str, Value, &str); 12] = [
        ("iss", json!("https://evil.example"), "ID token: iss is"),
        ("aud", json!("other"), "ID token: aud is"),
        ("aud", json!(["lykill", "other"]), "ID token: azp is"),
        ("azp", json!("other"), "ID token: azp is"),
        ("nonce", json!("of another login"), "ID token: nonce is"),
        ("exp", json!(now - 60), "ID token: exp is"),
        ("iat", json!(now - 600), "ID token: iat is"),
        ("auth_time", json!(now - 7200), "ID token: auth_time is"),
        ("auth_time", Value::Null, "ID token: auth_time is"),
        ("acr", json!("made-up"), "acr means nothing"),
        ("acr", Value::Null, "acr means nothing"),
        ("sub", json!(""), "ID token: sub is"),
    ];
    for (number, (claim, value, why)) in (1..).zip(wrong) {
        let before = provider.inside().claims.insert(claim.to_owned(), value);
        let page = attempt(&world.browser(), &party).await;
        is_refused(&world, &page, (number, why)).await;
        match before {
            Some(before) => provider.inside().claims.insert(claim.to_owned(), before),
            None => provider.inside().claims.remove(claim),
        };
    }
    let page = attempt(&world.browser(), &party).await;
    assert!(
        party.answer(&page).get("code").is_some(),
        "the right one is taken"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn case_095_answers_in_another_name_are_a_mix_up() {
    let (world, _, provider) = world_with_bank(Engine::Sqlite, "").await;
    let party = RelyingParty::register(&world, "library", json!({})).await;
    let answers = [
        Answering::As("https://evil.example"),
        Answering::As(""),
        Answering::Nameless,
    ];
    for (number, answering) in (1..).zip(answers) {
        provider.inside().answering = answering;
        let page = attempt(&world.browser(), &party).await;
        is_refused(&world, &page, (number, "another issuer")).await;
        assert!(
            provider.inside().redeemed.is_empty(),
            "the code went nowhere"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn case_095_two_providers_are_not_taken_for_each_other() {
    let (good, evil) = (
        Provider::start("1", None).await,
        Provider::start("2", None).await,
    );
    let methods = format!("{}{}", good.method("bank", ""), evil.method("evil", ""));
    let world = World::builder().configured(&methods).start().await;
    let party = RelyingParty::register(&world, "library", json!({})).await;
    let browser = world.browser();
    let mut back = way_back(&browser, &party, "evil").await;
    back.set_path("/upstream/bank/callback");
    let page = browser.open(&back).await;
    is_refused(&world, &page, (1, "another provider was asked")).await;
    assert!(good.inside().redeemed.is_empty() && evil.inside().redeemed.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_is_given_up_there_says_so_here() {
    let (world, person, provider) = world_with_bank(Engine::Sqlite, "").await;
    let party = RelyingParty::register(&world, "library", json!({})).await;
    let errors = [
        ("access_denied", "declined"),
        (
            "unmet_authentication_requirements",
            "level not reached there",
        ),
        ("temporarily_unavailable", "provider unavailable"),
        ("invalid_request", "request not taken"),
    ];
    for (number, (error, why)) in (1..).zip(errors) {
        provider.inside().answering = Answering::Error(error);
        let page = attempt(&world.browser(), &party).await;
        is_refused(&world, &page, (number, why)).await;
    }
    let browser = world.browser();
    let page = attempt(&browser, &party).await;
    let chooser = browser.open(format!("{}/methods", page.url)).await;
    let page = browser.log_in(&chooser, &person).await;
    assert!(
        party.answer(&page).get("code").is_some(),
        "another way stays open"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn case_220_a_provider_that_fails_is_named_and_the_rest_goes_on() {
    for (serving, why) in [
        (Serving::Hangs, "did not answer in time"),
        (Serving::Status(500), "token endpoint answers 500"),
        (Serving::Circle, "token endpoint answers 302"),
        (Serving::Floods, "answer is too long"),
    ] {
        let (world, person, provider) = world_with_bank(Engine::Sqlite, "").await;
        let party = RelyingParty::register(&world, "library", json!({})).await;
        provider.inside().tokens = serving;
        let key_requests = provider.inside().key_requests;
        let browser = world.browser();
        let page = attempt(&browser, &party).await;
        is_refused(&world, &page, (1, why)).await;
        let keys = provider.inside().key_requests;
        assert_eq!(keys, key_requests, "{serving:?}: nothing led anywhere");
        assert!(page.text().contains("bank"), "{serving:?}: {}", page.text());
        let chooser = browser.open(format!("{}/methods", page.url)).await;
        let page = browser.log_in(&chooser, &person).await;
        assert!(party.answer(&page).get("code").is_some(), "{serving:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn case_220_a_provider_that_was_never_there_is_offered_when_it_comes() {
    let provider = Provider::start("7c", None).await;
    provider.inside().documents = Serving::Hangs;
    let methods = provider
        .method("bank", "timeout_seconds = 1")
        .replace("timeout_seconds = 2\n", "");
    let card = "[[method]]\nkind = \"key-card\"\n";
    let builder = World::builder().with_still_clock();
    let world = builder
        .configured(&format!("{card}{methods}"))
        .start()
        .await;
    let party = RelyingParty::register(&world, "library", json!({})).await;
    assert!(world.ctx.upstreams.is_down("bank"));
    let chooser = world.browser().open(party.address(&party.attempt())).await;
    assert!(chooser.body.contains("bank"), "{}", chooser.text());
    let forms = chooser.forms();
    let mut buttons = forms.iter().flat_map(|form| &form.buttons);
    assert!(
        buttons.all(|button| button.value != "bank"),
        "{}",
        chooser.text()
    );
    provider.inside().documents = Serving::Well;
    world.clock().advance(std::time::Duration::from_secs(16));
    upstream::watch(&world.ctx).await;
    let page = attempt(&world.browser(), &party).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert_eq!(rows(&world, AuditKind::UpstreamAsked).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_nobody_knows_is_nobody() {
    let (world, _, provider) = world_with_bank(Engine::Sqlite, "").await;
    let party = RelyingParty::register(&world, "library", json!({})).await;
    let pids = [json!("01810050041"), json!("12345"), json!(7), Value::Null];
    for (number, pid) in (1..).zip(pids) {
        provider.inside().claims.insert("pid".to_owned(), pid);
        let page = attempt(&world.browser(), &party).await;
        is_refused(&world, &page, (number, "nobody here has this name")).await;
    }
    assert_eq!(rows(&world, AuditKind::UpstreamBound).await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn case_104_a_low_login_there_is_low_here() {
    let (world, _, provider) = world_with_bank(Engine::Sqlite, "").await;
    let party = RelyingParty::register(&world, "library", json!({})).await;
    provider
        .inside()
        .claims
        .insert("acr".to_owned(), json!("bank:one"));
    let asked = party
        .attempt()
        .with("acr_values", "idporten-loa-substantial");
    let browser = world.browser();
    let chooser = browser.open(party.address(&asked)).await;
    let page = browser.press(&chooser, "bank", &[]).await;
    is_refused(&world, &page, (1, "the level is not enough")).await;
    // A service that asks for less lets the same login in.
    let low = party.attempt().with("acr_values", "idporten-loa-low");
    let browser = world.browser();
    let chooser = browser.open(party.address(&low)).await;
    let page = browser.press(&chooser, "bank", &[]).await;
    assert!(party.answer(&page).get("code").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_of_the_provider_is_found_and_made_up_ones_cost_one_question() {
    let builder = |methods: &str| World::builder().with_still_clock().configured(methods);
    let new = lykill_testkit::world::Newcomer::employee(1);
    let provider = Provider::start("7c", new.national_id.as_deref()).await;
    let world = builder(&provider.method("bank", "")).start().await;
    world.person(new).await;
    let party = RelyingParty::register(&world, "library", json!({})).await;
    assert_eq!(provider.inside().key_requests, 1);
    let sign_with_new = |inside: &mut Inside, publish: bool| {
        inside.signs_with = new_key();
        if publish {
            inside.published = std::sync::Arc::clone(&inside.signs_with);
        }
    };
    // Within a minute of the last question nothing is asked, whatever key ids come.
    for number in 1..=3 {
        sign_with_new(&mut provider.inside(), false);
        let page = attempt(&world.browser(), &party).await;
        is_refused(&world, &page, (number, "no registered key")).await;
    }
    assert_eq!(provider.inside().key_requests, 1);
    world.clock().advance(std::time::Duration::from_secs(61));
    sign_with_new(&mut provider.inside(), true);
    let now = world.ctx.now().seconds();
    for (claim, at) in [("iat", now), ("auth_time", now), ("exp", now + 120)] {
        provider.inside().claims.insert(claim.to_owned(), json!(at));
    }
    let page = attempt(&world.browser(), &party).await;
    assert!(party.answer(&page).get("code").is_some(), "{}", page.text());
    assert_eq!(provider.inside().key_requests, 2);
}
