//! Activating an eID: temporary password, own password, the card's first key, all at once.

use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_core::time::days;
use lykill_core::{Clock as _, EffectKind};
use lykill_issuer::password::PasswordRefusal;
use lykill_issuer::types::{CardState, EidState};
use lykill_operations::Context;
use lykill_operations::answer::{Problem, StepAnswer, StepView};
use lykill_operations::person::NewPerson;
use lykill_store::eid_fetch;

async fn newcomer(ctx: &Context) -> Holder {
    somebody(ctx, "Kari Moe", |new: &mut NewPerson| new.password = None).await
}

async fn state(ctx: &Context, holder: &Holder) -> EidState {
    let eid = holder.eid;
    let read = ctx
        .db
        .read(move |tx| Box::pin(async move { eid_fetch(tx, eid).await }));
    read.await.expect("a database").expect("the eID").state
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_022_a_temporary_password_works_once() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mut holder = newcomer(ctx).await;
        let temporary = holder.password.clone();
        let mut visitor = Visitor::default();
        visitor.activate(ctx, &mut holder).await;
        assert!(matches!(state(ctx, &holder).await, EidState::Active { .. }));
        assert_eq!(cards(ctx, holder.eid).await[0].state, CardState::Active);
        assert_eq!(count(ctx, AuditKind::EidActivated).await, 1);
        let mut other = Visitor::default();
        let login = other.begin(ctx, LIBRARY).await;
        let typed = (holder.user_id.as_str(), temporary.as_str());
        assert_eq!(
            problem(other.password(ctx, login, typed).await),
            Problem::PasswordMismatch
        );
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_022_a_temporary_password_ends() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = newcomer(ctx).await;
        let EidState::AwaitsActivation { valid_until, .. } = state(ctx, &holder).await else {
            panic!("it awaits activation");
        };
        let typed = (holder.user_id.as_str(), holder.password.as_str());
        world.clock.set(valid_until - seconds(1));
        let mut visitor = Visitor::default();
        let login = visitor.begin(ctx, LIBRARY).await;
        let answer = visitor.password(ctx, login, typed).await;
        assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
        world.clock.set(valid_until);
        let mut visitor = Visitor::default();
        let login = visitor.begin(ctx, LIBRARY).await;
        assert_eq!(
            problem(visitor.password(ctx, login, typed).await),
            Problem::PasswordMismatch
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_022_a_temporary_password_is_no_new_one() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = newcomer(ctx).await;
        let mut visitor = Visitor::default();
        let login = visitor.until_key(ctx, LIBRARY, &holder).await;
        let StepView::NewPassword { .. } = visitor.step(ctx, login).await else {
            panic!("an own password is asked next");
        };
        let again = Problem::NewPassword(PasswordRefusal::SameAsTemporary);
        let shouted = holder.password.to_uppercase().replace('-', " ");
        for typed in [&holder.password, &shouted] {
            assert_eq!(
                problem(visitor.new_password(ctx, login, typed).await),
                again,
                "{typed}"
            );
        }
        let short = Problem::NewPassword(PasswordRefusal::TooShort);
        assert_eq!(
            problem(visitor.new_password(ctx, login, "kort").await),
            short
        );
        let long = Problem::NewPassword(PasswordRefusal::TooLong);
        let typed = "x".repeat(1025);
        assert_eq!(
            problem(visitor.new_password(ctx, login, &typed).await),
            long
        );
        let named = Problem::NewPassword(PasswordRefusal::ContainsName);
        assert_eq!(
            problem(
                visitor
                    .new_password(ctx, login, "kari-er-best-av-alle")
                    .await
            ),
            named
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_022_leaving_half_way_spends_nothing() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mut holder = newcomer(ctx).await;
        for steps in 1..=3 {
            let mut visitor = Visitor::default();
            let login = visitor.until_key(ctx, LIBRARY, &holder).await;
            if steps >= 2 {
                visitor
                    .new_password(ctx, login, "en-helt-annen-setning")
                    .await;
            }
            if steps == 3 {
                let key = right_key(ctx, &visitor.key_view(ctx, login).await).await;
                problem(visitor.key(ctx, login, &wrong_key(&key)).await);
            }
            assert!(matches!(
                state(ctx, &holder).await,
                EidState::AwaitsActivation { .. }
            ));
            assert_eq!(cards(ctx, holder.eid).await[0].state, CardState::Dormant);
            pass(&world, days(1));
        }
        Visitor::default().activate(ctx, &mut holder).await;
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_tabs_that_activate_one_does_and_the_other_starts_again() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mut holder = newcomer(ctx).await;
        let (mut first, mut second) = (Visitor::default(), Visitor::default());
        let one = first.until_key(ctx, LIBRARY, &holder).await;
        first.new_password(ctx, one, PASSWORD).await;
        let other = second.until_key(ctx, LIBRARY, &holder).await;
        second
            .new_password(ctx, other, "en-helt-annen-setning")
            .await;
        let asked = first.key_view(ctx, one).await;
        let key = right_key(ctx, &asked).await;
        returned(first.key(ctx, one, &key).await);
        let late = second.key(ctx, other, &key).await;
        assert!(!matches!(late, StepAnswer::Return(..)), "{late:?}");
        assert_eq!(problem(late), Problem::StepPassed);
        assert!(matches!(
            second.step(ctx, other).await,
            StepView::Password { .. }
        ));
        // The password of the tab that was first is the one that counts.
        let typed = (holder.user_id.as_str(), "en-helt-annen-setning");
        let refused = second.password(ctx, other, typed).await;
        assert_eq!(problem(refused), Problem::PasswordMismatch);
        PASSWORD.clone_into(&mut holder.password);
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
        assert_eq!(count(ctx, AuditKind::EidActivated).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tab_left_at_the_new_password_goes_on_when_another_activated() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mut holder = newcomer(ctx).await;
        let mut left = Visitor::default();
        let login = left.until_key(ctx, LIBRARY, &holder).await;
        Visitor::default().activate(ctx, &mut holder).await;
        left.new_password(ctx, login, "en-helt-annen-setning").await;
        let step = left.step(ctx, login).await;
        assert!(
            !matches!(step, StepView::NewPassword { .. }),
            "no dead end: {step:?}"
        );
        left.log_in(ctx, LIBRARY, &holder).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_021_card_and_letter_are_posted_on_different_days() {
    on_both_engines(async |world| {
        let ctx = &*world;
        newcomer(ctx).await;
        let effects = outbox(ctx).await;
        let [
            EffectKind::KeyCard { .. },
            EffectKind::TemporaryPasswordLetter { .. },
        ] = &effects[..]
        else {
            panic!("two letters: {}", effects.len());
        };
        let now = world.clock.now();
        let rows = ctx.db.read(|tx| {
            let waiting = lykill_store::OutboxState::Waiting;
            Box::pin(async move { lykill_store::outbox_list(tx, waiting).await })
        });
        for row in rows.await.expect("a database") {
            let is_letter = row.kind == "temporary-password-letter";
            let delay = if is_letter { days(1) } else { days(0) };
            assert_eq!(row.not_before, now + delay, "{}", row.kind);
        }
    })
    .await;
}
