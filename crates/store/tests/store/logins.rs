use crate::engines::{leak, on_both_engines};
use crate::samples::{
    NOW, access_grant, after, client_id, code_grant, hash, holder, login, request, session,
};
use lykill_broker::types::{LinkCode, LinkCodeState, Login, LoginState};
use lykill_core::id::LinkCodeId;
use lykill_oauth::types::AccessGrant;
use lykill_store::*;

#[tokio::test]
async fn a_login_is_saved_in_turn() {
    on_both_engines(async |db| {
        let (one, asked) = (leak(login(1)), leak(request()));
        write!(db, tx => login_insert(tx, one, asked).await?);
        let stored = write!(db, tx => login_lock(tx, one.id).await?).unwrap();
        assert_eq!((&stored.login, &stored.request), (one, asked));
        let state = LoginState::Password {
            method: "key-card".into(),
        };
        let next = leak(Login {
            state,
            ..one.clone()
        });
        write!(db, tx => login_save(tx, next).await?);
        let again = try_write!(db, tx => login_save(tx, next).await?);
        assert!(matches!(again, Err(StoreError::Contended(_))), "{again:?}");
        let stored = read!(db, tx => login_fetch(tx, one.id).await?).unwrap();
        assert_eq!(
            stored.login,
            Login {
                version: 1,
                ..next.clone()
            }
        );
        assert_eq!(stored.request, *asked);
        let other = leak(Login {
            browser: vec![7; 32],
            ..login(3)
        });
        write!(db, tx => login_insert(tx, other, asked).await?);
        let held = write!(db, tx => login_by_browser(tx, &one.browser).await?);
        assert_eq!(held, [stored]);
        let moved = leak(Login {
            browser: vec![8; 32],
            version: 1,
            ..next.clone()
        });
        write!(db, tx => login_save_in_browser(tx, moved).await?);
        let held = write!(db, tx => login_by_browser(tx, &[8; 32]).await?);
        assert_eq!(held.len(), 1);
        assert_eq!((&held[0].login.id, held[0].login.version), (&one.id, 2));
        let again = try_write!(db, tx => login_save_in_browser(tx, moved).await?);
        assert!(matches!(again, Err(StoreError::Contended(_))), "{again:?}");
        assert!(read!(db, tx => login_fetch(tx, login(2).id).await?).is_none());
    })
    .await;
}

#[tokio::test]
async fn a_session_lives_until_it_is_ended() {
    on_both_engines(async |db| {
        let one = leak(session(&holder(&db, 1).await.eid, 1));
        write!(db, tx => session_insert(tx, one, &hash(1)).await?);
        assert_eq!(
            read!(db, tx => session_by_cookie(tx, &hash(1)).await?).as_ref(),
            Some(one)
        );
        assert_eq!(
            read!(db, tx => session_by_cookie(tx, &hash(2)).await?),
            None
        );
        write!(db, tx => session_touch(tx, one.id, after(60)).await?);
        write!(db, tx => session_touch(tx, one.id, after(30)).await?);
        let seen = read!(db, tx => session_by_cookie(tx, &hash(1)).await?).unwrap();
        assert_eq!(seen.last_seen_at, after(60));
        assert!(write!(db, tx => session_end(tx, one.id, after(90)).await?).is_spent());
        assert!(!write!(db, tx => session_end(tx, one.id, after(91)).await?).is_spent());
        write!(db, tx => session_touch(tx, one.id, after(99)).await?);
        let ended = read!(db, tx => session_by_cookie(tx, &hash(1)).await?).unwrap();
        assert_eq!(
            (ended.last_seen_at, ended.ended_at),
            (after(60), Some(after(90)))
        );
    })
    .await;
}

