//! Many callers who spend one thing at once: a key, a code. At most one of them is told that it
//! was taken, whatever happens meanwhile and whoever comes afterwards; exactly one, when nothing
//! happens meanwhile.

#![expect(clippy::unwrap_used, reason = "a round stops at the first surprise")]

use crate::arena::Arena;
use crate::calls::{Answered, Asked, type_key, up_to_key};
use crate::plan::{Fault, Step};
use crate::tally::What;
use lykill_testkit::Browser;
use lykill_testkit::load::Scene;
use lykill_testkit::program::Employee;
use std::sync::Arc;
use tokio::task::JoinSet;

/// More wrong attempts in a row would close the lane for a while.
const TYPE_KEY: usize = 4;
const REDEEM: usize = 12;
/// So many come afterwards and try the same again.
const LATE: usize = 2;

/// One number's key, typed in several logins of one person at once.
pub async fn key(arena: &Arc<Arena>, scene: &Arc<Scene>, step: &Step) {
    let person = arena.person().await;
    let mut waiting = Vec::new();
    for _ in 0..TYPE_KEY {
        waiting.push(Arc::new(up_to_key(&scene.party, &person).await.unwrap()));
    }
    let number = waiting.first().unwrap().number.clone();
    assert!(
        waiting.iter().all(|asked| asked.number == number),
        "number-shopping"
    );
    arena.ready_for(step);
    let mut typing = JoinSet::new();
    for asked in &waiting {
        let (arena, scene) = (Arc::clone(arena), Arc::clone(scene));
        let (person, asked) = (person.clone(), Arc::clone(asked));
        typing.spawn(async move { typed(&arena, &scene, &person, &asked).await });
    }
    tokio::time::sleep(step.wait / 4).await;
    arena.strike(step);
    let won = typing.join_all().await.into_iter().filter(|won| *won);
    is_enough("a key", won.count(), step);
    arena.recover(step, scene).await;
    for asked in waiting.iter().take(LATE) {
        typed(arena, scene, &person, asked).await;
    }
    arena.count(What::ContendedKeys, 1);
    // Whoever was refused too often waits; else the person goes on with another number.
    if let Some(asked) = up_to_key(&scene.party, &person).await {
        arena.is_asked(&person.card, &asked.number);
        typed(arena, scene, &person, &asked).await;
    }
}

/// Whether it was accepted.
async fn typed(arena: &Arena, scene: &Scene, person: &Employee, asked: &Asked) -> bool {
    arena.count(What::ContendedCalls, 1);
    let answered = type_key(&scene.party, person, asked).await;
    match answered {
        Answered::Inside => {
            // Panics when it is the second.
            arena.accept(&person.card, &asked.number);
            arena.count(What::ContendedWon, 1);
        }
        Answered::Refused => {}
        Answered::CutOff => arena.count(What::CutOff, 1),
    }
    answered == Answered::Inside
}

/// Nobody is told that it was taken only when something happened to those who spent it.
fn is_enough(what: &str, won: usize, step: &Step) {
    let is_calm = step.fault == Fault::None;
    assert!(won > 0 || !is_calm, "{what} was accepted from nobody");
}

/// One code, redeemed by several callers at once.
pub async fn code(arena: &Arc<Arena>, scene: &Arc<Scene>, step: &Step) {
    let (answer, attempt) = scene.code_at_last().await;
    arena.ready_for(step);
    let mut redeeming = JoinSet::new();
    for _ in 0..REDEEM {
        let (scene, answer, attempt) = (Arc::clone(scene), answer.clone(), attempt.clone());
        redeeming.spawn(async move { scene.token(&answer, &attempt).await });
    }
    tokio::time::sleep(step.wait / 8).await;
    arena.strike(step);
    let mut won = redeeming.join_all().await.into_iter().flatten().count();
    is_enough("a code", won, step);
    arena.recover(step, scene).await;
    for _ in 0..LATE {
        let page = scene.party.redeem(&Browser::new(), &answer, &attempt).await;
        assert!(matches!(page.status, 200 | 400), "{}", page.body);
        won += usize::from(page.status == 200);
    }
    assert!(won <= 1, "a code was accepted {won} times");
    arena.count(What::ContendedCodes, 1);
    arena.count(What::ContendedCalls, (REDEEM + LATE) as u64);
    arena.count(What::ContendedWon, won as u64);
}
