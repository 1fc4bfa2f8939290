use crate::engines::{leak, on_both_engines};
use crate::samples::{NOW, after, eid, hash, holder, lookup, person, sealed};
use lykill_core::Spend;
use lykill_core::id::PersonId;
use lykill_core::throttle::Lane;
use lykill_issuer::types::{Eid, EidState, Person, SealedNationalId, StoredHash, UserId};
use lykill_store::*;

#[tokio::test]
async fn a_person_comes_back_as_it_was_stored() {
    on_both_engines(async |db| {
        let full = leak(person(1));
        let bare = leak(Person {
            national_id: None,
            email: None,
            phone: None,
            address: Vec::new(),
            is_protected: true,
            ..person(2)
        });
        assert_eq!(
            write!(db, tx => person_insert(tx, full).await?),
            Spend::Spent
        );
        assert_eq!(
            write!(db, tx => person_insert(tx, bare).await?),
            Spend::Spent
        );
        assert_eq!(
            read!(db, tx => person_fetch(tx, full.id).await?).as_ref(),
            Some(full)
        );
        assert_eq!(
            read!(db, tx => person_fetch(tx, bare.id).await?).as_ref(),
            Some(bare)
        );
        assert_eq!(read!(db, tx => person_fetch(tx, person(3).id).await?), None);
    })
    .await;
}

#[tokio::test]
async fn a_national_number_has_one_person() {
    on_both_engines(async |db| {
        let first = leak(person(1));
        let number = SealedNationalId {
            sealed: sealed(9),
            lookup: lookup(1),
        };
        let second = leak(Person {
            national_id: Some(number),
            ..person(2)
        });
        assert!(write!(db, tx => person_insert(tx, first).await?).is_spent());
        let again = write!(db, tx => person_insert(tx, second).await?);
        assert_eq!(again, Spend::AlreadySpent);
        let found = read!(db, tx => person_by_national_id(tx, &lookup(1)).await?);
        assert_eq!(found.as_ref(), Some(first));
        assert_eq!(
            read!(db, tx => person_by_national_id(tx, &lookup(5)).await?),
            None
        );
    })
    .await;
}

#[tokio::test]
async fn people_are_listed_page_by_page() {
    on_both_engines(async |db| {
        let mut ids: Vec<PersonId> = Vec::new();
        for number in 1..=5 {
            let one = leak(person(number));
            assert!(write!(db, tx => person_insert(tx, one).await?).is_spent());
            ids.push(one.id);
        }
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = read!(db, tx => person_list(tx, 2, after).await?);
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            seen.extend(page.into_iter().map(|person| person.id));
        }
        assert_eq!(seen, ids);
    })
    .await;
}

#[tokio::test]
async fn an_eid_comes_back_in_each_of_its_states() {
    on_both_engines(async |db| {
        let owner = leak(person(1));
        write!(db, tx => assert!(person_insert(tx, owner).await?.is_spent()));
        let states = [
            EidState::AwaitsActivation {
                temporary: StoredHash("t".into()),
                valid_until: NOW,
            },
            EidState::Active {
                password: StoredHash("p".into()),
            },
            EidState::Blocked {
                at: NOW,
                reason: "lost".into(),
            },
        ];
        let mut stored = Vec::new();
        for (number, state) in (1..).zip(states) {
            let one = leak(Eid {
                state,
                ..eid(owner, number)
            });
            assert!(write!(db, tx => eid_insert(tx, one).await?).is_spent());
            assert_eq!(
                read!(db, tx => eid_fetch(tx, one.id).await?).as_ref(),
                Some(one)
            );
            assert_eq!(
                write!(db, tx => eid_lock(tx, one.id).await?).as_ref(),
                Some(one)
            );
            let found = read!(db, tx => eid_by_user_id(tx, &one.user_id).await?);
            assert_eq!(found.as_ref(), Some(one));
            stored.push(one.clone());
        }
        assert_eq!(read!(db, tx => eid_by_person(tx, owner.id).await?), stored);
        let nobody = UserId::from_normal("nobody".to_owned());
        let nobody = leak(nobody);
        assert_eq!(read!(db, tx => eid_by_user_id(tx, nobody).await?), None);
    })
    .await;
}

