use crate::engines::{leak, on_both_engines};
use crate::samples::*;
use lykill_core::id::OutboxId;
use lykill_oauth::types::Client;
use lykill_store::*;

async fn listens(db: &Db, id: &str) -> &'static Client {
    let client = leak(Client {
        client_id: id.parse().unwrap(),
        backchannel_logout_uri: Some(format!("https://{id}.example/logout")),
        ..client(id)
    });
    assert!(write!(db, tx => client_insert(tx, client, None, NOW).await?).is_spent());
    client
}

fn entry(number: u64, kind: &'static str) -> &'static OutboxEntry {
    leak(OutboxEntry {
        id: OutboxId::new(after(number), &rng(number)),
        kind,
        person: person(1).id,
        body: sealed(number),
        not_before: NOW,
        expires_at: after(900),
    })
}

#[tokio::test]
async fn each_service_that_listens_is_told_once_of_each_session() {
    on_both_engines(async |db| {
        let holder = holder(&db, 1).await;
        let (one, two) = (leak(session(&holder.eid, 1)), leak(session(&holder.eid, 2)));
        let (a, b) = (listens(&db, "a").await, listens(&db, "b").await);
        let (person, sector) = (holder.eid.person, a.sector.as_str());
        write!(db, tx => {
            session_insert(tx, one, &hash(1)).await?;
            session_insert(tx, two, &hash(2)).await?;
            session_client_sid(tx, one.id, &a.client_id, "sid-a").await?;
            session_client_sid(tx, one.id, &b.client_id, "sid-b").await?;
            session_client_sid(tx, one.id, leak("silent".parse().unwrap()), "sid-c").await?;
            session_client_sid(tx, two.id, leak("silent".parse().unwrap()), "sid-d").await?;
            subject_find_or_insert(tx, person, sector, "subject-1").await?;
        });
        assert!(read!(db, tx => logout_is_awaited(tx, one.id).await?));
        assert!(!read!(db, tx => logout_is_awaited(tx, two.id).await?));
        let eid = holder.eid.id;
        let awaited = read!(db, tx => logout_awaited_by_eid(tx, eid).await?);
        assert_eq!(awaited, [one.id]);
        let untold = read!(db, tx => logout_untold(tx, one.id, 10).await?);
        let expected = LogoutListener {
            client: a.client_id.clone(),
            sid: "sid-a".to_owned(),
            uri: "https://a.example/logout".to_owned(),
            sub: "subject-1".to_owned(),
        };
        assert_eq!((untold.len(), &untold[0]), (2, &expected));
        assert_eq!(
            read!(db, tx => logout_untold(tx, one.id, 1).await?).len(),
            1
        );
        let (listener, row) = (leak(expected), entry(1, "logout-token"));
        write!(db, tx => {
            logout_delivery_insert(tx, row.id, listener, after(5)).await?;
            outbox_insert(tx, row, NOW).await?;
        });
        let untold = read!(db, tx => logout_untold(tx, one.id, 10).await?);
        assert_eq!((untold.len(), untold[0].sid.as_str()), (1, "sid-b"));
        let again = entry(2, "logout-token");
        let twice = try_write!(db, tx => {
            logout_delivery_insert(tx, again.id, listener, NOW).await?
        });
        assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
        assert!(write!(db, tx => session_end(tx, one.id, NOW).await?).is_spent());
        let awaited = read!(db, tx => logout_awaited_by_eid(tx, eid).await?);
        assert_eq!(awaited, [], "it ended already");
    })
    .await;
}

#[tokio::test]
async fn a_service_reads_what_became_of_its_own_tellings() {
    on_both_engines(async |db| {
        let listener = |client: &str, sid: &str| {
            leak(LogoutListener {
                client: client.parse().unwrap(),
                sid: sid.to_owned(),
                uri: String::new(),
                sub: String::new(),
            })
        };
        let rows = [1, 2, 3].map(|number| entry(number, "logout-token"));
        let told = [
            listener("a", "sid-1"),
            listener("a", "sid-2"),
            listener("b", "sid-1"),
        ];
        for (number, (row, told)) in rows.into_iter().zip(told).enumerate() {
            let at = after(number as u64);
            write!(db, tx => {
                outbox_insert(tx, row, NOW).await?;
                logout_delivery_insert(tx, row.id, told, at).await?;
            });
        }
        let first = rows[0].id;
        write!(db, tx => outbox_retry(tx, first, after(60), "no answer").await?);
        let a = leak("a".parse().unwrap());
        let found = read!(db, tx => logout_deliveries(tx, a, None, 10).await?);
        let sids: Vec<_> = found.iter().map(|row| row.sid.as_str()).collect();
        assert_eq!(sids, ["sid-2", "sid-1"], "newest first, and only its own");
        assert_eq!(found[1].last_error.as_deref(), Some("no answer"));
        assert_eq!(
            (found[1].next_at, found[1].state),
            (after(60), OutboxState::Waiting)
        );
        let one = read!(db, tx => logout_deliveries(tx, a, Some("sid-1"), 10).await?);
        assert_eq!(one, [found[1].clone()]);
        assert!(write!(db, tx => outbox_dead(tx, first, after(70), "no answer").await?).is_spent());
        assert_eq!(read!(db, tx => logout_given_up(tx, after(70)).await?), 1);
        assert_eq!(read!(db, tx => logout_given_up(tx, after(71)).await?), 0);
    })
    .await;
}

#[tokio::test]
async fn lanes_are_drained_apart_and_a_try_that_was_none_does_not_count() {
    on_both_engines(async |db| {
        let (post, logout) = (entry(1, "notice-email"), entry(2, "logout-token"));
        write!(db, tx => {
            outbox_insert(tx, post, NOW).await?;
            outbox_insert(tx, logout, NOW).await?;
        });
        let lease = std::time::Duration::from_secs(30);
        for (lane, id) in [(OutboxLane::Logout, logout.id), (OutboxLane::Post, post.id)] {
            assert!(read!(db, tx => outbox_due(tx, lane, NOW).await?).take);
            let taken = write!(db, tx => outbox_take(tx, (lane, NOW), lease, 10).await?);
            assert_eq!(taken.iter().map(|row| row.id).collect::<Vec<_>>(), [id]);
            assert!(!read!(db, tx => outbox_due(tx, lane, NOW).await?).take);
        }
        let id = logout.id;
        write!(db, tx => outbox_release(tx, id, after(1)).await?);
        let lane = OutboxLane::Logout;
        assert!(!read!(db, tx => outbox_due(tx, lane, NOW).await?).take);
        let again = write!(db, tx => outbox_take(tx, (lane, after(1)), lease, 10).await?);
        assert_eq!(again[0].attempts, 1);
        assert_eq!(read!(db, tx => outbox_overdue(tx, after(500)).await?), 1);
    })
    .await;
}
