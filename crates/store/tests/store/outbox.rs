use crate::engines::{leak, on_both_engines};
use crate::samples::{NOW, after, person, rng, sealed};
use lykill_core::Timestamp;
use lykill_core::id::OutboxId;
use lykill_store::*;
use std::time::Duration;

const LEASE: Duration = Duration::from_secs(30);

async fn put(db: &Db, number: u64, not_before: Timestamp, expires_at: Timestamp) -> OutboxId {
    let entry = leak(OutboxEntry {
        id: OutboxId::new(after(number), &rng(number)),
        kind: "notice-email",
        person: person(1).id,
        body: sealed(number),
        not_before,
        expires_at,
    });
    write!(db, tx => outbox_insert(tx, entry, after(number)).await?);
    entry.id
}

async fn take(db: &Db, now: Timestamp) -> Vec<OutboxRow> {
    write!(db, tx => outbox_take(tx, (OutboxLane::Post, now), LEASE, 10).await?)
}

async fn listed(db: &Db, state: OutboxState) -> Vec<OutboxRow> {
    read!(db, tx => outbox_list(tx, state).await?)
}

#[tokio::test]
async fn what_is_due_is_taken_for_a_while_and_then_again() {
    on_both_engines(async |db| {
        let later = put(&db, 1, after(100), after(900)).await;
        let second = put(&db, 2, after(10), after(900)).await;
        let first = put(&db, 3, NOW, after(900)).await;
        assert!(take(&db, NOW - LEASE).await.is_empty());
        let taken = take(&db, after(10)).await;
        assert_eq!(
            taken.iter().map(|row| row.id).collect::<Vec<_>>(),
            [first, second]
        );
        let row = &taken[0];
        assert_eq!((row.body.as_ref(), row.attempts), (Some(&sealed(3)), 1));
        assert_eq!(
            (row.state, row.kind.as_str()),
            (OutboxState::Waiting, "notice-email")
        );
        assert_eq!((row.person, row.created_at), (person(1).id, after(3)));
        assert!(take(&db, after(39)).await.is_empty());
        let again = take(&db, after(40)).await;
        assert_eq!(
            again.iter().map(|row| row.attempts).collect::<Vec<_>>(),
            [2, 2]
        );
        assert_eq!(take(&db, after(100)).await.len(), 3);
        assert_eq!(listed(&db, OutboxState::Waiting).await[0].id, later);
    })
    .await;
}

#[tokio::test]
async fn what_is_done_carries_nothing_and_is_never_taken_again() {
    on_both_engines(async |db| {
        let id = put(&db, 1, NOW, after(900)).await;
        assert_eq!(take(&db, NOW).await.len(), 1);
        assert!(write!(db, tx => outbox_done(tx, id, after(1)).await?).is_spent());
        assert!(!write!(db, tx => outbox_done(tx, id, after(1)).await?).is_spent());
        assert!(take(&db, after(500)).await.is_empty());
        let done = listed(&db, OutboxState::Done).await;
        assert_eq!(
            (done[0].body.as_ref(), done[0].ended_at),
            (None, Some(after(1)))
        );
    })
    .await;
}

#[tokio::test]
async fn what_failed_is_tried_later_or_given_up() {
    on_both_engines(async |db| {
        let id = put(&db, 1, NOW, after(900)).await;
        assert_eq!(take(&db, NOW).await.len(), 1);
        write!(db, tx => outbox_retry(tx, id, after(60), "451 try later").await?);
        assert!(take(&db, after(59)).await.is_empty());
        let again = take(&db, after(60)).await;
        assert_eq!(again[0].last_error.as_deref(), Some("451 try later"));
        assert!(write!(db, tx => outbox_dead(tx, id, after(61), "550 no").await?).is_spent());
        assert!(!write!(db, tx => outbox_done(tx, id, after(62)).await?).is_spent());
        assert!(take(&db, after(500)).await.is_empty());
        let dead = listed(&db, OutboxState::Dead).await;
        assert_eq!(
            (dead[0].body.is_some(), dead[0].last_error.as_deref()),
            (true, Some("550 no"))
        );
        // What it carries goes with its time; that it was given up stays listed.
        let expired = write!(db, tx => outbox_expire(tx, after(900), 100).await?);
        assert_eq!(expired.undelivered, []);
        assert_eq!(listed(&db, OutboxState::Dead).await[0].body, None);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_delivered_after_its_time() {
    on_both_engines(async |db| {
        let late = put(&db, 1, NOW, after(300)).await;
        let kept = put(&db, 2, NOW, after(301)).await;
        let taken = take(&db, after(300)).await;
        assert_eq!(taken.iter().map(|row| row.id).collect::<Vec<_>>(), [kept]);
        let expired = write!(db, tx => outbox_expire(tx, after(300), 100).await?);
        assert_eq!((expired.undelivered, expired.more), (vec![late], false));
        let expired = write!(db, tx => outbox_expire(tx, after(300), 100).await?);
        assert_eq!(expired.undelivered, []);
        let expired = listed(&db, OutboxState::Expired).await;
        assert_eq!((expired[0].id, expired[0].body.as_ref()), (late, None));
        let counts = read!(db, tx => outbox_counts(tx).await?);
        assert_eq!(
            counts,
            [(OutboxState::Expired, 1), (OutboxState::Waiting, 1)]
        );
    })
    .await;
}
