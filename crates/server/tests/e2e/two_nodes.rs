//! Two nodes on one PostgreSQL: what one has done, the other knows (security.md cases 002, 006,
//! 090, 180).

use lykill_store::Engine;
use lykill_testkit::world::Node;
use lykill_testkit::{Browser, Page, RelyingParty, World};
use serde_json::json;

async fn two_nodes() -> (World, Node) {
    let world = World::builder().on(Engine::Postgres).start().await;
    let other = world.another_node().await;
    (world, other)
}

#[tokio::test(flavor = "multi_thread")]
async fn case_006_both_nodes_ask_for_the_same_number() {
    let (world, other) = two_nodes().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let mut asked = Vec::new();
    for round in 0..6 {
        let fresh = world.browser();
        let browser = if round % 2 == 0 {
            fresh
        } else {
            other.behind_balancer(&fresh)
        };
        let chooser = browser.open(party.address(&party.attempt())).await;
        asked.push(browser.up_to_key(&chooser, &person).await.asked_number());
    }
    assert!(asked.iter().all(|number| *number == asked[0]), "{asked:?}");
    let here = world.browser();
    let there = other.behind_balancer(&here);
    let chooser = here.open(party.address(&party.attempt())).await;
    let page = there.up_to_key(&chooser, &person).await;
    assert_eq!(
        page.asked_number(),
        asked[0],
        "a login goes on at the other node"
    );
    let page = here.type_key(&page, &person.card).await;
    assert!(party.answer(&page).get("code").is_some());
    let fresh = other.behind_balancer(&world.browser());
    let chooser = fresh.open(party.address(&party.attempt())).await;
    let next = fresh.up_to_key(&chooser, &person).await.asked_number();
    assert_ne!(next, asked[0], "an answered number is not asked again");
}

/// One key typed at both nodes at once, in two logins: one gets in.
#[tokio::test(flavor = "multi_thread")]
async fn case_002_one_key_opens_one_login() {
    let (world, other) = two_nodes().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let mut waiting = Vec::new();
    for round in 0..8 {
        let fresh = world.browser();
        let browser = if round % 2 == 0 {
            fresh
        } else {
            other.behind_balancer(&fresh)
        };
        let chooser = browser.open(party.address(&party.attempt())).await;
        let page = browser.up_to_key(&chooser, &person).await;
        waiting.push((browser, page));
    }
    let number = waiting[0].1.asked_number();
    let key = person.card.key(&number).to_owned();
    let mut answers = tokio::task::JoinSet::new();
    for (browser, page) in waiting {
        let key = key.clone();
        answers.spawn(async move { browser.press_once(&page, "answer", &[("key", &key)]).await });
    }
    let all = answers.join_all().await;
    let is_inside = |page: &&Page| party.way_back(page).is_some();
    assert_eq!(all.iter().filter(is_inside).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn case_090_a_code_is_redeemed_once_across_nodes() {
    let (world, other) = two_nodes().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let browser = world.browser();
    browser.log_in_at(&party, &person).await;
    for _ in 0..3 {
        let (answer, attempt) = browser.answer_at_once(&party).await;
        let fields = party.redemption(answer.code(), &attempt.verifier);
        let mut redeeming = tokio::task::JoinSet::new();
        for round in 0..24 {
            let fresh = Browser::new();
            let at = if round % 2 == 0 {
                fresh
            } else {
                other.behind_balancer(&fresh)
            };
            let (party, fields) = (party.clone(), fields.clone());
            redeeming.spawn(async move { party.token(&at, &fields).await });
        }
        let all = redeeming.join_all().await;
        let won: Vec<_> = all.iter().filter(|page| page.status == 200).collect();
        assert_eq!(
            won.len(),
            1,
            "{:?}",
            all.iter().map(|page| page.status).collect::<Vec<_>>()
        );
        assert!(all.iter().all(|page| matches!(page.status, 200 | 400)));
        // The second use was seen, so the tokens of the first are gone, at every node.
        let token = won[0].json()["access_token"].as_str().unwrap().to_owned();
        for at in [Browser::new(), other.behind_balancer(&Browser::new())] {
            assert_eq!(party.userinfo(&at, &token).await.status, 401);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn case_180_a_session_that_ended_here_is_dead_there() {
    let (world, other) = two_nodes().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let browser = world.browser();
    browser.log_in_at(&party, &person).await;
    let stolen = other.behind_balancer(&browser.copy());
    let (answer, _) = stolen.answer_at_once(&party).await;
    assert!(answer.get("code").is_some(), "both nodes know the session");
    let page = browser.open(world.at("/logout")).await;
    browser.press(&page, "log-out", &[]).await;
    let page = stolen.open(party.address(&party.attempt())).await;
    assert!(page.url.path().starts_with("/login/"), "{}", page.url);
}
