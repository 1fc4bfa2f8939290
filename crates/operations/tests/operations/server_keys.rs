//! The server's own keys are exchanged while it runs.

use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_core::time::days;
use lykill_crypto::engine::Purpose;
use lykill_crypto::pure::jose::{Algorithm, Expect, VerifyKey, verify};
use lykill_crypto::pure::seal::SealRing;
use lykill_operations::answer::{JsonAnswer, Problem};
use lykill_operations::key::{
    self, OVERLAP, PUBLISHED_AHEAD, RemoveRefusal, Rotation, SigningRefusal, SigningRotated,
    StoredKind, Walk,
};
use lykill_operations::person::{self, PersonRefusal};
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
    let signing = keys.iter().filter(|key| key.purpose == "signing");
    signing.map(|key| key.state).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_114_a_new_key_is_published_before_it_signs_and_the_old_one_is_taken_after() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let first = signing_kid(ctx);
        // Keys are listed by the moment they were made.
        pass(&world, seconds(1));
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

pub async fn rotate_all(ctx: &Context, kind: StoredKind) -> Vec<String> {
    match key::rotate_stored(ctx, &command(ctx), kind)
        .await
        .expect("a database")
    {
        Rotation::InUse { ids } => ids,
        other => panic!("keys in use expected, got {other:?}"),
    }
}

pub async fn reseal_all(ctx: &Context) {
    let mut walk = Walk::default();
    loop {
        key::reseal(ctx, &mut walk).await.expect("a database");
        if walk.is_done() {
            return;
        }
    }
}

async fn remaining(ctx: &Context, purpose: &str) -> u64 {
    let keys = key::list(ctx).await.expect("a database");
    let of_purpose = keys.iter().filter(|key| key.purpose == purpose);
    of_purpose.filter_map(|key| key.remaining).sum()
}

