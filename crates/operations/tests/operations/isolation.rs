//! What works once works once under each isolation level of PostgreSQL: nothing leans on the
//! strictest one, and the strictest one stops nothing.

use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_operations::Context;
use lykill_operations::answer::{Problem, StepAnswer};

/// Hands at once, over two nodes.
const HANDS: usize = 120;

/// Types a key with many hands at once; what the answers were.
async fn typed(nodes: &[Context], visitor: &Visitor, login: Login, key: &str) -> Vec<StepAnswer> {
    crowd(HANDS, |turn| {
        let ctx = nodes[turn % nodes.len()].clone();
        let (mut visitor, key) = (visitor.clone(), key.to_owned());
        async move { visitor.key(&ctx, login, &key).await }
    })
    .await
}

type Login = lykill_core::id::LoginId;

async fn one_key_and_five_tries(nodes: &[Context]) {
    let ctx = &nodes[0];
    let holder = somebody(ctx, "Ola Vik", |_| {}).await;
    let mut visitor = Visitor::default();
    let login = visitor.until_key(ctx, LIBRARY, &holder).await;
    let key = right_key(ctx, &visitor.key_view(ctx, login).await).await;
    let answers = typed(nodes, &visitor, login, &key).await;
    let is_accepted = |answer: &&StepAnswer| matches!(answer, StepAnswer::Return(..));
    assert_eq!(answers.iter().filter(is_accepted).count(), 1);
    assert_eq!(count(ctx, AuditKind::KeyUsed).await, 1);
    assert_eq!(count(ctx, AuditKind::KeyReused).await, HANDS - 1);

    let other = somebody(ctx, "Kari Moe", |_| {}).await;
    let mut visitor = Visitor::default();
    let login = visitor.until_key(ctx, LIBRARY, &other).await;
    let wrong = wrong_key(&right_key(ctx, &visitor.key_view(ctx, login).await).await);
    let answers = typed(nodes, &visitor, login, &wrong).await;
    let is_looked_at =
        |answer: &StepAnswer| matches!(answer, StepAnswer::Stay(_, Problem::KeyMismatch { .. }));
    let looked_at = answers.iter().filter(|answer| is_looked_at(answer));
    assert_eq!(looked_at.count(), 5);
    assert_eq!(count(ctx, AuditKind::KeyRefused).await, 5);
}

async fn one_redemption(nodes: &[Context]) {
    let ctx = &nodes[0];
    let holder = somebody(ctx, "Liv Dal", |_| {}).await;
    let code = Visitor::default().code_for(ctx, LIBRARY, &holder).await;
    let statuses = crowd(HANDS, |turn| {
        let (ctx, code) = (nodes[turn % nodes.len()].clone(), code.clone());
        async move { redeem(&ctx, LIBRARY, &code).await.status }
    });
    let statuses = statuses.await;
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1);
    assert!(statuses.iter().all(|status| matches!(status, 200 | 400)));
}

async fn under(isolation: &str) {
    let world = World::postgres_under(isolation).await;
    let nodes = [world.clone(), world.second_node().await];
    one_key_and_five_tries(&nodes).await;
    one_redemption(&nodes).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_216_read_committed() {
    under("read committed").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_216_repeatable_read() {
    under("repeatable read").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_216_serializable() {
    under("serializable").await;
}
