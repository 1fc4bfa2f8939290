//! Many clerks who order a card for one person at once: at most three are on their way, each that
//! was answered as ordered is there, and none is there that nobody ordered. When nothing happens
//! meanwhile, three of them get one.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a round stops at the first surprise"
)]

use crate::arena::Arena;
use crate::plan::{Fault, Step};
use crate::tally::What;
use lykill_testkit::load::Scene;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::task::JoinSet;

const CLERKS: usize = 5;
/// Extra cards that may be on their way.
const MOST: usize = 3;

/// The orders of a step.
pub async fn orders(arena: &Arc<Arena>, scene: &Arc<Scene>, step: &Step) {
    let person = arena.person().await;
    let mut clerks = JoinSet::new();
    for _ in 0..CLERKS {
        let (arena, user_id) = (Arc::clone(arena), person.user_id.clone());
        clerks.spawn_blocking(move || {
            let words = ["card", "order", "--user-id", &user_id];
            let told = arena.deployment.try_admin(&words, "");
            let label = told
                .is_ok
                .then(|| told.answer["label"].as_str().map(str::to_owned));
            label.flatten()
        });
    }
    tokio::time::sleep(step.wait).await;
    arena.strike(step);
    let told = clerks.join_all().await;
    arena.recover(step, scene).await;
    let ordered: BTreeSet<String> = told.into_iter().flatten().collect();
    let cards = arena
        .deployment
        .admin(&["card", "list", "--user-id", &person.user_id], "");
    let label = |card: &Value| card["label"].as_str().unwrap().to_owned();
    let listed: BTreeSet<String> = cards.as_array().unwrap().iter().map(label).collect();
    assert!(
        ordered.is_subset(&listed),
        "a card is lost: {ordered:?} of {listed:?}"
    );
    assert!(listed.contains(&person.card.label), "{listed:?}");
    assert!(listed.len() <= 1 + MOST, "too many cards: {listed:?}");
    let is_calm = step.fault == Fault::None;
    assert!(
        ordered.len() == MOST || !is_calm,
        "not every card that may be: {ordered:?}"
    );
    arena.count(What::ContendedOrders, 1);
    arena.count(What::ContendedCalls, CLERKS as u64);
    arena.count(What::ContendedWon, ordered.len() as u64);
}
