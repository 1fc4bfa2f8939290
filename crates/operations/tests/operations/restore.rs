//! What a restored database refuses: whatever may have been used after the backup was taken.

use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_core::id::LoginId;
use lykill_core::{EffectKind, Spend};
use lykill_issuer::types::{Card, CardState};
use lykill_operations::answer::StepAnswer;
use lykill_operations::restored::{self, Unspent};
use lykill_operations::{Context, job};
use lykill_store::restored::loading_begin;
use lykill_store::{Commit, backup, card_spend};

/// A key that was accepted: whose, on which card, its number and itself.
struct Used {
    who: Holder,
    card: Card,
    number: u16,
    key: String,
}

async fn use_a_key(ctx: &Context, who: &Holder) -> (Visitor, Used) {
    let mut visitor = Visitor::default();
    let login = visitor.until_key(ctx, LIBRARY, who).await;
    let view = visitor.key_view(ctx, login).await;
    let key = right_key(ctx, &view).await;
    let used = Used {
        who: who.clone(),
        card: card(ctx, &view.card).await,
        number: view.number,
        key: key.clone(),
    };
    returned(visitor.key(ctx, login, &key).await);
    (visitor, used)
}

async fn restored(world: World, copy: &std::path::Path) -> (World, Unspent) {
    let world = world.restore(copy).await;
    let done = restored::finish(&world).await.expect("a database");
    (world, done.expect("it was marked"))
}

