//! Activating an eID: temporary password, own password, the card's first key, all at once.

use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_core::time::days;
use lykill_issuer::password::PasswordRefusal;
use lykill_issuer::types::{CardState, EidState};
use lykill_operations::Context;
use lykill_operations::answer::{NotAUserId, Problem, StepAnswer, StepView};
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

/// Why a new password was refused, and how strong it is.
#[track_caller]
fn not_taken(answer: StepAnswer) -> (PasswordRefusal, u8) {
    match problem(answer) {
        Problem::NewPassword(refusal, strength) => (refusal, strength),
        other => panic!("not refused for the password: {other:?}"),
    }
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
        let again = PasswordRefusal::SameAsTemporary;
        let shouted = holder.password.to_uppercase().replace('-', " ");
        for typed in [&holder.password, &shouted] {
            assert_eq!(
                not_taken(visitor.new_password(ctx, login, typed).await).0,
                again,
                "{typed}"
            );
        }
        for (typed, refusal, strong) in [
            ("kort", PasswordRefusal::TooShort, false),
            (&"x".repeat(1025), PasswordRefusal::TooLong, false),
            ("Sommerfugl2024", PasswordRefusal::Common, false),
            ("kari-er-best-av-alle", PasswordRefusal::ContainsName, true),
        ] {
            let found = not_taken(visitor.new_password(ctx, login, typed).await);
            assert_eq!(
                (found.0, found.1 >= 2),
                (refusal, strong),
                "{typed:.20}: {found:?}"
            );
        }
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

/// Types the number of the welcome letter and a temporary password.
async fn try_letter(ctx: &Context, number: &str, password: &str) -> (Visitor, StepAnswer) {
    let mut visitor = Visitor::default();
    let login = visitor.begin(ctx, LIBRARY).await;
    let answer = visitor.password(ctx, login, (number, password)).await;
    (visitor, answer)
}

async fn refused(ctx: &Context, number: &str, password: &str) -> Problem {
    problem(try_letter(ctx, number, password).await.1)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn letter_number_and_temporary_password_lead_to_an_own_user_id_and_password() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mut holder = newcomer(ctx).await;
        let other = somebody(ctx, "Ola Vik", |_| {}).await;
        let letters = posted(ctx, holder.person).await;
        let mut visitor = Visitor::default();
        let login = visitor.begin(ctx, LIBRARY).await;
        // Typed as people type: with hyphens and in capitals.
        let number = letters.number.replace(' ', "-");
        let password = letters.password.to_uppercase();
        let answer = visitor.password(ctx, login, (&number, &password)).await;
        assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
        let wishes = [
            ("kari", Problem::NewUserId(NotAUserId::Length)),
            ("kari moe", Problem::NewUserId(NotAUserId::Character)),
            (
                "4821-0937-5562",
                Problem::NewUserId(NotAUserId::NationalNumber),
            ),
            (other.user_id.as_str(), Problem::UserIdTaken),
        ];
        for (wish, expected) in wishes {
            let answer = visitor.new_name(ctx, login, (wish, PASSWORD)).await;
            assert_eq!(problem(answer), expected, "{wish}");
        }
        // The password must not be about the user id that was chosen, either.
        let answer = visitor
            .new_name(ctx, login, ("Lyngstien", "min-lyngstien-hjem"))
            .await;
        assert_eq!(not_taken(answer).0, PasswordRefusal::ContainsUserId);
        let answer = visitor.new_name(ctx, login, ("Lyngstien", PASSWORD)).await;
        assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
        let asked = visitor.key_view(ctx, login).await;
        assert_eq!((asked.user_id.as_str(), asked.activates), ("l•••••n", true));
        assert!(asked.strength.is_some_and(|strength| strength >= 3));
        assert!(matches!(
            state(ctx, &holder).await,
            EidState::AwaitsActivation { .. }
        ));
        returned(visitor.right_key(ctx, login).await);
        "lyngstien".clone_into(&mut holder.user_id);
        PASSWORD.clone_into(&mut holder.password);
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
        // Used letters say so to whoever holds both, and nothing to anybody else.
        assert_eq!(
            refused(ctx, &letters.number, &letters.password).await,
            Problem::LetterUsed
        );
        assert_eq!(
            refused(ctx, &letters.number, "hvem-vet").await,
            Problem::PasswordMismatch
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_023_a_letter_stands_five_wrong_tries_and_looks_like_no_letter_at_all() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = newcomer(ctx).await;
        let letters = posted(ctx, holder.person).await;
        for number in [letters.number.as_str(), "0000 1111 2222"] {
            for turn in 1..=5 {
                let answer = refused(ctx, number, &format!("feil-feil-{turn}")).await;
                assert_eq!(answer, Problem::PasswordMismatch, "{number} {turn}");
                pass(&world, days(1));
            }
            for turn in 0..20 {
                let answer = refused(ctx, number, &format!("mer-feil-{turn}")).await;
                assert_eq!(answer, Problem::Exhausted, "{number} {turn}");
            }
        }
        // Not even the right one opens it now, through neither door.
        let right = refused(ctx, &letters.number, &letters.password).await;
        assert_eq!(right, Problem::Exhausted);
        let door = refused(ctx, &holder.user_id, &letters.password).await;
        assert_eq!(door, Problem::PasswordMismatch);
        assert!(matches!(
            state(ctx, &holder).await,
            EidState::AwaitsActivation { .. }
        ));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_023_both_doors_share_the_tries_and_a_right_one_gives_them_back() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = newcomer(ctx).await;
        let letters = posted(ctx, holder.person).await;
        for _ in 0..2 {
            for door in [&letters.number, &holder.user_id] {
                for _ in 0..2 {
                    assert_eq!(
                        refused(ctx, door, "feil-feil").await,
                        Problem::PasswordMismatch
                    );
                }
            }
            // Resumable: the fifth is right, and whoever leaves then begins again with five.
            let (_, answer) = try_letter(ctx, &letters.number, &letters.password).await;
            assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
            pass(&world, days(1));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_022_letters_end_after_sixty_days_and_say_so_to_their_holder_only() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = newcomer(ctx).await;
        let letters = posted(ctx, holder.person).await;
        pass(&world, days(60));
        let held = refused(ctx, &letters.number, &letters.password).await;
        assert_eq!(held, Problem::LetterExpired);
        let stranger = refused(ctx, &letters.number, "feil-feil").await;
        assert_eq!(stranger, Problem::PasswordMismatch);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_who_choose_one_user_id_at_once_do_not_share_it() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let (first, second) = (newcomer(ctx).await, newcomer(ctx).await);
        let mut waiting = Vec::new();
        for holder in [&first, &second] {
            let mut visitor = Visitor::default();
            let login = visitor.until_key(ctx, LIBRARY, holder).await;
            let answer = visitor.new_name(ctx, login, ("lyngstien", PASSWORD)).await;
            assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
            waiting.push((visitor, login));
        }
        let (mut winner, login) = waiting.remove(0);
        returned(winner.right_key(ctx, login).await);
        let (mut late, login) = waiting.remove(0);
        assert_eq!(
            problem(late.right_key(ctx, login).await),
            Problem::StepPassed
        );
        // Nothing was spent: the key, the letters and the temporary password are good still.
        assert!(matches!(
            state(ctx, &second).await,
            EidState::AwaitsActivation { .. }
        ));
        assert_eq!(cards(ctx, second.eid).await[0].used, 0);
        let mut second = second;
        Visitor::default().activate(ctx, &mut second).await;
    })
    .await;
}
