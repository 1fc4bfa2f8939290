//! A letter in the post while the keys of look-up values are exchanged.

use crate::server_keys::{earlier, reseal_all, rotate_all};
use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_operations::Context;
use lykill_operations::answer::{Problem, StepAnswer};
use lykill_operations::key::{self, RemoveRefusal, StoredKind};
use lykill_operations::person::NewPerson;

async fn typed(ctx: &Context, number: &str, password: &str) -> StepAnswer {
    let mut visitor = Visitor::default();
    let login = visitor.begin(ctx, LIBRARY).await;
    visitor.password(ctx, login, (number, password)).await
}

async fn newcomer(ctx: &Context) -> Letters {
    let without = |new: &mut NewPerson| new.password = None;
    let holder = somebody(ctx, "Kari Moe", without).await;
    posted(ctx, holder.person).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_in_the_post_outlives_a_rotation_and_keeps_the_keys_that_it_needs() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let letters = newcomer(ctx).await;
        rotate_all(ctx, StoredKind::Pepper).await;
        reseal_all(ctx).await;
        for purpose in ["lookup", "pepper"] {
            let old = earlier(ctx, purpose).await;
            let refused = key::remove(ctx, &command(ctx), &old).await;
            assert!(
                matches!(refused, Ok(Err(RemoveRefusal::Needed(_)))),
                "{purpose}: {refused:?}"
            );
        }
        let answer = typed(ctx, &letters.number, &letters.password).await;
        assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_in_use_stays_and_a_removal_is_written_down() {
    on_both_engines(async |world| {
        let ctx = &*world;
        rotate_all(ctx, StoredKind::Sealing).await;
        reseal_all(ctx).await;
        let keys = key::list(ctx).await.expect("a database");
        for used in keys.iter().filter(|key| key.state == "active") {
            let refused = key::remove(ctx, &command(ctx), &used.id).await;
            let refused = refused.expect("a database");
            assert_eq!(
                refused,
                Err(RemoveRefusal::State(used.state)),
                "{}",
                used.purpose
            );
        }
        let old = earlier(ctx, "seal").await;
        let removed = key::remove(ctx, &command(ctx), &old).await;
        assert_eq!(removed.expect("a database"), Ok(()));
        let rows = audit(ctx, AuditKind::ServerKeyChanged).await;
        let said = format!("key {old} is removed");
        assert_eq!(rows.iter().filter(|row| row.detail == said).count(), 1);
        let in_use = rows
            .iter()
            .filter(|row| row.detail.ends_with(" are in use"));
        assert_eq!(in_use.count(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_023_a_rotation_gives_a_letter_no_new_tries() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let letters = newcomer(ctx).await;
        for turn in 0..5 {
            if turn == 3 {
                rotate_all(ctx, StoredKind::Pepper).await;
            }
            let wrong = format!("feil-feil-{turn}");
            let answer = problem(typed(ctx, &letters.number, &wrong).await);
            assert_eq!(answer, Problem::PasswordMismatch, "{turn}");
        }
        let answer = typed(ctx, &letters.number, &letters.password).await;
        assert_eq!(problem(answer), Problem::Exhausted);
    })
    .await;
}