#[tokio::test]
async fn a_session_has_one_name_towards_each_client() {
    on_both_engines(async |db| {
        let eid = &holder(&db, 1).await.eid;
        let (one, two) = (leak(session(eid, 1)), leak(session(eid, 2)));
        write!(db, tx => {
            session_insert(tx, one, &hash(1)).await?;
            session_insert(tx, two, &hash(2)).await?;
        });
        let (first, second) = (leak(client_id()), leak("other".parse().unwrap()));
        let sid = write!(db, tx => session_client_sid(tx, one.id, first, "a").await?);
        assert_eq!(sid, "a");
        let sid = write!(db, tx => session_client_sid(tx, one.id, first, "b").await?);
        assert_eq!(sid, "a");
        write!(db, tx => session_client_sid(tx, one.id, second, "a").await?);
        let outcome = try_write!(db, tx => session_client_sid(tx, two.id, first, "a").await?);
        assert!(
            matches!(outcome, Err(StoreError::Conflict(_))),
            "{outcome:?}"
        );
        let clients = read!(db, tx => session_clients(tx, one.id).await?);
        let a = || "a".to_owned();
        assert_eq!(clients, [(first.clone(), a()), (second.clone(), a())]);
        let grant = leak(code_grant(one.id, eid.person));
        write!(db, tx => code_insert(tx, &hash(1), grant, after(60)).await?);
        // What the first was to its services, the second is from now on.
        write!(db, tx => session_succeed(tx, one.id, two.id).await?);
        let behind = read!(db, tx => session_by_code(tx, &hash(1)).await?);
        assert_eq!(behind.as_ref(), Some(two));
        assert_eq!(read!(db, tx => session_clients(tx, one.id).await?), []);
        assert_eq!(read!(db, tx => session_clients(tx, two.id).await?), clients);
        assert_eq!(
            read!(db, tx => session_fetch(tx, two.id).await?).as_ref(),
            Some(two)
        );
    })
    .await;
}

#[tokio::test]
async fn a_block_ends_all_sessions_of_an_eid() {
    on_both_engines(async |db| {
        let (mine, other) = (holder(&db, 1).await, holder(&db, 2).await);
        for (number, eid) in [(1, &mine.eid), (2, &mine.eid), (3, &other.eid)] {
            let one = leak(session(eid, number));
            write!(db, tx => session_insert(tx, one, &hash(number)).await?);
        }
        assert_eq!(
            write!(db, tx => session_end_by_eid(tx, mine.eid.id, NOW).await?),
            2
        );
        assert_eq!(
            write!(db, tx => session_end_by_eid(tx, mine.eid.id, NOW).await?),
            0
        );
        let others = read!(db, tx => session_by_cookie(tx, &hash(3)).await?).unwrap();
        assert_eq!(others.ended_at, None);
    })
    .await;
}

#[tokio::test]
async fn a_code_is_spent_once_and_known_after() {
    on_both_engines(async |db| {
        let holder = holder(&db, 1).await;
        let grant = leak(code_grant(session(&holder.eid, 1).id, holder.person.id));
        let behind = leak(session(&holder.eid, 1));
        write!(db, tx => session_insert(tx, behind, &hash(9)).await?);
        write!(db, tx => code_insert(tx, &hash(1), grant, after(60)).await?);
        let found = read!(db, tx => session_by_code(tx, &hash(1)).await?);
        assert_eq!(found.as_ref(), Some(behind));
        let found = read!(db, tx => person_by_code(tx, &hash(1)).await?);
        assert_eq!(found.unwrap().id, holder.person.id);
        assert!(read!(db, tx => session_by_code(tx, &hash(2)).await?).is_none());
        assert!(read!(db, tx => person_by_code(tx, &hash(2)).await?).is_none());
        let stored = write!(db, tx => code_lock(tx, &hash(1)).await?).unwrap();
        assert_eq!(
            (&stored.grant, stored.expires_at, stored.spent_at),
            (grant, after(60), None)
        );
        write!(db, tx => code_spend(tx, &hash(1), after(5)).await?);
        let again = try_write!(db, tx => code_spend(tx, &hash(1), after(6)).await?);
        assert!(matches!(again, Err(StoreError::Contended(_))), "{again:?}");
        let stored = write!(db, tx => code_lock(tx, &hash(1)).await?).unwrap();
        assert_eq!(stored.spent_at, Some(after(5)));
        assert!(write!(db, tx => code_lock(tx, &hash(2)).await?).is_none());
    })
    .await;
}

