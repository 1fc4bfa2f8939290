//! What a thief of the database has: without the key file, no key of any card.

use crate::world::*;
use lykill_core::Level;
use lykill_crypto::engine::{KeyFile, Keys};
use lykill_issuer::types::Card;
use lykill_operations::Context;
use lykill_store::{eid_by_person, person_list};
use lykill_testkit::SeededRng;
use std::sync::Arc;

/// All cards in the database, found as a thief finds them: by reading the tables.
async fn stolen(ctx: &Context) -> Vec<Card> {
    let people = ctx.db.read(|tx| {
        Box::pin(async move {
            let mut eids = Vec::new();
            for person in person_list(tx, 1000, None).await? {
                eids.extend(eid_by_person(tx, person.id).await?);
            }
            Ok(eids)
        })
    });
    let mut found = Vec::new();
    for eid in people.await.expect("a database") {
        found.extend(cards(ctx, eid.id).await);
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_016_a_database_without_its_key_file_gives_no_key() {
    on_both_engines(async |world| {
        let ctx = &*world;
        for _ in 0..7 {
            somebody(ctx, "Ola Vik", |new| new.proofed = Level::Low).await;
        }
        let stolen = stolen(ctx).await;
        assert_eq!(stolen.len(), 7);
        let file = KeyFile::create(&world.home().join("thief.json"), &SeededRng::new(99));
        let mut thief = ctx.clone();
        thief.keys = Arc::new(Keys::of(&file.expect("a key file")));
        let opened = stolen
            .iter()
            .filter(|card| secret_of(&thief, card).is_some());
        assert_eq!(opened.count(), 0, "no card opens");
        // Even an opened secret gives no key without the card pepper.
        for card in &stolen {
            let secret = secret_of(ctx, card).expect("a sealed secret");
            assert!(thief.keys.card().pairs(&secret).is_err());
        }
        // With database and key file every key is there: the file is what protects.
        let recovered: usize = stolen.iter().map(|card| printed(ctx, card).len()).sum();
        assert_eq!(recovered, 7 * 148);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_016_a_sealed_secret_opens_only_in_its_own_row() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mine = somebody(ctx, "Ola Vik", |_| {}).await;
        let theirs = somebody(ctx, "Kari Moe", |_| {}).await;
        let mut swapped = cards(ctx, mine.eid).await.remove(0);
        swapped.secret = cards(ctx, theirs.eid).await.remove(0).secret;
        assert!(
            secret_of(ctx, &swapped).is_none(),
            "a row cannot be given another's secret"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_016_the_database_file_holds_no_secret_in_clear() {
    let world = World::sqlite().await;
    let ctx = &*world;
    let holder = mette(ctx).await;
    let mut visitor = Visitor::default();
    let login = visitor.log_in(ctx, PORTAL, &holder).await;
    visitor.send(ctx, login).await;
    let secrets = [
        METTE_NUMBER.to_owned(),
        PASSWORD.to_owned(),
        PORTAL.secret.to_owned(),
        format!("\"{}\"", mailed_code(ctx).await),
        visitor
            .browser
            .session
            .as_ref()
            .expect("a session")
            .expose()
            .clone(),
        visitor
            .browser
            .device
            .as_ref()
            .expect("a device")
            .expose()
            .clone(),
        visitor
            .browser
            .browser
            .as_ref()
            .expect("a browser")
            .expose()
            .clone(),
    ];
    let mut all = Vec::new();
    for file in std::fs::read_dir(world.home()).expect("a folder").flatten() {
        if file.file_name().to_string_lossy().starts_with("lykill.db") {
            all.extend(std::fs::read(file.path()).expect("a file"));
        }
    }
    let stands = |text: &str| {
        all.windows(text.len())
            .any(|window| window == text.as_bytes())
    };
    assert!(stands("Mette Hald"), "the search finds what is there");
    for secret in &secrets {
        assert!(!stands(secret), "{secret} stands in the database");
    }
}