/// The bare statement that spends: whatever the pages do, the key is refused here.
async fn spends(ctx: &Context, used: &Used) -> bool {
    let (card, number, now) = (used.card.id, used.number, ctx.now());
    let login = LoginId::new(now, ctx.rng.as_ref());
    let spent = ctx.db.write(move |tx| {
        Box::pin(async move { Ok(Commit(card_spend(tx, card, number, now, login).await?)) })
    });
    spent.await.expect("a database") == Spend::Spent
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_222_no_key_that_was_used_after_the_backup_is_taken_after_the_restore() {
    // The backup is taken after so many logins of each, and so many more come after it.
    for (before, after) in [(0, 1), (0, 3), (1, 2), (2, 0), (3, 3)] {
        let world = World::sqlite().await;
        let holders = [
            somebody(&world, "Ola Vik", |_| {}).await,
            somebody(&world, "Kari Moe", |_| {}).await,
        ];
        let mut all = Vec::new();
        for turn in 0..before {
            all.push(use_a_key(&world, &holders[turn % 2]).await.1);
        }
        let copy = world.home().join("copy");
        backup::snapshot(&world.db, copy.clone())
            .await
            .expect("a backup");
        let mut open = None;
        for turn in 0..after {
            pass(&world, seconds(60));
            let (visitor, used) = use_a_key(&world, &holders[turn % 2]).await;
            all.push(used);
            open = Some(visitor);
        }
        pass(&world, seconds(60));
        let (world, done) = restored(world, &copy).await;
        assert_eq!(
            (done.ended.cards, done.ordered),
            (2, 2),
            "{before} and {after}"
        );
        for used in &all {
            assert!(
                !spends(&world, used).await,
                "{} of {}",
                used.number,
                used.card.label
            );
            // The same through the pages: the old card is asked for nowhere.
            let mut thief = Visitor::default();
            let login = thief.until_key(&world, LIBRARY, &used.who).await;
            assert_ne!(
                thief.key_view(&world, login).await.card,
                used.card.label.to_string()
            );
            let answer = thief.key(&world, login, &used.key).await;
            assert!(matches!(answer, StepAnswer::Stay(..)), "{answer:?}");
            pass(&world, seconds(3600));
        }
        if let Some(visitor) = open {
            let silent = [("prompt", "none")];
            let url = redirected(visitor.clone().authorize(&world, LIBRARY, &silent).await);
            assert_eq!(error_of(&url), "login_required");
        }
        // The documented way in: the card that came by post.
        for holder in &holders {
            pass(&world, seconds(3600));
            use_a_key(&world, holder).await;
        }
        assert_eq!(count(&world, AuditKind::DatabaseRestored).await, 1);
        job::purge(&world).await.expect("a database");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_222_an_activation_that_waited_begins_anew() {
    let world = World::sqlite().await;
    let mut newcomer = somebody(&world, "Nora Lie", |new| new.password = None).await;
    let copy = world.home().join("copy");
    backup::snapshot(&world.db, copy.clone())
        .await
        .expect("a backup");
    let mut lost = newcomer.clone();
    Visitor::default().activate(&world, &mut lost).await;
    pass(&world, seconds(60));
    let (world, done) = restored(world, &copy).await;
    assert_eq!(done.ordered, 1);
    let letters = outbox(&world)
        .await
        .into_iter()
        .filter_map(|effect| match effect {
            EffectKind::TemporaryPasswordLetter { password, .. } => Some(password),
            _ => None,
        });
    let letters: Vec<String> = letters.collect();
    assert_eq!(letters.len(), 1, "the letter of before is given up");
    assert_ne!(letters[0], newcomer.password);
    let mut thief = Visitor::default();
    let login = thief.begin(&world, LIBRARY).await;
    problem(
        thief
            .password(&world, login, (&newcomer.user_id, &newcomer.password))
            .await,
    );
    newcomer.password.clone_from(&letters[0]);
    Visitor::default().activate(&world, &mut newcomer).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_222_a_restore_that_stops_in_the_middle_goes_on_and_orders_nothing_twice() {
    on_both_engines(async |world| {
        let mut holders = Vec::new();
        for name in ["Ola Vik", "Kari Moe", "Nora Lie"] {
            holders.push(somebody(&world, name, |_| {}).await);
        }
        restored::mark(&world).await.expect("a database");
        let done = restored::finish(&world)
            .await
            .expect("a database")
            .expect("marked");
        assert_eq!((done.ended.cards, done.ordered), (3, 3));
        assert_eq!(
            restored::finish(&world).await.expect("a database"),
            None,
            "it is done"
        );
        // As if it had stopped before the last order: the others have theirs already.
        let mut living = cards(&world, holders[1].eid).await.into_iter();
        let card = living
            .find(|card| card.state == CardState::Dormant)
            .expect("a card");
        let gone = world.db.write(move |tx| {
            Box::pin(async move {
                let now = lykill_core::Timestamp::from_micros(1);
                let blocked = lykill_store::card_block(tx, card.id, now, "test").await?;
                lykill_store::meta_save(tx, "restored", "ordering 1").await?;
                Ok(Commit(blocked))
            })
        });
        assert_eq!(gone.await.expect("a database"), Spend::Spent);
        let done = restored::finish(&world)
            .await
            .expect("a database")
            .expect("not done");
        assert_eq!((done.ended.cards, done.ordered), (0, 1));
        for holder in &holders {
            let living = cards(&world, holder.eid).await;
            let living = living
                .iter()
                .filter(|card| card.state == CardState::Dormant);
            assert_eq!(living.count(), 1);
            Visitor::default().log_in(&world, LIBRARY, holder).await;
        }
    })
    .await;
}

/// The backup is in, and whoever loaded it was killed before it could say so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_222_a_backup_that_was_loaded_and_never_marked_is_found_at_the_next_start() {
    on_both_engines(async |world| {
        let holder = somebody(&world, "Ola Vik", |_| {}).await;
        // The second is a second try of the same command.
        for _ in 0..2 {
            loading_begin(&world.db).await.expect("a database");
        }
        assert_eq!(restored::done_at(&world).await.expect("a database"), None);
        let done = restored::finish(&world).await.expect("a database");
        assert_eq!(
            done.map(|done| (done.ended.cards, done.ordered)),
            Some((1, 1))
        );
        let at = restored::done_at(&world).await.expect("a database");
        assert_eq!(at, Some(world.now()));
        assert_eq!(restored::finish(&world).await.expect("a database"), None);
        Visitor::default().log_in(&world, LIBRARY, &holder).await;
    })
    .await;
}
