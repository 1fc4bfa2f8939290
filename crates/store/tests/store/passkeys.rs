//! Passkeys: one credential once, a counter that only grows, a challenge that is answered once.

use crate::engines::{leak, on_both_engines};
use crate::samples::{Holder as Sample, NOW, after, holder, rng};
use lykill_core::id::PasskeyId;
use lykill_core::{DisplayName, Level, MethodKind, Spend};
use lykill_issuer::types::{Passkey, PasskeyState};
use lykill_store::restored::end_what_was_open;
use lykill_store::*;

fn passkey(sample: &Sample, number: u8) -> &'static Passkey {
    leak(Passkey {
        id: PasskeyId::new(after(number.into()), &rng(number.into())),
        person: sample.eid.person,
        eid: sample.eid.id,
        credential: vec![number; 16],
        key: vec![1, 2, 3],
        counter: 7,
        backup_eligible: true,
        backed_up: false,
        aaguid: [number; 16],
        label: DisplayName::parse("Telefon").unwrap(),
        bound_level: Level::Substantial,
        bound_by: MethodKind::KeyCard,
        added_at: NOW,
        usable_from: after(10),
        used_at: None,
        state: PasskeyState::Active,
    })
}

async fn added(db: &Db, sample: &Sample, number: u8) -> &'static Passkey {
    let (one, stop) = (passkey(sample, number), leak([number; 32]));
    let inserted = write!(db, tx => passkey_insert(tx, one, stop).await?);
    assert_eq!(inserted, Spend::Spent);
    one
}

async fn fetched(db: &Db, one: &'static Passkey) -> Passkey {
    let found = read!(db, tx => passkey_fetch(tx, one.id).await?);
    found.unwrap()
}

#[tokio::test]
async fn case_157_a_passkey_comes_back_and_its_credential_is_taken_for_ever() {
    on_both_engines(async |db| {
        let sample = holder(&db, 1).await;
        let one = added(&db, sample, 1).await;
        assert_eq!(&fetched(&db, one).await, one);
        let same = leak(Passkey {
            id: PasskeyId::new(after(2), &rng(99)),
            ..one.clone()
        });
        let other_stop = leak([9; 32]);
        let again = write!(db, tx => passkey_insert(tx, same, other_stop).await?);
        assert_eq!(again, Spend::AlreadySpent);
        let by = read!(db, tx => passkey_by_credential(tx, &[1; 16]).await?);
        assert_eq!(by.as_ref(), Some(one));
        let by = read!(db, tx => passkey_by_stop(tx, &[1; 32]).await?);
        assert_eq!(by.as_ref(), Some(one));
        assert_eq!(read!(db, tx => passkey_by_stop(tx, &[2; 32]).await?), None);
        let two = added(&db, sample, 2).await;
        let eid = one.eid;
        let all = read!(db, tx => passkey_list(tx, eid).await?);
        assert_eq!(all.iter().map(|one| one.id).collect::<Vec<_>>().len(), 2);

        let blocked = write!(db, tx => passkey_block(tx, one.id, (after(3), "holder")).await?);
        assert_eq!(blocked, Spend::Spent);
        let blocked = write!(db, tx => passkey_block(tx, one.id, (after(4), "again")).await?);
        assert_eq!(blocked, Spend::AlreadySpent);
        let why = "holder".to_owned();
        let state = PasskeyState::Blocked { at: after(3), why };
        assert_eq!(fetched(&db, one).await.state, state);
        let again = write!(db, tx => passkey_insert(tx, same, other_stop).await?);
        assert_eq!(again, Spend::AlreadySpent, "also after it was blocked");
        let count = write!(db, tx => passkey_block_all(tx, eid, (after(5), "all")).await?);
        assert_eq!(count, 1, "the other one");
        assert_ne!(fetched(&db, two).await.state, PasskeyState::Active);
    })
    .await;
}

