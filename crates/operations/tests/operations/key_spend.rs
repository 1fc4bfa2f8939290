//! A key works once, and so many wrong ones are looked at: under a thousand hands at once.

use crate::world::*;
use lykill_core::EffectKind;
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_core::id::LoginId;
use lykill_core::throttle::NOTED;
use lykill_operations::answer::{Problem, StepAnswer, StepView};
use lykill_operations::{Context, noise};

/// Types one key a thousand times at once; the nodes take turns.
async fn thousandfold(
    nodes: &[Context],
    visitor: &Visitor,
    login: LoginId,
    key: &str,
) -> Vec<StepAnswer> {
    crowd(1000, |turn| {
        let ctx = nodes[turn % nodes.len()].clone();
        let (mut visitor, key) = (visitor.clone(), key.to_owned());
        async move { visitor.key(&ctx, login, &key).await }
    })
    .await
}

fn accepted(answers: &[StepAnswer]) -> usize {
    let is_accepted = |answer: &&StepAnswer| matches!(answer, StepAnswer::Return(..));
    answers.iter().filter(is_accepted).count()
}

async fn one_of_a_thousand(nodes: &[Context]) {
    let ctx = &nodes[0];
    let holder = somebody(ctx, "Ola Vik", |_| {}).await;
    let mut visitor = Visitor::default();
    let login = visitor.until_key(ctx, LIBRARY, &holder).await;
    let key = right_key(ctx, &visitor.key_view(ctx, login).await).await;
    let answers = thousandfold(nodes, &visitor, login, &key).await;
    assert_eq!(accepted(&answers), 1);
    assert_eq!(count(ctx, AuditKind::KeyUsed).await, 1);
    assert_eq!(count(ctx, AuditKind::KeyReused).await, 999);
    assert_eq!(count(ctx, AuditKind::LoginSucceeded).await, 1);
    assert_eq!(count(ctx, AuditKind::CodeIssued).await, 1);
    assert_eq!(cards(ctx, holder.eid).await[0].used, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_001_a_key_typed_a_thousand_times_at_once_is_taken_once() {
    on_both_engines(async |world| one_of_a_thousand(std::slice::from_ref(&*world)).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_002_two_nodes_take_a_key_once() {
    let world = World::postgres().await;
    one_of_a_thousand(&[world.clone(), world.second_node().await]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_003_of_two_logins_with_one_number_the_second_is_told_and_the_holder_warned() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let (mut first, mut second) = (Visitor::default(), Visitor::default());
        let one = first.until_key(ctx, LIBRARY, &holder).await;
        let other = second.until_key(ctx, LIBRARY, &holder).await;
        let (asked, also) = (
            first.key_view(ctx, one).await,
            second.key_view(ctx, other).await,
        );
        assert_eq!((asked.number, &asked.card), (also.number, &also.card));
        let key = right_key(ctx, &asked).await;
        let url = returned(first.key(ctx, one, &key).await);
        code_of(&url);
        assert_eq!(
            problem(second.key(ctx, other, &key).await),
            Problem::KeySpent
        );
        // It starts again, and is asked for another number.
        assert!(matches!(
            second.step(ctx, other).await,
            StepView::Password { .. }
        ));
        let typed = (holder.user_id.as_str(), PASSWORD);
        second.password(ctx, other, typed).await;
        assert_ne!(second.key_view(ctx, other).await.number, asked.number);
        let warned = outbox(ctx).await.into_iter().any(|effect| {
            let is = |notice: &Notice| matches!(notice, Notice::KeyReused { .. });
            matches!(effect, EffectKind::NoticeEmail { notice, .. } if is(&notice))
        });
        assert!(warned, "the holder is told of the second use");
        assert_eq!(count(ctx, AuditKind::KeyUsed).await, 1);
        assert_eq!(count(ctx, AuditKind::KeyReused).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_003_a_wrong_key_for_a_spent_number_warns_nobody() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let (mut first, mut second) = (Visitor::default(), Visitor::default());
        let one = first.until_key(ctx, LIBRARY, &holder).await;
        let other = second.until_key(ctx, LIBRARY, &holder).await;
        let key = right_key(ctx, &first.key_view(ctx, one).await).await;
        returned(first.key(ctx, one, &key).await);
        let refused = second.key(ctx, other, &wrong_key(&key)).await;
        assert_eq!(problem(refused), Problem::KeySpent);
        assert_eq!(count(ctx, AuditKind::KeyRefused).await, 1);
        assert_eq!(count(ctx, AuditKind::KeyReused).await, 0);
    })
    .await;
}

async fn five_of_a_thousand(nodes: &[Context]) {
    let ctx = &nodes[0];
    let holder = somebody(ctx, "Ola Vik", |_| {}).await;
    let mut visitor = Visitor::default();
    let login = visitor.until_key(ctx, LIBRARY, &holder).await;
    let key = right_key(ctx, &visitor.key_view(ctx, login).await).await;
    let answers = thousandfold(nodes, &visitor, login, &wrong_key(&key)).await;
    let problems: Vec<_> = answers.into_iter().map(problem).collect();
    let evaluated = |problem: &&Problem| matches!(problem, Problem::KeyMismatch { .. });
    let waits = |problem: &&Problem| matches!(problem, Problem::Wait(_));
    assert_eq!(problems.iter().filter(evaluated).count(), 5);
    assert_eq!(problems.iter().filter(waits).count(), 995);
    assert_eq!(count(ctx, AuditKind::KeyRefused).await, 5);
    // So many of one network are counted, not listed (security.md case 200).
    let listed = u64::from(NOTED.size);
    assert_eq!(count(ctx, AuditKind::LaneClosed).await as u64, listed);
    assert_eq!(noise::tell(ctx).await.expect("a database"), 995 - listed);
    assert_eq!(count(ctx, AuditKind::KeyUsed).await, 0);
    // The right one is not looked at either while the lane waits.
    assert!(matches!(
        problem(visitor.key(ctx, login, &key).await),
        Problem::Wait(_)
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_004_of_a_thousand_wrong_keys_at_once_five_are_looked_at() {
    on_both_engines(async |world| five_of_a_thousand(std::slice::from_ref(&*world)).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_004_two_nodes_have_one_budget() {
    let world = World::postgres().await;
    five_of_a_thousand(&[world.clone(), world.second_node().await]).await;
}
