//! `kill -9` at any moment (security.md case 202): what was acknowledged is durable, and what works
//! once works once.

use lykill_testkit::integrity;
use lykill_testkit::load::{Load, Scene, is_kept, random_wait};
use lykill_testkit::program::Deployment;
use std::time::{Duration, Instant};

const KILLS: u32 = 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_202_sixty_kills_lose_nothing_and_accept_nothing_twice() {
    let deployment = Deployment::new("");
    let mut serving = deployment.serve();
    let scene = Scene::of(&deployment).await;

    let (mut acknowledged, mut open, mut slowest) = (0, 0, Duration::ZERO);
    for _ in 0..KILLS {
        let load = Load::start(&scene);
        load.has_begun().await;
        tokio::time::sleep(random_wait()).await;
        serving.kill();
        let redemptions = load.end().await;
        #[expect(clippy::disallowed_methods, reason = "the restart is measured")]
        let before = Instant::now();
        serving = deployment.serve();
        slowest = slowest.max(before.elapsed());
        for redemption in &redemptions {
            is_kept(&scene, redemption).await;
            match redemption.token {
                Some(_) => acknowledged += 1,
                None => open += 1,
            }
        }
    }
    serving.kill();
    println!("{acknowledged} acknowledged, {open} open; slowest restart {slowest:?}");
    assert!(
        acknowledged >= KILLS,
        "the load was too small to prove anything: {acknowledged}"
    );
    let database = deployment.path("data").join("lykill.db");
    assert_eq!(integrity(&database), "ok");
}
