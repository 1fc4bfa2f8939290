//! Two nodes whose clocks differ by as much as a node that is ready may differ.

use crate::world::*;
use lykill_core::Clock as _;
use lykill_testkit::VirtualClock;

/// A node that is further from the database's clock is not ready.
const APART: u64 = 2;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_212_a_code_lives_longer_by_no_more_than_the_clocks_may_differ() {
    let world = World::postgres().await;
    let behind = VirtualClock::at(world.clock.now() - seconds(APART));
    let node = world.second_node_at(&behind).await;
    let holder = somebody(&world, "Ola Vik", |_| {}).await;
    // Seconds after it was issued, and whether the node that is behind takes it then.
    for (after, status) in [(0, 200), (59 + APART, 200), (60 + APART, 400)] {
        let code = Visitor::default().code_for(&world, LIBRARY, &holder).await;
        pass(&world, seconds(after));
        behind.set(world.clock.now() - seconds(APART));
        assert_eq!(
            redeem(&node, LIBRARY, &code).await.status,
            status,
            "{after} s"
        );
        assert_eq!(
            redeem(&world, LIBRARY, &code).await.status,
            400,
            "{after} s"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_212_a_code_of_a_node_that_is_ahead_is_taken_at_once() {
    let world = World::postgres().await;
    let ahead = VirtualClock::at(world.clock.now() + seconds(APART));
    let node = world.second_node_at(&ahead).await;
    let holder = somebody(&world, "Ola Vik", |_| {}).await;
    let code = Visitor::default().code_for(&node, LIBRARY, &holder).await;
    assert_eq!(redeem(&world, LIBRARY, &code).await.status, 200);
}
