//! The same answer or the same name at the same moment: one is taken, or both are one person.

use crate::upstream::{rows, world_with_bank};
use crate::upstream_hostile::{attempt, is_refused, way_back};
use lykill_core::audit::AuditKind;
use lykill_store::Engine;
use lykill_testkit::{Page, RelyingParty};
use serde_json::json;
use tokio::task::JoinSet;

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];
/// First logins of one person at one moment.
const AT_ONCE: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn case_117_an_answer_is_this_browsers_and_this_logins_and_taken_once() {
    for engine in ENGINES {
        taken_once(engine).await;
    }
}

async fn taken_once(engine: Engine) {
    let (world, _, _provider) = world_with_bank(engine, "").await;
    let party = RelyingParty::register(&world, "library", json!({})).await;
    let (browser, other) = (world.browser(), world.browser());
    let back = way_back(&browser, &party, "bank").await;

    // In a browser that has a login of its own, and in one that has none.
    let _its_own = way_back(&other, &party, "bank").await;
    let page = other.open(&back).await;
    assert_eq!(page.status, 403, "{}", page.text());
    let page = world.browser().open(&back).await;
    assert_eq!(page.status, 403, "{}", page.text());

    // Another state of the same login, and of none.
    let state = back
        .query_pairs()
        .find(|(name, _)| name == "state")
        .unwrap()
        .1;
    let forged = |state: &str| {
        let mut forged = back.clone();
        let pairs = [("code", "x"), ("state", state)];
        forged.query_pairs_mut().clear().extend_pairs(pairs);
        forged
    };
    let (login, _) = state.split_once('.').unwrap();
    let before = rows(&world, AuditKind::UpstreamRefused).await.len();
    let page = browser
        .open(forged(&format!("{login}.{}", "A".repeat(43))))
        .await;
    is_refused(&world, &page, (before + 1, "state of another attempt")).await;
    let page = browser.open(forged("nothing")).await;
    assert_eq!(page.status, 404, "{}", page.text());
    let refused = rows(&world, AuditKind::UpstreamRefused).await;
    assert!(refused[0].contains("no login is named"), "{refused:?}");

    // The right one, at the same moment in two tabs: one of them is taken.
    let (one, two) = tokio::join!(browser.open_once(&back), browser.open_once(&back));
    let path = |page: &Page| page.location().map(|url| url.path().to_owned());
    let answered = [&one, &two].map(|page| path(page).unwrap_or_default());
    let came = answered.iter().filter(|path| *path == "/callback").count();
    assert_eq!(came, 1, "{answered:?}");
    assert_eq!(rows(&world, AuditKind::LoginSucceeded).await.len(), 1);
    assert_eq!(rows(&world, AuditKind::UpstreamVouched).await.len(), 1);
    let page = browser.open(&back).await;
    assert!(matches!(page.status, 200 | 403 | 410), "{}", page.status);
    assert_eq!(rows(&world, AuditKind::LoginSucceeded).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn case_117_a_first_attempts_answer_is_not_the_seconds() {
    let (world, _, _provider) = world_with_bank(Engine::Sqlite, "").await;
    let party = RelyingParty::register(&world, "library", json!({})).await;
    let browser = world.browser();
    let chooser = browser.open(party.address(&party.attempt())).await;
    let away = browser.press_once(&chooser, "bank", &[]).await;
    let first = browser.open_once(away.location().unwrap()).await;
    let chooser = browser.open(format!("{}/methods", chooser.url)).await;
    let _second = browser.press_once(&chooser, "bank", &[]).await;
    let page = browser.open(first.location().unwrap()).await;
    is_refused(&world, &page, (1, "state of another attempt")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_109_a_name_that_is_bound_is_never_another_person() {
    let (world, _, provider) = world_with_bank(Engine::Sqlite, "").await;
    let other = world
        .person(lykill_testkit::world::Newcomer::employee(2))
        .await;
    let party = RelyingParty::register(&world, "library", json!({})).await;
    let page = attempt(&world.browser(), &party).await;
    assert!(party.answer(&page).get("code").is_some());
    provider
        .inside()
        .claims
        .insert("pid".to_owned(), json!(other.national_id));
    let page = attempt(&world.browser(), &party).await;
    assert!(page.url.path().starts_with("/login/"), "{}", page.url);
    let refused = rows(&world, AuditKind::UpstreamRefused).await;
    assert!(refused[0].contains("of two people"), "{refused:?}");
    assert_eq!(rows(&world, AuditKind::LoginSucceeded).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_109_first_logins_at_one_moment_bind_the_name_once() {
    for engine in ENGINES {
        let (world, person, _provider) = world_with_bank(engine, "").await;
        let party = RelyingParty::register(&world, "library", json!({})).await;
        let mut ready = Vec::new();
        for _ in 0..AT_ONCE {
            let browser = world.browser();
            let back = way_back(&browser, &party, "bank").await;
            ready.push((browser, back));
        }
        let mut coming = JoinSet::new();
        for (browser, back) in ready {
            coming.spawn(async move { browser.open(&back).await });
        }
        for page in coming.join_all().await {
            let answer = party.answer(&page);
            assert!(answer.get("code").is_some(), "{}", page.text());
        }
        assert_eq!(rows(&world, AuditKind::UpstreamBound).await.len(), 1);
        let inside = rows(&world, AuditKind::LoginSucceeded).await.len();
        assert_eq!(inside, AT_ONCE, "{}", person.name);
    }
}
