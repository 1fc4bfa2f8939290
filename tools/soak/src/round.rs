//! The steps of a round, and the judgement after them.

use crate::arena::Arena;
use crate::logins::{Logins, are_kept};
use crate::plan::{Fault, Plan, Step, Work};
use crate::tally::What;
use crate::{contended, orders, verdict};
use lykill_testkit::load::{Load, Scene, is_kept};
use std::sync::Arc;

/// Does what the plan says. It panics when a promise is broken.
pub async fn run(arena: &Arc<Arena>, plan: &Plan) {
    arena.start();
    let scene = Scene::of(&arena.deployment).await;
    for step in &plan.steps {
        match step.work {
            Work::Logins => logins(arena, &scene, step).await,
            Work::Redemptions => redemptions(arena, &scene, step).await,
            Work::Orders => orders::orders(arena, &scene, step).await,
            Work::Key => contended::key(arena, &scene, step).await,
            Work::Code => contended::code(arena, &scene, step).await,
        }
    }
    verdict::pronounce(arena).await;
}

async fn logins(arena: &Arc<Arena>, scene: &Arc<Scene>, step: &Step) {
    let logins = Logins::start(arena, scene).await;
    logins.have_begun().await;
    arena.ready_for(step);
    tokio::time::sleep(step.wait).await;
    arena.strike(step);
    let browsers = ended(step, logins.end()).await;
    arena.recover(step, scene).await;
    are_kept(scene, browsers).await;
}

async fn redemptions(arena: &Arena, scene: &Arc<Scene>, step: &Step) {
    arena.ready_for(step);
    let load = Load::start(scene);
    load.has_begun().await;
    tokio::time::sleep(step.wait).await;
    arena.strike(step);
    let redemptions = ended(step, load.end()).await;
    arena.recover(step, scene).await;
    for redemption in &redemptions {
        is_kept(scene, redemption).await;
        let what = match redemption.token {
            Some(_) => What::Redemptions,
            None => What::CutOff,
        };
        arena.count(what, 1);
    }
}

/// What callers saw until they ended. A program that lives goes on answering for a moment.
async fn ended<T>(step: &Step, callers: impl Future<Output = T>) -> T {
    if step.fault == Fault::Backend {
        tokio::time::sleep(step.wait).await;
    }
    callers.await
}
