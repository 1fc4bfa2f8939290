//! Where the post ends what it carried: a card in use that comes back, a letter too old to be
//! printed anew.

use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_core::time::days;
use lykill_issuer::types::CardState;
use lykill_operations::print::PrintRefusal;
use lykill_operations::{demo, person};

/// Somebody else opened the envelope, used the card, and posted it back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_030_a_card_in_use_that_comes_back_ends_the_sessions_that_it_opened() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let job = one(print_due(ctx).await);
        acknowledge(ctx, job.id).await.expect("posted");
        let mut visitor = Visitor::default();
        let code = visitor.code_for(ctx, LIBRARY, &holder).await;
        let tokens = redeem(ctx, LIBRARY, &code).await;
        let silent = [("prompt", "none")];
        code_of(&redirected(visitor.authorize(ctx, LIBRARY, &silent).await));
        came_back(ctx, job.id).await.expect("it came back");
        let card = cards(ctx, holder.eid).await.remove(0);
        assert!(matches!(card.state, CardState::Blocked { .. }));
        let url = redirected(visitor.authorize(ctx, LIBRARY, &silent).await);
        assert_eq!(error_of(&url), "login_required");
        assert_eq!(ask_userinfo(ctx, &tokens).await.status, 401);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_011_a_next_card_that_comes_back_is_ordered_again() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let first = one(print_due(ctx).await);
        acknowledge(ctx, first.id).await.expect("posted");
        let left = demo::spend_keys(ctx, &holder.user_id, 21).await;
        assert_eq!(left.expect("a database"), Some(21));
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
        assert_eq!(count(ctx, AuditKind::CardOrdered).await, 2);
        wait_for_the_next(&world);
        let next = one(print_due(ctx).await);
        acknowledge(ctx, next.id).await.expect("posted");
        came_back(ctx, next.id).await.expect("it came back");
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
        assert_eq!(count(ctx, AuditKind::CardOrdered).await, 2, "where to?");
        let lines = ["Nygata 2".to_owned(), "8002 Nordvik".to_owned()];
        let moved = person::change_address(ctx, &command(ctx), &holder.user_id, &lines).await;
        moved.expect("a database").expect("another address");
        for _ in 0..2 {
            Visitor::default().log_in(ctx, LIBRARY, &holder).await;
            assert_eq!(count(ctx, AuditKind::CardOrdered).await, 3);
        }
    })
    .await;
}

/// Nobody knows who opened the envelopes that went to the same address.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_that_comes_back_voids_the_card_that_was_posted_after_it() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = newcomer(ctx).await;
        let mut jobs = Vec::new();
        for kind in KINDS {
            let job = one(print_due(ctx).await);
            assert_eq!(job.kind, kind);
            acknowledge(ctx, job.id).await.expect("posted");
            jobs.push(job.id);
            wait_for_the_next(&world);
        }
        came_back(ctx, jobs[1]).await.expect("it came back");
        let card = cards(ctx, holder.eid).await.remove(0);
        assert!(matches!(card.state, CardState::Blocked { .. }), "{card:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_022_a_letter_that_ended_is_not_printed_anew() {
    on_both_engines(async |world| {
        let ctx = &*world;
        somebody(ctx, "Kari Moe", |new| new.password = None).await;
        let welcome = one(print_due(ctx).await);
        acknowledge(ctx, welcome.id).await.expect("posted");
        pass(&world, days(59));
        assert!(reprint(ctx, welcome.id).await.is_ok());
        let again = somebody(ctx, "Nora Lie", |new| new.password = None).await;
        let jobs = print_due(ctx).await;
        let welcome = jobs.iter().find(|job| job.person == again.person);
        let welcome = welcome.expect("a welcome letter").id;
        acknowledge(ctx, welcome).await.expect("posted");
        pass(&world, days(61));
        assert_eq!(reprint(ctx, welcome).await, Err(PrintRefusal::Spent));
    })
    .await;
}
