use crate::engines::{leak, on_both_engines};
use crate::samples::{
    NOW, access_grant, after, client_id, code_grant, hash, holder, login, request, rng, sealed,
    session,
};
use lykill_core::Spend;
use lykill_core::audit::{AuditKind, AuditRow};
use lykill_core::id::{AuditId, RequestId};
use lykill_core::time::days;
use lykill_store::*;

#[tokio::test]
async fn meta_is_put_once_or_replaced() {
    on_both_engines(async |db| {
        assert_eq!(read!(db, tx => meta_fetch(tx, "profile").await?), None);
        assert_eq!(
            write!(db, tx => meta_insert(tx, "profile", "dk").await?),
            Spend::Spent
        );
        let again = write!(db, tx => meta_insert(tx, "profile", "no").await?);
        assert_eq!(again, Spend::AlreadySpent);
        write!(db, tx => meta_save(tx, "pepper", "p1").await?);
        write!(db, tx => meta_save(tx, "pepper", "p2").await?);
        assert_eq!(
            read!(db, tx => meta_fetch(tx, "profile").await?).as_deref(),
            Some("dk")
        );
        assert_eq!(
            read!(db, tx => meta_fetch(tx, "pepper").await?).as_deref(),
            Some("p2")
        );
    })
    .await;
}

fn audit_row(number: u64, kind: AuditKind) -> AuditRow {
    AuditRow {
        id: AuditId::new(after(number), &rng(number)),
        at: after(number),
        request: RequestId::new(NOW, &rng(number)),
        kind,
        person: None,
        eid: None,
        client: None,
        company: None,
        login: None,
        detail: format!("row {number}"),
    }
}

#[tokio::test]
async fn audit_rows_are_found_newest_first() {
    on_both_engines(async |db| {
        let holder = holder(&db, 1).await;
        let (person, by) = (holder.person.id, login(1).id);
        let full = AuditRow {
            person: Some(person),
            eid: Some(holder.eid.id),
            client: Some(client_id()),
            company: Some("fjordvik".parse().unwrap()),
            login: Some(by),
            ..audit_row(1, AuditKind::KeyUsed)
        };
        let of_person = AuditRow {
            person: Some(person),
            ..audit_row(2, AuditKind::KeyRefused)
        };
        let of_login = AuditRow {
            login: Some(by),
            ..audit_row(3, AuditKind::LaneClosed)
        };
        let bare = audit_row(4, AuditKind::KeyUsed);
        let rows = leak([
            full.clone(),
            of_person.clone(),
            of_login.clone(),
            bare.clone(),
        ]);
        write!(db, tx => for row in rows { audit_insert(tx, row).await? });
        let list = async |filter: AuditFilter| read!(db, tx => audit_list(tx, &filter).await?);
        let any = AuditFilter::default();
        let all = [
            bare.clone(),
            of_login.clone(),
            of_person.clone(),
            full.clone(),
        ];
        assert_eq!(list(any).await, all);
        assert_eq!(list(AuditFilter { limit: 2, ..any }).await, all[..2]);
        let person = AuditFilter {
            person: Some(person),
            ..any
        };
        assert_eq!(list(person).await, [of_person.clone(), full.clone()]);
        let login = AuditFilter {
            login: Some(by),
            ..any
        };
        assert_eq!(list(login).await, [of_login, full.clone()]);
        let kind = AuditFilter {
            kind: Some(AuditKind::KeyUsed),
            ..any
        };
        assert_eq!(list(kind).await, [bare, full.clone()]);
        assert_eq!(
            list(AuditFilter {
                login: Some(by),
                ..person
            })
            .await,
            [full]
        );
        let none = AuditFilter {
            kind: Some(AuditKind::LinkMade),
            ..person
        };
        assert_eq!(list(none).await, []);
    })
    .await;
}

fn signing_key(kid: &str, number: u64) -> StoredSigningKey {
    StoredSigningKey {
        kid: kid.to_owned(),
        alg: "ES256".to_owned(),
        sealed: sealed(number),
        created_at: after(number),
        signs_from: after(number + 10),
        verifies_until: None,
    }
}

#[tokio::test]
async fn signing_keys_come_back_oldest_first() {
    on_both_engines(async |db| {
        let keys = leak([signing_key("b", 1), signing_key("a", 2)]);
        for key in keys.iter() {
            let spend = write!(db, tx => signing_key_insert(tx, key).await?);
            assert_eq!(spend, Spend::Spent);
        }
        let taken = leak(signing_key("a", 3));
        let again = write!(db, tx => signing_key_insert(tx, taken).await?);
        assert_eq!(again, Spend::AlreadySpent);
        assert_eq!(read!(db, tx => signing_key_list(tx).await?), keys);
    })
    .await;
}

#[tokio::test]
async fn of_two_ends_of_a_signing_key_one_counts() {
    on_both_engines(async |db| {
        let (old, new) = (leak(signing_key("old", 1)), leak(signing_key("new", 2)));
        write!(db, tx => {
            let _ = signing_key_insert(tx, old).await?;
            let _ = signing_key_insert(tx, new).await?;
        });
        let end =
            async |was, at| write!(db, tx => signing_key_end(tx, "old", was, after(at)).await?);
        assert_eq!(end(None, 50).await, Spend::Spent);
        for was in [None, Some(after(49))] {
            assert_eq!(end(was, 60).await, Spend::AlreadySpent);
        }
        assert_eq!(end(Some(after(50)), 40).await, Spend::Spent);
        let ended = StoredSigningKey {
            verifies_until: Some(after(40)),
            ..old.clone()
        };
        let keys = read!(db, tx => signing_key_list(tx).await?);
        assert_eq!(keys, [ended, new.clone()]);
        let gone = async |at| write!(db, tx => signing_key_delete_ended(tx, after(at)).await?);
        assert_eq!((gone(40).await, gone(41).await), (0, 1));
        let left = read!(db, tx => signing_key_list(tx).await?);
        assert_eq!(left, std::slice::from_ref(new));
    })
    .await;
}

#[tokio::test]
async fn the_purge_takes_what_is_long_past_and_nothing_else() {
    on_both_engines(async |db| {
        let holder = holder(&db, 1).await;
        let one = leak(session(&holder.eid, 1));
        let (code, token) = (
            leak(code_grant(one.id, holder.person.id)),
            leak(access_grant(one.id, holder.person.id)),
        );
        let (logged, asked, client) = (leak(login(1)), leak(request()), leak(client_id()));
        write!(db, tx => {
            login_insert(tx, logged, asked).await?;
            session_insert(tx, one, &hash(1)).await?;
            session_client_sid(tx, one.id, client, "a").await?;
            code_insert(tx, &hash(1), code, after(60)).await?;
            token_insert(tx, &hash(1), &hash(1), token, after(120)).await?;
            token_insert(tx, &hash(2), &hash(1), token, after(120)).await?;
            assert!(assertion_use(tx, client, &hash(1), after(60)).await?.is_spent());
        });
        assert_eq!(write!(db, tx => purge(tx, after(120), 10).await?), 0);
        let mut deleted = 0;
        loop {
            // Markers carry the database's time, so they are none of these.
            match write!(db, tx => purge(tx, NOW + days(3), 1).await?) {
                0 => break,
                count => deleted += count,
            }
        }
        assert_eq!(deleted, 6);
        assert!(read!(db, tx => session_by_cookie(tx, &hash(1)).await?).is_none());
        assert!(read!(db, tx => person_fetch(tx, holder.person.id).await?).is_some());
    })
    .await;
}
