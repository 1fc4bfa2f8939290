//! What belongs together: database, key file, profile and kind of deployment.

use crate::world::*;
use lykill_core::time::days;
use lykill_core::{Clock as _, Profile};
use lykill_crypto::engine::{KeyFile, Keys};
use lykill_operations::answer::Gone;
use lykill_operations::authorize::AuthorizeAnswer;
use lykill_operations::job;
use lykill_operations::startup::{Deployment, StartError, is_new, prepare};
use lykill_testkit::SeededRng;

async fn start(
    world: &World,
    file: &KeyFile,
    profile: Profile,
    kind: Deployment,
) -> Result<String, StartError> {
    let parts = (
        &world.clock as &dyn lykill_core::Clock,
        &SeededRng::new(5) as &dyn lykill_core::Rng,
    );
    let signers = prepare(&world.db, &Keys::of(file), (profile, kind), parts).await?;
    let key = signers.current(world.clock.now());
    Ok(key.expect("a key that signs").kid().to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_224_a_database_starts_only_with_what_it_was_made_with() {
    on_both_engines(async |world| {
        let own = KeyFile::load(&world.key_file()).expect("the key file");
        let other = KeyFile::create(&world.home().join("other.json"), &SeededRng::new(77));
        let other = other.expect("another key file");
        let (serve, demo) = (Deployment::Serve, Deployment::Demo);
        let kid = start(&world, &own, PROFILE, serve).await.expect("it fits");
        assert_eq!(
            kid,
            signing_kid(&world),
            "the signing key is the one that was made"
        );
        assert!(!is_new(&world.db).await.expect("a database"));
        let wrong = [
            (&other, PROFILE, serve, "key file: "),
            (&own, Profile::No, serve, "profile: "),
            (&own, Profile::TestDk, serve, "profile: "),
            (&own, PROFILE, demo, "deployment: "),
        ];
        for (file, profile, kind, begins) in wrong {
            let error = start(&world, file, profile, kind)
                .await
                .expect_err("it does not fit");
            let line = error.to_string();
            assert!(line.starts_with(begins) && !line.contains('\n'), "{line}");
        }
        let again = start(&world, &own, PROFILE, serve)
            .await
            .expect("refusals changed nothing");
        assert_eq!(again, kid);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_start_together_sign_with_one_key() {
    let world = World::postgres().await;
    let mut kids = Vec::new();
    for _ in 0..4 {
        kids.push(signing_kid(&world.second_node().await));
    }
    let own = signing_kid(&world);
    assert!(kids.iter().all(|kid| *kid == own), "{kids:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_purge_takes_what_ended_and_nothing_that_lives() {
    on_both_engines(async |world| {
        let holder = somebody(&world, "Ola Vik", |_| {}).await;
        let mut visitor = Visitor::default();
        visitor.code_for(&world, LIBRARY, &holder).await;
        let login = visitor.begin_anew(&world).await;
        job::purge(&world).await.expect("a database");
        assert!(visitor.look(&world, login).await.is_ok());
        assert!(matches!(
            visitor.authorize(&world, BANK, &[]).await,
            AuthorizeAnswer::Return(..)
        ));
        pass(&world, days(400));
        assert!(job::purge(&world).await.expect("a database") > 0);
        let gone = visitor.look(&world, login).await.expect_err("it ended");
        assert_eq!(gone, Gone::Unknown);
        visitor.browser.session = None;
        visitor.log_in(&world, LIBRARY, &holder).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_211_a_clock_that_was_set_back_stops_the_start() {
    on_both_engines(async |world| {
        let own = KeyFile::load(&world.key_file()).expect("the key file");
        let seen = world.clock.now();
        job::purge(&world).await.expect("a database");
        for (behind, good) in [(0, true), (300, true), (301, false), (86_400, false)] {
            world.clock.set(seen - seconds(behind));
            let started = start(&world, &own, PROFILE, Deployment::Serve).await;
            let clock = matches!(started, Err(StartError::Clock { .. }));
            assert_eq!((started.is_ok(), clock), (good, !good), "{behind} s");
        }
    })
    .await;
}
