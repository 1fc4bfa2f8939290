//! Addresses that change: what waited for the old one, what comes back from it.

use crate::world::*;
use lykill_core::EffectKind;
use lykill_core::audit::AuditKind;
use lykill_core::time::days;
use lykill_issuer::types::{Card, CardState, PrintJob};
use lykill_operations::Context;
use lykill_operations::answer::Problem;
use lykill_operations::person::{self, ReissueRefusal};
use lykill_operations::print::PrintRefusal;

async fn order(ctx: &Context, holder: &Holder) -> Card {
    let ordered = order_card(ctx, &holder.user_id).await;
    let label = ordered.expect("a database").expect("a card").label;
    card(ctx, &label).await
}

/// New letters are ordered: what is in them is what the holder has.
async fn reissue(ctx: &Context, holder: &mut Holder) {
    let again = order_letters(ctx, &holder.user_id).await;
    again.expect("a database").expect("new letters");
    holder.password = posted(ctx, holder.person).await.password;
}

/// Posts leave, each on its day and alone.
async fn all_leave(world: &World, kinds: &[&str]) {
    for kind in kinds {
        let job = one(print_due(world).await);
        assert_eq!(job.kind, *kind);
        acknowledge(world, job.id).await.expect("posted");
        wait_for_the_next(world);
    }
}

