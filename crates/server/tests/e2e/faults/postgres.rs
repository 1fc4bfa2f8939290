//! `kill -9` of the node and of PostgreSQL's own processes: of one that serves a connection, which
//! makes the postmaster throw its shared memory away and recover from the log, and of the
//! postmaster.

use lykill_testkit::PgCluster;
use lykill_testkit::load::{Load, Scene, is_kept, random_wait};
use lykill_testkit::program::Deployment;

const ROUNDS: u32 = 12;
const CONNECTIONS: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_203_kills_of_the_node_and_of_postgresql_lose_nothing() {
    let mut cluster = PgCluster::start().expect("PostgreSQL");
    let url = cluster.url("postgres");
    let database = format!("[database]\nurl = {url:?}\nmax_connections = {CONNECTIONS}\n");
    let deployment = Deployment::new(&database);
    let mut serving = deployment.serve();
    let scene = Scene::of(&deployment).await;
    let mut acknowledged = 0;
    for round in 0..ROUNDS {
        let load = Load::start(&scene);
        load.has_begun().await;
        tokio::time::sleep(random_wait()).await;
        let redemptions = match round % 3 {
            0 => {
                serving.kill();
                let redemptions = load.end().await;
                serving = deployment.serve();
                redemptions
            }
            1 => {
                cluster.kill_a_backend();
                let redemptions = load.end().await;
                scene.answers_again(CONNECTIONS).await;
                redemptions
            }
            _ => {
                cluster.kill().expect("a postmaster");
                let redemptions = load.end().await;
                cluster.start_again().expect("a postmaster");
                scene.answers_again(CONNECTIONS).await;
                redemptions
            }
        };
        for redemption in &redemptions {
            is_kept(&scene, redemption).await;
            acknowledged += u32::from(redemption.token.is_some());
        }
    }
    serving.kill();
    println!("{acknowledged} acknowledged in {ROUNDS} rounds");
    assert!(acknowledged >= ROUNDS, "{acknowledged}");
}
