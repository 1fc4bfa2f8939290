//! What belongs together: database, key file, profile and kind of deployment.

use crate::world::*;
use lykill_core::Profile;
use lykill_crypto::engine::KeyFile;
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
    let key = prepare(&world.db, file, (profile, kind), parts).await?;
    Ok(key.kid().to_owned())
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
            world.signer.kid(),
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
        kids.push(world.second_node().await.signer.kid().to_owned());
    }
    assert!(kids.iter().all(|kid| kid == world.signer.kid()), "{kids:?}");
}
