//! `kill -9` of the node and of PostgreSQL's own processes. A killed backend makes the postmaster
//! throw its shared memory away and recover from the log, as after its own death.

use crate::kill::{Load, Scene, is_kept, random_wait};
use crate::program::Deployment;
use lykill_testkit::PgCluster;
use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::time::Duration;

const ROUNDS: u32 = 12;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_203_kills_of_the_node_and_of_postgresql_lose_nothing() {
    let cluster = PgCluster::start().expect("PostgreSQL");
    let url = cluster.url("postgres");
    let deployment = Deployment::new(&format!("[database]\nurl = {url:?}\n"));
    let mut serving = deployment.serve();
    let scene = Scene::of(&deployment).await;
    let mut acknowledged = 0;
    for round in 0..ROUNDS {
        let load = Load::start(&scene);
        load.has_begun().await;
        tokio::time::sleep(random_wait()).await;
        let redemptions = if round % 2 == 0 {
            serving.kill();
            let redemptions = load.end().await;
            serving = deployment.serve();
            redemptions
        } else {
            kill_a_backend(&cluster);
            let redemptions = load.end().await;
            answers_again(&scene).await;
            redemptions
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

/// Ends one of the processes that serve a connection, without a word.
fn kill_a_backend(cluster: &PgCluster) {
    let postmaster = cluster.pid();
    let children = format!("/proc/{postmaster}/task/{postmaster}/children");
    let children = fs::read_to_string(children).expect("a postmaster");
    let serves = |pid: &&str| {
        let title = fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        title.contains("127.0.0.1")
    };
    let backend = children.split_whitespace().find(serves).expect("a backend");
    let pid = backend
        .parse()
        .ok()
        .and_then(Pid::from_raw)
        .expect("a process");
    kill_process(pid, Signal::KILL).expect("killed");
}

/// Waits until PostgreSQL has recovered and the node found it.
async fn answers_again(scene: &Scene) {
    for _ in 0..100 {
        if let Some((answer, attempt)) = scene.code().await
            && scene.token(&answer, &attempt).await.is_some()
        {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the node does not come back");
}