pub async fn earlier(ctx: &Context, purpose: &str) -> String {
    let keys = key::list(ctx).await.expect("a database");
    let found = keys
        .iter()
        .find(|key| key.purpose == purpose && key.state == "earlier");
    found.expect("an earlier key").id.clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_sealing_key_takes_over_and_the_old_one_goes_when_nothing_needs_it() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = mette(ctx).await;
        let old = ctx.keys.seal().current_id().to_string();
        let ids = rotate_all(ctx, StoredKind::Sealing).await;
        assert_eq!(ctx.keys.seal().current_id().as_str(), ids[0]);
        assert!(
            remaining(ctx, "seal").await >= 4,
            "person, employee, card, signing key"
        );
        let refused = key::remove(ctx, &command(ctx), &old)
            .await
            .expect("a database");
        assert!(
            matches!(refused, Err(RemoveRefusal::Needed(_))),
            "{refused:?}"
        );
        // While values of both keys are stored, everything works.
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
        reseal_all(ctx).await;
        assert_eq!(remaining(ctx, "seal").await, 0);
        let removed = key::remove(ctx, &command(ctx), &old)
            .await
            .expect("a database");
        assert_eq!(removed, Ok(()));
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
        // The file that was left belongs to the database; one without the new key does not.
        let world = world.restart().await;
        Visitor::default().log_in(&world, LIBRARY, &holder).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_peppers_take_over_without_new_tries_second_numbers_or_lost_links() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = mette(ctx).await;
        // Three failures stand in the lane before the rotation; two more after it close it.
        let mut stranger = Visitor::default();
        let login = stranger.begin(ctx, LIBRARY).await;
        stranger.choose(ctx, login).await;
        for _ in 0..3 {
            stranger
                .password_again(ctx, login, (&holder.user_id, "feil-passord-77"))
                .await;
        }
        rotate_all(ctx, StoredKind::Pepper).await;
        for _ in 0..2 {
            stranger
                .password_again(ctx, login, (&holder.user_id, "feil-passord-77"))
                .await;
        }
        let answer = stranger
            .password_again(ctx, login, (&holder.user_id, PASSWORD))
            .await;
        assert!(
            matches!(problem(answer), Problem::Wait(_)),
            "the lane is one"
        );
        pass(&world, lykill_core::time::minutes(60));
        // The same national number is not registered twice, before and after its row changed over.
        for _ in 0..2 {
            let mut twin = new_person("Mette To");
            twin.national_id = Some(METTE_NUMBER.to_owned());
            let added = person::add(ctx, &command(ctx), twin)
                .await
                .expect("a database");
            assert_eq!(added.err(), Some(PersonRefusal::NationalIdTaken));
            reseal_all(ctx).await;
        }
        assert_eq!(remaining(ctx, "lookup").await, 0);
        // The login finds the register row, the card of the old pepper still works, and the
        // password is hashed anew.
        assert!(remaining(ctx, "pepper").await > 0);
        let mut visitor = Visitor::default();
        let login = visitor.until_key(ctx, PORTAL, &holder).await;
        visitor.right_key(ctx, login).await;
        visitor.send(ctx, login).await;
        let code = mailed_code(ctx).await;
        visitor.code(ctx, login, &code).await;
        returned(visitor.finish(ctx, login).await);
        assert_eq!(remaining(ctx, "pepper").await, 0);
        let old = earlier(ctx, "lookup").await;
        assert_eq!(
            key::remove(ctx, &command(ctx), &old)
                .await
                .expect("a database"),
            Ok(())
        );
        let card = earlier(ctx, "card").await;
        let refused = key::remove(ctx, &command(ctx), &card)
            .await
            .expect("a database");
        assert!(
            matches!(refused, Err(RemoveRefusal::Needed(1))),
            "{refused:?}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_are_put_to_use_only_when_every_node_holds_them() {
    let world = World::postgres().await;
    let other = world.second_node().await;
    let announce = async || {
        key::announce(&world, &[1; 16]).await.expect("a database");
        key::announce(&other, &[2; 16]).await.expect("a database");
    };
    announce().await;
    let old = other.keys.seal().current_id().to_string();
    let rotate = async || {
        let rotated = key::rotate_stored(&world, &command(&world), StoredKind::Sealing).await;
        rotated.expect("a database")
    };
    // Nobody reads the file again yet: both nodes lack the key, then one of them.
    let Rotation::Distribute { ids, lacking: 2 } = rotate().await else {
        panic!("two nodes lack the key");
    };
    announce().await;
    assert_eq!(
        rotate().await,
        Rotation::Distribute {
            ids: ids.clone(),
            lacking: 1
        }
    );
    assert_eq!(
        world.keys.seal().current_id().as_str(),
        old,
        "nothing is sealed with it yet"
    );
    key::refresh(&other).await.expect("the file");
    announce().await;
    assert_eq!(rotate().await, Rotation::InUse { ids: ids.clone() });
    key::refresh(&other).await.expect("a database");
    assert_eq!(other.keys.seal().current_id().as_str(), ids[0]);
    reseal_all(&other).await;
    // A node that still uses the old key holds its removal up.
    key::announce(&world, &[1; 16]).await.expect("a database");
    let removed = key::remove(&world, &command(&world), &old)
        .await
        .expect("a database");
    assert_eq!(removed, Err(RemoveRefusal::InUse(1)));
    announce().await;
    let removed = key::remove(&world, &command(&world), &old)
        .await
        .expect("a database");
    assert_eq!(removed, Ok(()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotation_that_stops_at_any_step_leaves_a_working_system_and_goes_on() {
    on_both_engines(async |world| {
        let holder = mette(&world).await;
        // The key is in the file, and the process ended before it was put to use.
        let waiting = world
            .keys
            .add(&[Purpose::Seal], world.rng.as_ref())
            .expect("a file");
        let mut world = world.restart().await;
        assert_ne!(world.keys.seal().current_id().as_str(), waiting[0]);
        Visitor::default().log_in(&world, LIBRARY, &holder).await;
        // The same command goes on with that key; then the process ends before a row is sealed.
        assert_eq!(rotate_all(&world, StoredKind::Sealing).await, waiting);
        world = world.restart().await;
        assert_eq!(world.keys.seal().current_id().as_str(), waiting[0]);
        Visitor::default().log_in(&world, LIBRARY, &holder).await;
        // After each chunk of the walk the process ends.
        for chunks in 1..8 {
            let mut walk = Walk::default();
            for _ in 0..chunks {
                key::reseal(&world, &mut walk).await.expect("a database");
            }
            world = world.restart().await;
            Visitor::default().log_in(&world, LIBRARY, &holder).await;
        }
        reseal_all(&world).await;
        assert_eq!(remaining(&world, "seal").await, 0);
    })
    .await;
}

/// Whatever bytes stand anywhere in the database: none of them was sealed with the old key.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_sealed_column_is_sealed_anew() {
    let world = World::sqlite().await;
    let holder = mette(&world).await;
    let mut visitor = Visitor::default();
    let login = visitor.until_key(&world, PORTAL, &holder).await;
    visitor.right_key(&world, login).await;
    visitor.send(&world, login).await;
    crate::otp_tokens::stock(&world, &["FT-1"]).await;
    let old = SealRing::beginning(world.keys.seal().current_id());
    assert!(sealed_columns(&world, &old).len() >= 5);
    rotate_all(&world, StoredKind::Sealing).await;
    reseal_all(&world).await;
    assert_eq!(sealed_columns(&world, &old), Vec::<String>::new());
}

/// The columns in which a value begins with these bytes.
fn sealed_columns(world: &World, beginning: &[u8]) -> Vec<String> {
    let path = world.home().join("lykill.db");
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let db = rusqlite::Connection::open_with_flags(path, flags).expect("the file");
    let text = "select m.name, c.name from sqlite_schema m, pragma_table_info(m.name) c \
                where m.type = 'table' and c.type = 'BLOB'";
    let mut found = Vec::new();
    let mut columns = db.prepare(text).expect("a statement");
    let columns = columns
        .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("columns");
    for column in columns {
        let (table, column): (String, String) = column.expect("a column");
        let text = format!(
            "select count(*) from {table} where substr({column}, 1, {}) = ?1",
            beginning.len()
        );
        let count: i64 = db
            .query_row(&text, [beginning], |row| row.get(0))
            .expect("a count");
        if count > 0 {
            found.push(format!("{table}.{column}"));
        }
    }
    found
}