fn is_blocked(card: &Card) -> bool {
    matches!(card.state, CardState::Blocked { .. })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_020_nothing_is_posted_to_a_new_address_for_two_weeks() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        acknowledge(ctx, one(print_due(ctx).await).id)
            .await
            .expect("posted");
        wait_for_the_next(&world);
        let moved = moves(ctx, &holder).await;
        assert!(moved.told);
        assert_eq!(count(ctx, AuditKind::AddressChanged).await, 1);
        let ordered = order_card(ctx, &holder.user_id).await;
        ordered.expect("a database").expect("a card");
        world.clock.set(moved.post_from - seconds(1));
        assert_eq!(print_due(ctx).await, []);
        world.clock.set(moved.post_from);
        assert_eq!(one(print_due(ctx).await).kind, "key-card");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn returned_mail_is_posted_anew_after_the_right_address() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mut holder = newcomer(ctx).await;
        let welcome = one(print_due(ctx).await);
        acknowledge(ctx, welcome.id).await.expect("posted");
        came_back(ctx, welcome.id).await.expect("it came back");
        let held = order_letters(ctx, &holder.user_id).await;
        assert_eq!(held.expect("a database"), Err(ReissueRefusal::PostHeld));
        let moved = moves(ctx, &holder).await;
        reissue(ctx, &mut holder).await;
        world.clock.set(moved.post_from);
        all_leave(&world, &KINDS).await;
        Visitor::default().activate(ctx, &mut holder).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_020_what_waits_for_the_old_address_is_void() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mut holder = newcomer(ctx).await;
        let before = posted(ctx, holder.person).await;
        // One lies at the print house, two wait for their day.
        let welcome = one(print_due(ctx).await);
        let moved = moves(ctx, &holder).await;
        assert_eq!(moved.withdrawn, 3);
        assert_eq!(acknowledge(ctx, welcome.id).await, Err(PrintRefusal::Void));
        assert!(is_blocked(&cards(ctx, holder.eid).await[0]));
        let mut visitor = Visitor::default();
        let login = visitor.begin(ctx, LIBRARY).await;
        let typed = (before.number.as_str(), before.password.as_str());
        let refused = visitor.password(ctx, login, typed).await;
        assert_eq!(problem(refused), Problem::LetterVoid);
        world.clock.set(moved.post_from);
        assert_eq!(print_due(ctx).await, [], "nothing goes anywhere by itself");
        reissue(ctx, &mut holder).await;
        for row in waiting(ctx).await {
            let to = match opened(ctx, &row) {
                EffectKind::WelcomeLetter { to, .. }
                | EffectKind::TemporaryPasswordLetter { to, .. }
                | EffectKind::KeyCard { to, .. } => to,
                _ => continue,
            };
            assert_eq!(to[1..], ["Nygata 2", "8002 Nordvik"]);
        }
        all_leave(&world, &KINDS).await;
        Visitor::default().activate(ctx, &mut holder).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_posted_before_a_move_and_the_card_in_use_stay() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        acknowledge(ctx, one(print_due(ctx).await).id)
            .await
            .expect("posted");
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
        wait_for_the_next(&world);
        let posted = order(ctx, &holder).await;
        acknowledge(ctx, one(print_due(ctx).await).id)
            .await
            .expect("posted");
        let waiting = order(ctx, &holder).await;
        assert_eq!(moves(ctx, &holder).await.withdrawn, 1);
        assert!(is_blocked(&card(ctx, &waiting.label.0).await));
        assert!(!is_blocked(&card(ctx, &posted.label.0).await));
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_from_an_address_that_was_left_says_nothing_about_the_new_one() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mut holder = newcomer(ctx).await;
        let welcome = one(print_due(ctx).await);
        acknowledge(ctx, welcome.id).await.expect("posted");
        let moved = moves(ctx, &holder).await;
        reissue(ctx, &mut holder).await;
        world.clock.set(moved.post_from);
        let new = one(print_due(ctx).await);
        let back = came_back(ctx, welcome.id).await.expect("it came back");
        assert!(!back.is_held && !back.told);
        acknowledge(ctx, new.id).await.expect("it counts still");
        wait_for_the_next(&world);
        all_leave(&world, &KINDS[1..]).await;
        Visitor::default().activate(ctx, &mut holder).await;
        assert_eq!(count(ctx, AuditKind::PostReturned).await, 1);
        // From the new address it says much.
        let order = order(ctx, &holder).await;
        wait_for_the_next(&world);
        let job = one(print_due(ctx).await);
        assert_eq!(job.card, Some(order.id));
        assert!(came_back(ctx, job.id).await.expect("it came back").is_held);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_that_comes_back_from_an_address_that_was_left_is_void_alone() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        acknowledge(ctx, one(print_due(ctx).await).id)
            .await
            .expect("posted");
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
        wait_for_the_next(&world);
        let old = order(ctx, &holder).await;
        let job = one(print_due(ctx).await);
        acknowledge(ctx, job.id).await.expect("posted");
        let moved = moves(ctx, &holder).await;
        let new = order(ctx, &holder).await;
        world.clock.set(moved.post_from);
        let back = came_back(ctx, job.id).await.expect("it came back");
        assert!(!back.is_held);
        assert!(is_blocked(&card(ctx, &old.label.0).await));
        assert!(!is_blocked(&card(ctx, &new.label.0).await));
        assert_eq!(one(print_due(ctx).await).card, Some(new.id));
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
    })
    .await;
}

/// The one letter that tells something, posted on its day.
async fn notice_posted(world: &World) -> PrintJob {
    wait_for_the_next(world);
    let mut jobs = print_due(world).await;
    jobs.retain(|job| job.kind == EffectKind::NOTICE_LETTER);
    let job = one(jobs);
    acknowledge(world, job.id).await.expect("posted");
    job
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_that_tells_something_and_comes_back_holds_the_post_unless_its_address_was_left() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Kari Moe", |new| {
            (new.email, new.phone) = (None, None);
        })
        .await;
        let is_held = async || {
            let job = notice_posted(&world).await;
            let back = came_back(&world, job.id).await;
            back.expect("posted before").is_held
        };
        let tell = async || {
            let why = "passport seen at the desk";
            let told = person::reopen(ctx, &command(ctx), &holder.user_id, why).await;
            told.expect("a database").expect("an eID");
        };
        tell().await;
        assert!(is_held().await, "it came from where she lives");
        moves(ctx, &holder).await;
        assert!(!is_held().await, "it went to where she lived");
        pass(&world, days(44));
        tell().await;
        assert!(is_held().await, "the new address is in doubt");
    })
    .await;
}
