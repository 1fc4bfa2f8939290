//! User id and password: what an answer tells, and how many tries somebody has.

use crate::world::*;
use lykill_core::Clock as _;
use lykill_core::audit::AuditKind;
use lykill_core::throttle::LANE_FAILURES;
use lykill_core::time::{days, minutes};
use lykill_operations::Context;
use lykill_operations::answer::{Problem, StepAnswer};
use lykill_operations::person::NewPerson;
use lykill_store::Engine;
use std::sync::Arc;

const WRONG: &str = "feil-passord-her-77";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_032_a_password_that_is_too_long_is_nobodys_and_is_not_hashed() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        for user_id in [holder.user_id.as_str(), "ukjent.bruker"] {
            let mut visitor = Visitor::default();
            let login = visitor.begin(ctx, LIBRARY).await;
            let typed = (user_id, &*"x".repeat(1025));
            let refused = problem(visitor.password(ctx, login, typed).await);
            assert_eq!(refused, Problem::PasswordMismatch, "{user_id}");
        }
        assert_eq!(count(ctx, AuditKind::PasswordRefused).await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_034_case_035_case_counts_and_the_way_of_writing_an_a_ring_does_not() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let own = |new: &mut NewPerson| new.password = Some("blåbær-kråke-trapp".into());
        let holder = somebody(ctx, "Ola Vik", own).await;
        let mut visitor = Visitor::default();
        let login = visitor.begin(ctx, LIBRARY).await;
        visitor.choose(ctx, login).await;
        for other in [
            "Blåbær-kråke-trapp",
            "blabær-krake-trapp",
            "blåbær-kråke-trap",
        ] {
            let typed = (holder.user_id.as_str(), other);
            let refused = problem(visitor.password_again(ctx, login, typed).await);
            assert_eq!(refused, Problem::PasswordMismatch, "{other}");
        }
        let decomposed = "bla\u{30a}bær-kra\u{30a}ke-trapp";
        let shouted = holder.user_id.to_uppercase();
        let answer = visitor
            .password_again(ctx, login, (&shouted, decomposed))
            .await;
        assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
    })
    .await;
}

