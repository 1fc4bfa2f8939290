//! The chain over the audit log, and who tampers with it as the database's own administrator.

use crate::world::*;
use lykill_operations::Context;
use lykill_operations::audit::{self, Fault, Head};
use lykill_store::backup;

async fn chain_all(ctx: &Context) {
    while audit::sequence(ctx).await.expect("a database") > 0 {}
}

async fn head(ctx: &Context) -> Head {
    audit::head(ctx)
        .await
        .expect("a database")
        .expect("a chain")
}

async fn fault(ctx: &Context, witness: &[Head]) -> Option<Fault> {
    audit::verify(ctx, witness).await.expect("a database").fault
}

/// A log of some dozen rows, chained in several goes.
async fn furnished() -> World {
    let world = World::sqlite().await;
    let holder = somebody(&world, "Ola Vik", |_| {}).await;
    for _ in 0..3 {
        Visitor::default().log_in(&world, LIBRARY, &holder).await;
        chain_all(&world).await;
    }
    world
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_190_an_untouched_log_holds_and_goes_on() {
    on_both_engines(async |world| {
        let holder = somebody(&world, "Ola Vik", |_| {}).await;
        let mut witness = Vec::new();
        for _ in 0..3 {
            Visitor::default().log_in(&world, LIBRARY, &holder).await;
            chain_all(&world).await;
            witness.push(head(&world).await);
        }
        let found = audit::verify(&world, &witness).await.expect("a database");
        assert_eq!((found.fault, found.witnessed), (None, 3));
        assert_eq!(found.rows, head(&world).await.seq);
        assert!(audit::has(&world, &witness[0]).await.expect("a database"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_190_two_nodes_chain_each_row_once() {
    let world = World::postgres().await;
    let other = world.second_node().await;
    for name in ["Ola Vik", "Kari Moe", "Nora Lie", "Liv Dal"] {
        somebody(&world, name, |_| {}).await;
        let both = tokio::join!(audit::sequence(&world), audit::sequence(&other));
        both.0.expect("a database");
        both.1.expect("a database");
    }
    chain_all(&world).await;
    assert_eq!(fault(&world, &[]).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_190_what_an_administrator_does_to_the_log_is_named() {
    let acts = [
        (
            "update audit set detail = detail || '.' where seq = 5",
            "row 5 (id",
        ),
        ("update audit set at = at + 1 where seq = 1", "row 1 (id"),
        (
            "update audit set kind = 'login.succeeded' where seq = 4",
            "row 4 (id",
        ),
        (
            "update audit set person = eid, eid = person where seq = 1",
            "row 1 (id",
        ),
        (
            "update audit set hash = zeroblob(32) where seq = 3",
            "row 3 (id",
        ),
        ("delete from audit where seq = 7", "row 7 is missing"),
        (
            "update audit set seq = -1 where seq = 2; update audit set seq = 2 where seq = 3; \
             update audit set seq = 3 where seq = -1",
            "row 2 (id",
        ),
        ("delete from audit where seq > 8", "the log ends at row 8"),
    ];
    for (act, named) in acts {
        let world = furnished().await;
        let witness = [head(&world).await];
        assert!(witness[0].seq > 8);
        tamper(&world, act);
        let found = fault(&world, &witness).await.expect(act).to_string();
        assert!(found.starts_with(named), "{act}: {found}");
    }
}

/// The chain has no key, so an administrator can compute all of it anew; only the witness tells.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_190_a_log_that_was_chained_anew_is_not_the_one_that_was_witnessed() {
    let world = furnished().await;
    let witness = [head(&world).await];
    tamper(
        &world,
        "update audit set detail = 'nothing' where seq = 2; update audit set seq = null, hash = null",
    );
    chain_all(&world).await;
    assert_eq!(fault(&world, &[]).await, None, "the chain itself holds");
    let seq = witness[0].seq;
    assert_eq!(
        fault(&world, &witness).await,
        Some(Fault::Rewritten { seq })
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_190_a_rollback_to_yesterdays_copy_is_seen_by_the_witness() {
    let world = furnished().await;
    let copy = world.home().join("copy");
    backup::snapshot(&world.db, copy.clone())
        .await
        .expect("a backup");
    let holder = somebody(&world, "Kari Moe", |_| {}).await;
    Visitor::default().log_in(&world, LIBRARY, &holder).await;
    chain_all(&world).await;
    let seen = head(&world).await;
    let world = world.restore(&copy).await;
    assert!(!audit::has(&world, &seen).await.expect("a database"));
    let found = fault(&world, std::slice::from_ref(&seen)).await;
    assert!(matches!(found, Some(Fault::Short { .. })), "{found:?}");
    // Even when the log grew past that number again.
    for name in ["Liv Dal", "Nora Lie", "Siv Ek"] {
        let holder = somebody(&world, name, |_| {}).await;
        Visitor::default().log_in(&world, LIBRARY, &holder).await;
    }
    chain_all(&world).await;
    let found = fault(&world, std::slice::from_ref(&seen)).await;
    assert_eq!(found, Some(Fault::Rewritten { seq: seen.seq }));
}

/// One changed bit anywhere in any column of any row is named with its row (gate G17).
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_190_each_changed_bit_names_its_row() {
    let world = furnished().await;
    let rows = head(&world).await.seq;
    let db = rusqlite::Connection::open(world.home().join("lykill.db")).expect("the file");
    db.busy_timeout(std::time::Duration::from_secs(5))
        .expect("patience");
    let blobs = ["request", "person", "eid", "login", "hash"];
    let mut changed = 0;
    for seq in 1..=rows {
        let column = blobs[usize::try_from(seq).expect("small") % blobs.len()];
        let select = format!("select {column} from audit where seq = ?1");
        let was: Option<Vec<u8>> = db
            .query_row(&select, [seq], |row| row.get(0))
            .expect("a row");
        let Some(was) = was else { continue };
        let update = format!("update audit set {column} = ?2 where seq = ?1");
        let bit = usize::try_from(seq * 7).expect("small") % (was.len() * 8);
        let mut other = was.clone();
        other[bit / 8] ^= 1 << (bit % 8);
        db.execute(&update, rusqlite::params![seq, other])
            .expect("a change");
        let found = fault(&world, &[]).await;
        let named = matches!(found, Some(Fault::Changed { seq: named, .. }) if named == seq);
        assert!(named, "bit {bit} of {column} in row {seq}: {found:?}");
        db.execute(&update, rusqlite::params![seq, was])
            .expect("the change undone");
        changed += 1;
    }
    assert!(changed > 10, "{changed} rows were changed");
    assert_eq!(fault(&world, &[]).await, None);
}
