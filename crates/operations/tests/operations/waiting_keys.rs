//! Keys that were made for a rotation more often than it needs them.

use crate::server_keys::rotate_all;
use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_crypto::engine::Purpose;
use lykill_operations::key::{self, RemoveRefusal, Rotation, StoredKind};
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

/// A crash between the database and the key file: the key stands in the file still.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_whose_removal_stopped_halfway_is_never_put_to_use() {
    on_both_engines(async |world| {
        let holder = mette(&world).await;
        for purpose in [Purpose::Seal, Purpose::Card] {
            let [surplus] = &add(&world, &[purpose])[..] else {
                panic!("one key")
            };
            let before = count(&world, AuditKind::ServerKeyChanged).await;
            // The file cannot be read again, so it is not written either.
            let (file, aside) = (world.key_file(), world.home().join("aside"));
            std::fs::rename(&file, &aside).expect("moved away");
            remove(&world, surplus).await.expect_err("no file");
            std::fs::rename(&aside, &file).expect("moved back");
            assert!(world.keys.file().ids().contains(surplus));
            let kind = match purpose {
                Purpose::Seal => StoredKind::Sealing,
                _ => StoredKind::Pepper,
            };
            let used = rotate_all(&world, kind).await;
            assert!(!used.contains(surplus), "it was removed");
            assert_eq!(remove(&world, surplus).await.expect("a database"), Ok(()));
            assert!(!world.keys.file().ids().contains(surplus));
            let rows = count(&world, AuditKind::ServerKeyChanged).await - before;
            assert_eq!(rows, 2, "one for the removal, one for the rotation");
        }
        let world = world.restart().await;
        Visitor::default().log_in(&world, LIBRARY, &holder).await;
    })
    .await;
}

/// Either the key is removed and another one is used, or it is used and stays.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_is_removed_or_put_to_use_and_never_both() {
    on_both_engines(async |world| {
        let ctx = &*world;
        for turn in 0..20 {
            let [waits] = &add(ctx, &[Purpose::Seal])[..] else {
                panic!("one key")
            };
            let call = command(ctx);
            // Each is the first to ask in every second turn.
            let (rotated, removed) = match turn % 2 {
                0 => tokio::join!(
                    key::rotate_stored(ctx, &call, StoredKind::Sealing),
                    remove(ctx, waits)
                ),
                _ => {
                    let (removed, rotated) = tokio::join!(
                        remove(ctx, waits),
                        key::rotate_stored(ctx, &call, StoredKind::Sealing)
                    );
                    (rotated, removed)
                }
            };
            let Rotation::InUse { ids } = rotated.expect("a database") else {
                panic!("one node")
            };
            let is_removed = removed.expect("a database").is_ok();
            assert_ne!(ids.contains(waits), is_removed, "turn {turn}");
            assert_eq!(ctx.keys.seal().current_id().as_str(), ids[0]);
            assert_eq!(ctx.keys.file().ids().contains(waits), !is_removed);
        }
    })
    .await;
}