#[tokio::test]
async fn case_158_a_counter_only_grows_and_a_waiting_or_blocked_passkey_is_not_used() {
    on_both_engines(async |db| {
        let sample = holder(&db, 1).await;
        let one = added(&db, sample, 1).await;
        for (counter, seconds, expected) in [
            (8, 9, Spend::AlreadySpent),
            (7, 10, Spend::AlreadySpent),
            (8, 10, Spend::Spent),
            (8, 11, Spend::AlreadySpent),
            (0, 11, Spend::AlreadySpent),
            (u32::MAX, 12, Spend::Spent),
        ] {
            let at = after(seconds);
            let used = write!(db, tx => passkey_use(tx, one.id, (counter, true), at).await?);
            assert_eq!(used, expected, "{counter} after {seconds} s");
        }
        let now = fetched(&db, one).await;
        assert_eq!((now.counter, now.backed_up), (u32::MAX, true));
        assert_eq!(now.used_at, Some(after(12)));
        let done = write!(db, tx => passkey_block(tx, one.id, (after(13), "holder")).await?);
        assert_eq!(done, Spend::Spent);
        let silent = leak(Passkey {
            id: PasskeyId::new(after(2), &rng(98)),
            credential: vec![5; 16],
            counter: 0,
            ..one.clone()
        });
        let done = write!(db, tx => passkey_insert(tx, silent, &[5; 32]).await?);
        assert_eq!(done, Spend::Spent);
        for at in [after(20), after(21)] {
            let used = write!(db, tx => passkey_use(tx, silent.id, (0, true), at).await?);
            assert_eq!(used, Spend::Spent, "one that does not count");
        }
        let done = write!(db, tx => passkey_block(tx, silent.id, (after(22), "holder")).await?);
        assert_eq!(done, Spend::Spent);
        let used = write!(db, tx => passkey_use(tx, silent.id, (0, true), after(23)).await?);
        assert_eq!(used, Spend::AlreadySpent);
    })
    .await;
}

/// One that never logged in, also past its wait, may have been stopped after the backup.
#[tokio::test]
async fn case_222_of_a_restored_database_the_passkeys_that_nobody_used_are_blocked() {
    on_both_engines(async |db| {
        let sample = holder(&db, 1).await;
        let (used, unused) = (added(&db, sample, 1).await, added(&db, sample, 2).await);
        let (id, at) = (used.id, after(10));
        let spent = write!(db, tx => passkey_use(tx, id, (8, true), at).await?);
        assert_eq!(spent, Spend::Spent);
        let ended = write!(db, tx => end_what_was_open(tx, after(20)).await?);
        assert_eq!(ended.passkeys, 1);
        assert_eq!(fetched(&db, used).await.state, PasskeyState::Active);
        let why = "restored".to_owned();
        let state = PasskeyState::Blocked { at: after(20), why };
        assert_eq!(fetched(&db, unused).await.state, state);
        let eid = used.eid;
        let all = read!(db, tx => passkey_list_since(tx, eid, NOW).await?);
        assert_eq!(all, [fetched(&db, used).await], "neither in use nor new");
        let before = NOW - lykill_core::time::minutes(1);
        let all = read!(db, tx => passkey_list_since(tx, eid, before).await?);
        assert_eq!(all.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_154_a_challenge_is_answered_once_by_two_hundred_hands() {
    on_both_engines(async |db| {
        let mut hands = tokio::task::JoinSet::new();
        for _ in 0..200 {
            let db = db.clone();
            hands.spawn(async move {
                write!(db, tx => passkey_challenge_spend(tx, &[3; 32], after(300)).await?)
            });
        }
        let spent = hands.join_all().await;
        let first = spent.iter().filter(|one| one.is_spent()).count();
        assert_eq!(first, 1);
        let other = write!(db, tx => passkey_challenge_spend(tx, &[4; 32], after(300)).await?);
        assert_eq!(other, Spend::Spent);
        // It is kept until it is too old to be answered on any node.
        let kept = write!(db, tx => purge(tx, after(300), 100).await?);
        assert_eq!(kept, 0);
        let late = after(300) + lykill_core::time::minutes(11);
        let gone = write!(db, tx => purge(tx, late, 100).await?);
        assert_eq!(gone, 2);
    })
    .await;
}
