//! What support does about sessions that began at another provider, and what becomes of one when
//! its person logs in by a method of ours.

use crate::upstream::world_with_bank;
use lykill_operations::person;
use lykill_operations::session::{self, SessionSummary, Which};
use lykill_store::Engine;
use lykill_testkit::world::Person;
use lykill_testkit::{Browser, RelyingParty, World};
use serde_json::{Value, json};

/// Logs in by the bank, and gives the tokens.
async fn by_bank(world: &World, browser: &Browser, party: &RelyingParty) -> Value {
    let attempt = party.attempt();
    let chooser = browser.open(party.address(&attempt)).await;
    let page = browser.press(&chooser, "bank", &[]).await;
    let answer = party.answer(&page);
    let tokens = party.redeem(&world.browser(), &answer, &attempt).await;
    assert_eq!(tokens.status, 200, "{}", tokens.body);
    tokens.json()
}

async fn living(world: &World, person: &Person) -> Vec<SessionSummary> {
    let seen = session::list(&world.ctx, &world.call(), &person.user_id).await;
    seen.unwrap().unwrap()
}

async fn is_good(world: &World, party: &RelyingParty, tokens: &Value) -> bool {
    let access = tokens["access_token"].as_str().unwrap();
    party.userinfo(&world.browser(), access).await.status == 200
}

async fn support_ends_it(engine: Engine) {
    let (world, person, _provider) = world_with_bank(engine, "").await;
    let party = RelyingParty::register(&world, "library", json!({})).await;
    let tokens = by_bank(&world, &world.browser(), &party).await;
    let seen = living(&world, &person).await;
    let methods: Vec<_> = seen.iter().map(|one| one.method.as_str()).collect();
    assert_eq!(methods, ["bank"]);
    let all = Which::AllOf(person.user_id.clone());
    let ended = session::end(&world.ctx, &world.call(), all).await;
    assert_eq!(ended.unwrap(), Ok(1));
    assert!(!is_good(&world, &party, &tokens).await);

    let tokens = by_bank(&world, &world.browser(), &party).await;
    assert!(is_good(&world, &party, &tokens).await);
    let blocked = person::block(&world.ctx, &world.call(), &person.user_id, "purse stolen").await;
    blocked.unwrap().unwrap();
    assert!(!is_good(&world, &party, &tokens).await, "who is in is out");
    assert_eq!(living(&world, &person).await, []);
    // The name at the bank is not the eID that was blocked: its own issuer blocks that.
    let tokens = by_bank(&world, &world.browser(), &party).await;
    assert!(is_good(&world, &party, &tokens).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn case_185_sessions_that_began_at_another_provider_are_seen_and_ended_on_sqlite() {
    support_ends_it(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_185_sessions_that_began_at_another_provider_are_seen_and_ended_on_postgresql() {
    support_ends_it(Engine::Postgres).await;
}

/// The same person proves more: services keep their session, and nobody is logged out.
#[tokio::test(flavor = "multi_thread")]
async fn a_login_by_card_after_one_at_the_bank_is_the_same_session_to_services() {
    let (world, person, _provider) = world_with_bank(Engine::Sqlite, "").await;
    let party = RelyingParty::register(&world, "library", json!({})).await;
    let browser = world.browser();
    let before = by_bank(&world, &browser, &party).await;
    let attempt = party.attempt().with("prompt", "login");
    let chooser = browser.open(party.address(&attempt)).await;
    let page = browser.log_in(&chooser, &person).await;
    let answer = party.answer(&page);
    let after = party.redeem(&world.browser(), &answer, &attempt).await;
    let after = after.json();
    let told = |tokens: &Value| {
        let claims = lykill_testkit::oidc::claims(tokens["id_token"].as_str().unwrap());
        (claims["sub"].clone(), claims["sid"].clone())
    };
    assert_eq!(told(&before), told(&after));
    assert!(
        is_good(&world, &party, &before).await,
        "nobody was logged out"
    );
    assert!(is_good(&world, &party, &after).await);
    assert_eq!(living(&world, &person).await.len(), 1);
}
