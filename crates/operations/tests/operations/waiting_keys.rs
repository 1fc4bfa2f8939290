//! Keys that were made for a rotation more often than it needs them.

use crate::server_keys::rotate_all;
use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_crypto::engine::Purpose;
use lykill_operations::key::{self, RemoveRefusal, StoredKind};
use lykill_operations::{Context, Error};

fn add(ctx: &Context, purposes: &[Purpose]) -> Vec<String> {
    let added = ctx.keys.add(purposes, ctx.rng.as_ref());
    added.expect("a file")
}

async fn waiting(ctx: &Context) -> Vec<String> {
    let keys = key::list(ctx).await.expect("a database");
    let waits = keys.into_iter().filter(|key| key.state == "waiting");
    waits.map(|key| key.id).collect()
}

async fn remove(ctx: &Context, id: &str) -> Result<Result<(), RemoveRefusal>, Error> {
    key::remove(ctx, &command(ctx), id).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotation_takes_one_waiting_key_of_each_purpose_and_makes_no_other() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = mette(ctx).await;
        // Two commands at once, or a merged file: too many of one purpose, none of another.
        add(ctx, &[Purpose::Lookup, Purpose::Pepper]);
        add(ctx, &[Purpose::Lookup]);
        let before = ctx.keys.file().ids().len();
        let used = rotate_all(ctx, StoredKind::Pepper).await;
        assert_eq!(used.len(), 3, "lookup, pepper and card");
        assert_eq!(
            ctx.keys.file().ids().len(),
            before + 1,
            "the card's was made"
        );
        let left = waiting(ctx).await;
        assert_eq!(left.len(), 1);
        // It is used by the next rotation, which needs two more.
        let used = rotate_all(ctx, StoredKind::Pepper).await;
        assert!(used.contains(&left[0]));
        assert_eq!(ctx.keys.file().ids().len(), before + 3);
        assert_eq!(waiting(ctx).await, [""; 0]);
        Visitor::default().log_in(ctx, LIBRARY, &holder).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_waiting_key_is_removed_and_one_in_use_is_not() {
    on_both_engines(async |world| {
        let holder = mette(&world).await;
        let [surplus] = &add(&world, &[Purpose::Seal])[..] else {
            panic!("one key")
        };
        let changed = count(&world, AuditKind::ServerKeyChanged).await;
        assert_eq!(remove(&world, surplus).await.expect("a database"), Ok(()));
        assert_eq!(waiting(&world).await, [""; 0]);
        assert_eq!(
            count(&world, AuditKind::ServerKeyChanged).await,
            changed + 1
        );
        let current = world.keys.seal().current_id().to_string();
        let refused = remove(&world, &current).await.expect("a database");
        assert_eq!(refused, Err(RemoveRefusal::State("active")));
        let world = world.restart().await;
        Visitor::default().log_in(&world, LIBRARY, &holder).await;
    })
    .await;
}
