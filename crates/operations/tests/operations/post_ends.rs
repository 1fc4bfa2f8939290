//! Where the post ends what it carried: a card in use that comes back, a letter too old to be
//! printed anew.

use crate::world::*;
use lykill_core::time::days;
use lykill_issuer::types::CardState;
use lykill_operations::print::PrintRefusal;

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