#[tokio::test]
async fn a_user_id_is_taken_once_and_an_eid_needs_its_person() {
    on_both_engines(async |db| {
        let holder = holder(&db, 1).await;
        let other = leak(Eid {
            user_id: holder.eid.user_id.clone(),
            ..eid(&holder.person, 2)
        });
        assert_eq!(
            write!(db, tx => eid_insert(tx, other).await?),
            Spend::AlreadySpent
        );
        let orphan = leak(eid(&person(7), 3));
        let outcome = try_write!(db, tx => eid_insert(tx, orphan).await?);
        assert!(
            matches!(outcome, Err(StoreError::Conflict(_))),
            "{outcome:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn an_eid_is_activated_once_with_the_right_temporary_password() {
    on_both_engines(async |db| {
        let owner = leak(person(1));
        let (temporary, own) = (leak(StoredHash("t".into())), leak(StoredHash("own".into())));
        let state = EidState::AwaitsActivation {
            temporary: temporary.clone(),
            valid_until: NOW,
        };
        let one = leak(Eid {
            state,
            ..eid(owner, 1)
        });
        write!(db, tx => {
            assert!(person_insert(tx, owner).await?.is_spent());
            assert!(eid_insert(tx, one).await?.is_spent());
        });
        let wrong = write!(db, tx => eid_activate(tx, one.id, own, own).await?);
        assert_eq!(wrong, Spend::AlreadySpent);
        let right = write!(db, tx => eid_activate(tx, one.id, temporary, own).await?);
        assert_eq!(right, Spend::Spent);
        let twice = write!(db, tx => eid_activate(tx, one.id, temporary, own).await?);
        assert_eq!(twice, Spend::AlreadySpent);
        let state = read!(db, tx => eid_fetch(tx, one.id).await?).unwrap().state;
        assert_eq!(
            state,
            EidState::Active {
                password: own.clone()
            }
        );
    })
    .await;
}

#[tokio::test]
async fn a_hash_is_renewed_and_a_block_erases_it() {
    on_both_engines(async |db| {
        let holder = holder(&db, 1).await;
        let id = holder.eid.id;
        let (old, new) = (
            leak(StoredHash("hash 1".into())),
            leak(StoredHash("new".into())),
        );
        assert!(write!(db, tx => eid_rehash(tx, id, old, new).await?).is_spent());
        assert!(!write!(db, tx => eid_rehash(tx, id, old, new).await?).is_spent());
        assert!(write!(db, tx => eid_block(tx, id, NOW, "stolen").await?).is_spent());
        assert!(!write!(db, tx => eid_block(tx, id, after(1), "again").await?).is_spent());
        assert!(!write!(db, tx => eid_rehash(tx, id, new, old).await?).is_spent());
        let state = read!(db, tx => eid_fetch(tx, id).await?).unwrap().state;
        assert_eq!(
            state,
            EidState::Blocked {
                at: NOW,
                reason: "stolen".into()
            }
        );
    })
    .await;
}

#[tokio::test]
async fn a_lane_is_made_kept_and_emptied() {
    on_both_engines(async |db| {
        let (key, other) = (leak(lookup(1)), leak(lookup(2)));
        assert_eq!(write!(db, tx => lane_lock(tx, key).await?), Lane::EMPTY);
        let lane = Lane {
            failures: 7,
            wait_until: after(120),
        };
        write!(db, tx => lane_save(tx, key, &lane).await?);
        write!(db, tx => lane_save(tx, other, &lane).await?);
        assert_eq!(write!(db, tx => lane_lock(tx, key).await?), lane);
        let keys = leak([key.clone(), lookup(3)]);
        write!(db, tx => lane_clear(tx, keys).await?);
        assert_eq!(write!(db, tx => lane_lock(tx, key).await?), Lane::EMPTY);
        assert_eq!(write!(db, tx => lane_lock(tx, other).await?), lane);
    })
    .await;
}

#[tokio::test]
async fn a_device_is_known_to_one_eid_until_it_is_revoked() {
    on_both_engines(async |db| {
        let (one, two) = (holder(&db, 1).await.eid.id, holder(&db, 2).await.eid.id);
        write!(db, tx => device_insert(tx, &hash(1), one, NOW).await?);
        assert!(read!(db, tx => device_known(tx, &hash(1), one, after(1)).await?));
        assert!(!read!(db, tx => device_known(tx, &hash(1), two, after(1)).await?));
        assert!(!read!(db, tx => device_known(tx, &hash(2), one, after(1)).await?));
        write!(db, tx => device_revoke_all(tx, one, after(5)).await?);
        assert!(!read!(db, tx => device_known(tx, &hash(1), one, after(5)).await?));
        write!(db, tx => device_insert(tx, &hash(1), one, after(9)).await?);
        assert!(read!(db, tx => device_known(tx, &hash(1), one, after(9)).await?));
    })
    .await;
}

#[tokio::test]
async fn protection_is_given_and_ended_once_each() {
    on_both_engines(async |db| {
        let one = leak(person(1));
        assert!(write!(db, tx => person_insert(tx, one).await?).is_spent());
        for is_protected in [true, false] {
            let protect =
                async || write!(db, tx => person_protect(tx, one.id, is_protected).await?);
            assert_eq!(protect().await, Spend::Spent);
            assert_eq!(protect().await, Spend::AlreadySpent);
            let found = read!(db, tx => person_fetch(tx, one.id).await?).unwrap();
            assert_eq!(found.is_protected, is_protected);
            let told = read!(db, tx => person_is_protected(tx, one.id).await?);
            assert_eq!(told, is_protected);
        }
        let nobody = read!(db, tx => person_is_protected(tx, person(2).id).await?);
        assert!(nobody, "of whom nothing is known nothing is told");
    })
    .await;
}
