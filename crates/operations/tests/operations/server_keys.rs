//! The server's own keys are exchanged while it runs.

use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_core::time::days;
use lykill_crypto::pure::jose::{Algorithm, Expect, VerifyKey, verify};
use lykill_operations::answer::JsonAnswer;
use lykill_operations::key::{self, OVERLAP, PUBLISHED_AHEAD, SigningRefusal, SigningRotated};
use lykill_operations::{Context, discovery};

async fn rotate(ctx: &Context, compromised: bool) -> Result<SigningRotated, SigningRefusal> {
    let rotated = key::rotate_signing(ctx, &command(ctx), compromised).await;
    rotated.expect("a database")
}

fn id_token(answer: &JsonAnswer) -> String {
    answer.body["id_token"]
        .as_str()
        .expect("an ID token")
        .to_owned()
}

/// A service's check of a token, by what the issuer publishes at this moment.
fn is_taken(ctx: &Context, token: &str) -> bool {
    let Ok(keys) = VerifyKey::from_jwks(&discovery::jwks(ctx)) else {
        return false;
    };
    let expect = Expect {
        types: &["JWT"],
        type_may_be_absent: false,
        algorithms: &[Algorithm::Es256],
    };
    verify(token, &keys, expect).is_ok()
}

/// Whether the token is understood when it comes back as `id_token_hint`.
async fn is_hint(ctx: &Context, visitor: &Visitor, token: &str) -> bool {
    let hint = [("id_token_hint", token), ("prompt", "none")];
    let url = redirected(visitor.clone().authorize(ctx, LIBRARY, &hint).await);
    // The session is over by then; what matters is whether the hint itself was refused.
    param(&url, "error").as_deref() != Some("invalid_request")
}

async fn tokens(ctx: &Context, holder: &Holder) -> (Visitor, String) {
    let mut visitor = Visitor::default();
    let code = visitor.code_for(ctx, LIBRARY, holder).await;
    (visitor, id_token(&redeem(ctx, LIBRARY, &code).await))
}

fn published(ctx: &Context) -> usize {
    discovery::jwks(ctx)["keys"].as_array().expect("keys").len()
}

async fn states(ctx: &Context) -> Vec<&'static str> {
    let keys = key::list(ctx).await.expect("a database");
    keys.iter().map(|key| key.state).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_114_a_new_key_is_published_before_it_signs_and_the_old_one_is_taken_after() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let first = signing_kid(ctx);
        let rotated = rotate(ctx, false).await.expect("a rotation");
        assert_eq!(rotated.signs_from, ctx.now() + PUBLISHED_AHEAD);
        // Published, but not yet signing.
        assert_eq!((published(ctx), signing_kid(ctx)), (2, first.clone()));
        assert_eq!(states(ctx).await, ["active", "next"]);
        pass(&world, PUBLISHED_AHEAD - seconds(1));
        assert_eq!(signing_kid(ctx), first);
        let (visitor, last_of_old) = tokens(ctx, &holder).await;
        pass(&world, seconds(1));
        assert_eq!(signing_kid(ctx), rotated.kid);
        assert_eq!(states(ctx).await, ["retiring", "active"]);
        let (_, of_new) = tokens(ctx, &holder).await;
        // Both are taken for the whole overlap, by services and as a hint.
        pass(&world, OVERLAP - seconds(1));
        for token in [&last_of_old, &of_new] {
            assert!(is_taken(ctx, token) && is_hint(ctx, &visitor, token).await);
        }
        pass(&world, seconds(1));
        assert_eq!(states(ctx).await, ["retired", "active"]);
        assert!(is_taken(ctx, &of_new) && is_hint(ctx, &visitor, &of_new).await);
        assert!(!is_taken(ctx, &last_of_old), "its key is retired");
        assert!(
            !is_hint(ctx, &visitor, &last_of_old).await,
            "its key is retired"
        );
        assert_eq!(published(ctx), 1);
        assert_eq!(count(ctx, AuditKind::ServerKeyChanged).await, 1);
    })
    .await;
}

#[test]
fn case_114_the_overlap_covers_every_token_and_every_cache() {
    let lives = lykill_oauth::types::Lifetimes::default();
    // The published key set says `max-age=300`; services of the anchor keep it for a day.
    let cache = days(1);
    let session = lykill_core::time::minutes(120);
    let longest = lives.id_token.max(lives.access_token).max(session);
    assert!(OVERLAP >= longest + cache);
    assert!(PUBLISHED_AHEAD >= cache);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_114_a_compromised_key_ends_at_once() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let (visitor, stolen) = tokens(ctx, &holder).await;
        // Even the key that was to follow is given up: it lay beside the stolen one.
        rotate(ctx, false).await.expect("a rotation");
        pass(&world, seconds(60));
        let rotated = rotate(ctx, true).await.expect("a rotation");
        assert_eq!((signing_kid(ctx), published(ctx)), (rotated.kid.clone(), 1));
        assert!(!is_taken(ctx, &stolen) && !is_hint(ctx, &visitor, &stolen).await);
        let (_, fresh) = tokens(ctx, &holder).await;
        assert!(is_taken(ctx, &fresh));
        pass(&world, days(2));
        assert_eq!(
            signing_kid(ctx),
            rotated.kid,
            "what was given up never signs"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_rotation_waits_for_the_first() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let first = rotate(ctx, false).await.expect("a rotation");
        let refused = rotate(ctx, false).await.expect_err("one is under way");
        let SigningRefusal::UnderWay { kid, .. } = refused;
        assert_eq!((kid, published(ctx)), (first.kid, 2));
        pass(&world, PUBLISHED_AHEAD);
        rotate(ctx, false).await.expect("the first one signs now");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_nodes_that_rotate_at_once_one_does() {
    let world = World::postgres().await;
    let other = world.second_node().await;
    for _ in 0..5 {
        let (one, two) = tokio::join!(rotate(&world, false), rotate(&other, false));
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        pass(&world, PUBLISHED_AHEAD);
        let kid = one.or(two).expect("one").kid;
        for ctx in [&*world, &other] {
            key::refresh_signers(ctx).await.expect("a database");
            assert_eq!(signing_kid(ctx), kid);
        }
        pass(&world, OVERLAP);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_228_an_old_key_sounds_its_alarm_until_another_follows() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let made = ctx.now();
        let alarm = async || {
            let ages = key::ages(ctx).await.expect("a database");
            let age = ages.iter().find(|age| age.purpose == "signing");
            age.expect("a signing key").alarm()
        };
        for (left, expected) in [(31, None), (30, Some(30)), (14, Some(14)), (7, Some(7))] {
            world.clock.set(made + days(365 - left));
            assert_eq!(alarm().await, expected, "{left} days");
        }
        world.clock.set(made + days(370));
        assert_eq!(alarm().await, Some(1));
        rotate(ctx, false).await.expect("a rotation");
        assert_eq!(alarm().await, None, "a successor is on its way");
        pass(&world, PUBLISHED_AHEAD);
        assert_eq!(alarm().await, None, "and signs");
        // Five years, a rotation each: there is always one key that signs and is taken.
        for _ in 0..5 {
            pass(&world, days(330));
            rotate(ctx, false).await.expect("a rotation");
            pass(&world, PUBLISHED_AHEAD + OVERLAP);
            assert_eq!((published(ctx), alarm().await), (1, None));
        }
    })
    .await;
}
