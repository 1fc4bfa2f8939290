//! Jobs on two nodes at the same moment: none leads, and each thing is done once.

use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_operations::Context;
use lykill_operations::{audit, job};
use lykill_testkit::sql_number;

/// Both nodes work at once until neither finds anything; what each run gave.
async fn both<T, F>(nodes: &[Context; 2], is_over: fn(&T) -> bool, work: fn(Context) -> F) -> Vec<T>
where
    F: Future<Output = T>,
{
    let mut done = Vec::new();
    loop {
        let (one, other) = tokio::join!(work(nodes[0].clone()), work(nodes[1].clone()));
        let over = is_over(&one) && is_over(&other);
        done.extend([one, other]);
        if over {
            return done;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_chain_each_audit_row_once() {
    let world = World::postgres().await;
    let nodes = [world.clone(), world.second_node().await];
    for number in 0..40 {
        somebody(&world, &format!("Ola Vik {number}"), |_| {}).await;
    }
    let rows = count(&world, AuditKind::PersonAdded).await;
    assert_eq!(rows, 40);
    let chained = both(
        &nodes,
        |chained| *chained == 0,
        |ctx| async move { audit::sequence(&ctx).await.expect("a database") },
    );
    let chained: usize = chained.await.into_iter().sum();
    let verified = audit::verify(&world, &[]).await.expect("a database");
    assert_eq!(verified.fault, None);
    assert_eq!(usize::try_from(verified.rows).ok(), Some(chained));
    assert!(chained >= rows);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_purge_each_row_once() {
    let world = World::postgres().await;
    let nodes = [world.clone(), world.second_node().await];
    for _ in 0..40 {
        Visitor::default().begin(&world, LIBRARY).await;
    }
    pass(&world, seconds(7 * 86_400));
    let gone = both(
        &nodes,
        |gone| *gone == 0,
        |ctx| async move { job::purge(&ctx).await.expect("a database") },
    );
    let gone: u64 = gone.await.into_iter().sum();
    assert!(gone >= 40, "{gone}");
    let left = sql_number(world.url(), "select count(*) from login").await;
    assert_eq!(left.expect("a number"), 0);
}
