//! Faults under the running program: a flush that fails, a full disk, a power cut, no memory, too
//! few open files. What was acknowledged stays, and what works once works once.

mod memory;
mod pool;
mod postgres;
mod shortage;
mod slow;
mod space;

use lykill_testkit::disk::Disk;
use lykill_testkit::load::{Load, Scene, is_kept, random_wait};
use lykill_testkit::program::Deployment;
use lykill_testkit::{Browser, integrity};
use rustix::process::Signal;
use std::time::Duration;

/// Power cuts of one run; `cargo xtask soak` goes on for as long as it is told.
const CUTS: u64 = 25;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_204_power_cuts_lose_nothing_that_was_acknowledged() {
    let deployment = Deployment::new("");
    let disk = Disk::of(&deployment);
    let mut serving = deployment.serve_as(disk.under(deployment.command()));
    let scene = Scene::of(&deployment).await;
    let (mut acknowledged, mut lost) = (0, 0);
    for seed in 0..CUTS {
        disk.fault("record");
        let load = Load::start(&scene);
        load.has_begun().await;
        tokio::time::sleep(random_wait()).await;
        serving.kill();
        let redemptions = load.end().await;
        lost += disk.cut_power(seed);
        serving = deployment.serve_as(disk.under(deployment.command()));
        for redemption in &redemptions {
            is_kept(&scene, redemption).await;
            acknowledged += usize::from(redemption.token.is_some());
        }
    }
    serving.kill();
    println!("{acknowledged} acknowledged; {lost} sectors were lost or torn");
    assert!(acknowledged > 25 && lost > 25, "{acknowledged} {lost}");
    assert_eq!(integrity(&disk.database), "ok");
}

/// The power cuts above prove nothing unless they can be seen to lose something.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_204_a_disk_that_lies_about_its_flushes_is_found_out() {
    let deployment = Deployment::new("");
    let disk = Disk::of(&deployment);
    let serving = deployment.serve_as(disk.under(deployment.command()));
    let scene = Scene::of(&deployment).await;
    let before = disk.count("select count(*) from token");
    disk.fault("record");
    disk.fault("lies");
    let load = Load::start(&scene);
    load.has_begun().await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    serving.kill();
    let redemptions = load.end().await;
    let acknowledged = redemptions.iter().filter(|one| one.token.is_some()).count();
    assert!(acknowledged > 0 && disk.cut_power(1) > 0);
    let left = disk.try_count("select count(*) from token");
    let all = before + acknowledged as u64;
    assert!(
        left.is_none_or(|left| left < all),
        "{left:?} of {all} tokens are left"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_205_a_flush_that_fails_ends_the_program() {
    let deployment = Deployment::new("");
    let disk = Disk::of(&deployment);
    let mut serving = deployment.serve_as(disk.under(deployment.command()));
    let scene = Scene::of(&deployment).await;
    let (answer, attempt) = scene.code().await.expect("a code");
    let token = scene.token(&answer, &attempt).await.expect("a token");
    let (answer, attempt) = scene.code().await.expect("a code");

    disk.fault("fsync-fails");
    assert_eq!(scene.token(&answer, &attempt).await, None, "acknowledged");
    assert_eq!(serving.end().await, Some(3), "{}", deployment.log());
    assert!(!disk.has("fsync-fails"), "the fault was never met");
    let log = deployment.log();
    assert!(
        log.contains("the disk of the database failed; the server ends"),
        "{log}"
    );

    let _serving = deployment.serve_as(disk.under(deployment.command()));
    let page = scene.party.userinfo(&Browser::new(), &token).await;
    assert_eq!(page.status, 200, "what was acknowledged before is there");
    let (answer, attempt) = scene.code().await.expect("the session is there");
    assert!(scene.token(&answer, &attempt).await.is_some());
}

/// Nothing is answered any more, so there is nothing to go on for.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_205_a_flush_that_fails_while_a_node_leaves_ends_it_at_once() {
    let deployment = Deployment::new("");
    let disk = Disk::of(&deployment);
    let mut command = disk.under(deployment.command());
    command.env("LYKILL_SERVER_DRAIN_SECONDS", "120");
    let mut serving = deployment.serve_as(command);
    let scene = Scene::of(&deployment).await;
    let (answer, attempt) = scene.code().await.expect("a code");
    serving.signal(Signal::TERM);
    let leaves = || {
        let log = deployment.log();
        log.contains("not ready any more; still answering")
    };
    for tries in 0.. {
        assert!(tries < 500, "it does not leave: {}", deployment.log());
        if leaves() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    disk.fault("fsync-fails");
    assert_eq!(scene.token(&answer, &attempt).await, None, "acknowledged");
    assert_eq!(serving.end().await, Some(3), "{}", deployment.log());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_209_a_full_disk_grants_nothing_and_reading_goes_on() {
    let deployment = Deployment::new("");
    let disk = Disk::of(&deployment);
    let _serving = deployment.serve_as(disk.under(deployment.command()));
    let scene = Scene::of(&deployment).await;
    let (answer, attempt) = scene.code().await.expect("a code");
    let token = scene.token(&answer, &attempt).await.expect("a token");
    let (late, late_attempt) = scene.code().await.expect("a code");
    let before = disk.count("select count(*) from audit");
    let sessions = disk.count("select count(*) from session");

    disk.fault("full");
    let no_answer = scene.token(&late, &late_attempt).await;
    assert_eq!(no_answer, None, "a token without its audit row");
    let page = Browser::new()
        .open(scene.party.address(&scene.party.attempt()))
        .await;
    assert!(page.status >= 500, "{}: {}", page.status, page.text());
    assert!(
        scene
            .code()
            .await
            .is_none_or(|(answer, _)| answer.get("code").is_none())
    );
    let page = scene.party.userinfo(&Browser::new(), &token).await;
    assert_eq!(page.status, 200, "reading goes on");
    assert_eq!(disk.count("select count(*) from audit"), before);
    assert_eq!(disk.count("select count(*) from session"), sessions);
    assert!(deployment.log().contains("full"), "{}", deployment.log());

    disk.heal("full");
    let again = scene.token(&late, &late_attempt).await;
    assert!(again.is_some(), "what was refused was not spent");
    let (answer, attempt) = scene.code().await.expect("a code, without a restart");
    assert!(scene.token(&answer, &attempt).await.is_some());
    assert!(disk.count("select count(*) from audit") > before);
}