#[tokio::test]
async fn tokens_are_revoked_by_code_and_by_session() {
    on_both_engines(async |db| {
        let holder = holder(&db, 1).await;
        let session = session(&holder.eid, 1).id;
        let grant = leak(access_grant(session, holder.person.id));
        for number in 1..=3 {
            let code = hash(100 + number / 3);
            write!(db, tx => token_insert(tx, &hash(number), &code, grant, after(120)).await?);
        }
        let stored = read!(db, tx => token_fetch(tx, &hash(1)).await?).unwrap();
        let expected = (grant, after(120), None);
        assert_eq!(
            (&stored.grant, stored.expires_at, stored.revoked_at),
            expected
        );
        token_insert_and_revoke(&db, grant).await;
        assert_eq!(
            write!(db, tx => token_revoke_by_code(tx, &hash(100), after(1)).await?),
            2
        );
        assert_eq!(
            write!(db, tx => token_revoke_by_session(tx, session, after(2)).await?),
            1
        );
        let revoked = async |number| {
            read!(db, tx => token_fetch(tx, &hash(number)).await?)
                .unwrap()
                .revoked_at
        };
        assert_eq!(
            (revoked(1).await, revoked(3).await),
            (Some(after(1)), Some(after(2)))
        );
        assert!(read!(db, tx => token_fetch(tx, &hash(9)).await?).is_none());
    })
    .await;
}

/// One token is revoked once, by its own hash, and no other with it.
async fn token_insert_and_revoke(db: &Db, grant: &'static AccessGrant) {
    write!(db, tx => token_insert(tx, &hash(7), &hash(107), grant, after(120)).await?);
    assert!(write!(db, tx => token_revoke(tx, &hash(7), after(1)).await?).is_spent());
    assert!(!write!(db, tx => token_revoke(tx, &hash(7), after(2)).await?).is_spent());
    let revoked = read!(db, tx => token_fetch(tx, &hash(7)).await?);
    assert_eq!(revoked.unwrap().revoked_at, Some(after(1)));
    let other = read!(db, tx => token_fetch(tx, &hash(1)).await?);
    assert_eq!(other.unwrap().revoked_at, None);
}

#[tokio::test]
async fn link_codes_supersede_each_other() {
    on_both_engines(async |db| {
        let by = login(1).id;
        let code = |number| LinkCode {
            id: LinkCodeId::new(after(number), &crate::samples::rng(number)),
            login: by,
            hash: crate::samples::lookup(number),
            valid_until: after(number + 300),
            state: LinkCodeState::Live,
        };
        let (old, new) = (leak(code(1)), leak(code(2)));
        write!(db, tx => link_code_insert(tx, old).await?);
        assert_eq!(write!(db, tx => link_code_supersede(tx, by).await?), 1);
        write!(db, tx => link_code_insert(tx, new).await?);
        let superseded = LinkCode {
            state: LinkCodeState::Superseded,
            ..old.clone()
        };
        let listed = read!(db, tx => link_code_list(tx, by).await?);
        assert_eq!(listed, [new.clone(), superseded]);
        let (live, spent) = (LinkCodeState::Live, LinkCodeState::Spent);
        assert!(!write!(db, tx => link_code_move(tx, old.id, live, spent).await?).is_spent());
        assert!(write!(db, tx => link_code_move(tx, new.id, live, spent).await?).is_spent());
        assert!(!write!(db, tx => link_code_move(tx, new.id, live, spent).await?).is_spent());
        let dead = LinkCodeState::Dead;
        assert!(write!(db, tx => link_code_move(tx, new.id, spent, dead).await?).is_spent());
        assert_eq!(
            read!(db, tx => link_code_list(tx, by).await?)[0].state,
            dead
        );
    })
    .await;
}