/// Five wrong passwords in four minutes: 30 s to wait from the fifth on.
async fn five_failures(world: &World, user_id: &str) -> Visitor {
    let mut visitor = Visitor::default();
    let login = visitor.begin(world, LIBRARY).await;
    visitor.choose(world, login).await;
    for _ in 0..5 {
        let refused = problem(visitor.password_again(world, login, (user_id, WRONG)).await);
        assert_eq!(refused, Problem::PasswordMismatch);
    }
    let waits = problem(visitor.password_again(world, login, (user_id, WRONG)).await);
    assert_eq!(
        waits,
        Problem::Wait(world.clock.now() + seconds(30)),
        "{user_id}"
    );
    visitor
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_045_without_any_configuration_tries_are_limited() {
    on_both_engines(async |world| {
        let holder = somebody(&world, "Ola Vik", |_| {}).await;
        five_failures(&world, &holder.user_id).await;
        five_failures(&world, "ukjent.bruker").await;
        five_failures(&world, "ikke en bruker\0-id").await;
        // The right password waits as well, and opens afterwards.
        let mut visitor = Visitor::default();
        let login = visitor.begin(&world, LIBRARY).await;
        let typed = (holder.user_id.as_str(), PASSWORD);
        assert!(matches!(
            problem(visitor.password(&world, login, typed).await),
            Problem::Wait(_)
        ));
        pass(&world, seconds(30));
        let answer = visitor.password_again(&world, login, typed).await;
        assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_041_a_hundred_failures_are_evaluated_and_never_one_more() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let mut known = Visitor::default();
        known.log_in(ctx, LIBRARY, &holder).await;
        let before = count(ctx, AuditKind::PasswordRefused).await;
        for mut visitor in [Visitor::default(), known] {
            for _ in 0..LANE_FAILURES {
                pass(&world, minutes(61));
                let login = visitor.begin_anew(ctx).await;
                let typed = (holder.user_id.as_str(), WRONG);
                let refused = problem(visitor.password(ctx, login, typed).await);
                assert_eq!(refused, Problem::PasswordMismatch);
            }
            pass(&world, days(30));
            let login = visitor.begin_anew(ctx).await;
            let typed = (holder.user_id.as_str(), PASSWORD);
            assert_eq!(
                problem(visitor.password(ctx, login, typed).await),
                Problem::Exhausted
            );
        }
        assert_eq!(count(ctx, AuditKind::PasswordRefused).await - before, 100);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_042_an_attackers_own_successes_reset_nothing_of_the_victims() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let victim = somebody(ctx, "Ola Vik", |_| {}).await;
        let attacker = somebody(ctx, "Kari Moe", |_| {}).await;
        let mut visitor = Visitor::default();
        for attempt in 1..=6 {
            let login = visitor.begin_anew(ctx).await;
            let typed = (victim.user_id.as_str(), WRONG);
            let refused = problem(visitor.password(ctx, login, typed).await);
            let waits = matches!(refused, Problem::Wait(_));
            assert_eq!(waits, attempt == 6, "attempt {attempt}: {refused:?}");
            visitor.log_in(ctx, LIBRARY, &attacker).await;
            visitor.browser.session = None;
        }
        // The same for keys: with the victim's password, the attacker's own keys help nothing.
        pass(&world, seconds(30));
        let mut asked = visitor.until_key(ctx, LIBRARY, &victim).await;
        for attempt in 1..=6 {
            let key = right_key(ctx, &visitor.key_view(ctx, asked).await).await;
            let refused = problem(visitor.key(ctx, asked, &wrong_key(&key)).await);
            let waits = matches!(refused, Problem::Wait(_));
            assert_eq!(waits, attempt == 6, "attempt {attempt}: {refused:?}");
            visitor.log_in(ctx, LIBRARY, &attacker).await;
            visitor.browser.session = None;
            asked = visitor.until_key(ctx, LIBRARY, &victim).await;
        }
    })
    .await;
}

async fn wrong_once(ctx: &Context, mut visitor: Visitor, user_id: String) -> Problem {
    let login = visitor.begin(ctx, LIBRARY).await;
    visitor.choose(ctx, login).await;
    let mut last = Problem::StepPassed;
    for _ in 0..5 {
        let typed = (user_id.as_str(), WRONG);
        last = problem(visitor.password_again(ctx, login, typed).await);
    }
    last
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_040_a_thousand_strangers_do_not_keep_the_owner_out() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let mut owner = Visitor::default();
        owner.log_in(ctx, LIBRARY, &holder).await;
        // PostgreSQL lets them through one after another, so there fewer come.
        let an_hour = if ctx.db.engine() == Engine::Sqlite {
            42
        } else {
            9
        };
        for _ in 0..24 {
            pass(&world, minutes(60));
            let strangers = crowd(an_hour, |_| {
                let (ctx, user_id) = (ctx.clone(), holder.user_id.clone());
                async move { wrong_once(&ctx, Visitor::default(), user_id).await }
            });
            let shut = |problem: &Problem| matches!(problem, Problem::Wait(_) | Problem::Exhausted);
            assert!(strangers.await.iter().any(shut), "strangers wait");
        }
        let evaluated = count(ctx, AuditKind::PasswordRefused).await;
        assert!(
            evaluated <= LANE_FAILURES as usize,
            "{evaluated} were looked at"
        );
        // A stranger cannot even try the right password; the owner's own browser can, at once.
        let mut stranger = Visitor::default();
        let login = stranger.begin(ctx, LIBRARY).await;
        let typed = (holder.user_id.as_str(), PASSWORD);
        let refused = problem(stranger.password(ctx, login, typed).await);
        assert!(
            matches!(refused, Problem::Wait(_) | Problem::Exhausted),
            "{refused:?}"
        );
        owner.browser.session = None;
        owner.log_in(ctx, LIBRARY, &holder).await;
        assert_eq!(count(ctx, AuditKind::LoginSucceeded).await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_052_raised_parameters_renew_a_hash_once_at_the_next_login() {
    on_both_engines(async |world| {
        let before = world.clone();
        let mut raised = world.clone();
        raised.hasher = Arc::new(hasher(&raised.keys, 64));
        let holder = somebody(&before, "Ola Vik", |_| {}).await;
        let renewed = async || count(&raised, AuditKind::PasswordRehashed).await;
        let mut visitor = Visitor::default();
        let login = visitor.begin(&raised, LIBRARY).await;
        problem(
            visitor
                .password(&raised, login, (&holder.user_id, WRONG))
                .await,
        );
        assert_eq!(renewed().await, 0, "a wrong password renews nothing");
        for _ in 0..2 {
            Visitor::default().log_in(&raised, LIBRARY, &holder).await;
            assert_eq!(renewed().await, 1);
        }
        // A node that was not raised yet opens the new hash as well.
        Visitor::default().log_in(&before, LIBRARY, &holder).await;
    })
    .await;
}
