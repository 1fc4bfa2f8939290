use crate::engines::{leak, on_both_engines};
use crate::samples::{NOW, after, eid, holder, lookup, person, rng, sealed};
use lykill_core::id::{CardId, LetterId, OutboxId, PersonId};
use lykill_core::{CardFormat, Spend};
use lykill_issuer::types::*;
use lykill_store::*;
use std::time::Duration;

const LEASE: Duration = Duration::from_secs(30);

fn id(number: u64) -> OutboxId {
    OutboxId::new(after(number), &rng(number))
}

async fn put(db: &Db, number: u64) -> OutboxId {
    let entry = leak(OutboxEntry {
        id: id(number),
        kind: "key-card",
        person: person(1).id,
        body: sealed(number),
        not_before: NOW,
        expires_at: after(9000),
    });
    write!(db, tx => outbox_insert(tx, entry, after(number)).await?);
    entry.id
}

async fn due(db: &Db, seconds: u64) -> Vec<OutboxId> {
    let now = after(seconds);
    let rows = write!(db, tx => outbox_take(tx, (OutboxLane::Post, now), LEASE, 10).await?);
    let found = read!(db, tx => outbox_due(tx, OutboxLane::Post, now).await?);
    assert!(!found.take, "all that is due was taken");
    rows.into_iter().map(|row| row.id).collect()
}

#[tokio::test]
async fn a_row_that_follows_another_is_due_when_that_was_posted() {
    on_both_engines(async |db| {
        let (first, second) = (put(&db, 1).await, put(&db, 2).await);
        write!(db, tx => outbox_follow(tx, second, first).await?);
        assert_eq!(due(&db, 3).await, [first]);
        assert_eq!(read!(db, tx => outbox_overdue(tx, after(3)).await?), 1);
        write!(db, tx => assert!(outbox_done(tx, first, after(3)).await?.is_spent()));
        assert_eq!(due(&db, 3).await, [], "printed, not posted");
        write!(db, tx => outbox_unchain(tx, first, after(100)).await?);
        assert_eq!(due(&db, 99).await, []);
        assert_eq!(due(&db, 100).await, [second]);
    })
    .await;
}

#[tokio::test]
async fn what_waits_for_a_post_that_never_leaves_is_let_go() {
    on_both_engines(async |db| {
        let holder = holder(&db, 1).await;
        let (first, second) = (put(&db, 1).await, put(&db, 2).await);
        write!(db, tx => outbox_follow(tx, second, first).await?);
        assert_eq!(
            write!(db, tx => outbox_release_orphans(tx, after(50)).await?),
            0
        );
        let queued = leak(job(1, holder.person.id, None));
        write!(db, tx => {
            assert!(outbox_done(tx, first, after(3)).await?.is_spent());
            assert!(print_insert(tx, queued).await?.is_spent());
        });
        assert_eq!(
            write!(db, tx => outbox_release_orphans(tx, after(50)).await?),
            0
        );
        let void = PrintState::Void;
        write!(db, tx => assert!(print_end(tx, first, void, after(4)).await?.is_spent()));
        assert_eq!(
            write!(db, tx => outbox_release_orphans(tx, after(50)).await?),
            1
        );
        assert_eq!(due(&db, 49).await, []);
        assert_eq!(due(&db, 50).await, [second]);
    })
    .await;
}

#[tokio::test]
async fn a_withdrawn_row_is_erased_and_never_due() {
    on_both_engines(async |db| {
        let (first, second) = (put(&db, 1).await, put(&db, 2).await);
        write!(db, tx => outbox_follow(tx, second, first).await?);
        let kinds = lykill_core::EffectKind::PAPER;
        let rows = read!(db, tx => outbox_waiting(tx, person(1).id, kinds).await?);
        let follows: Vec<_> = rows.iter().map(|row| (row.id, row.follows)).collect();
        assert_eq!(follows, [(first, None), (second, Some(first))]);
        let others = read!(db, tx => outbox_waiting(tx, person(2).id, kinds).await?);
        assert_eq!(others, []);
        assert!(write!(db, tx => outbox_withdraw(tx, first, after(3)).await?).is_spent());
        assert!(!write!(db, tx => outbox_withdraw(tx, first, after(4)).await?).is_spent());
        assert_eq!(due(&db, 5).await, []);
        let expired = read!(db, tx => outbox_list(tx, OutboxState::Expired).await?);
        assert_eq!((expired.len(), &expired[0].body), (1, &None));
    })
    .await;
}

fn job(number: u64, person: PersonId, card: Option<CardId>) -> PrintJob {
    PrintJob {
        id: id(number),
        queue: if card.is_some() {
            PrintQueue::Cards
        } else {
            PrintQueue::Letters
        },
        kind: "key-card".to_owned(),
        person,
        card,
        state: PrintState::Queued,
        queued_at: after(number),
        acknowledged_at: None,
        ended_at: None,
    }
}

#[tokio::test]
async fn case_218_a_print_job_is_acknowledged_once() {
    on_both_engines(async |db| {
        let holder = holder(&db, 1).await;
        let (owner, card) = (holder.person.id, holder.card.id);
        let stored = [leak(job(1, owner, Some(card))), leak(job(2, owner, None))];
        for one in stored {
            assert!(write!(db, tx => print_insert(tx, one).await?).is_spent());
            assert!(!write!(db, tx => print_insert(tx, one).await?).is_spent());
        }
        let first = stored[0].id;
        let by_person = read!(db, tx => print_by_person(tx, owner).await?);
        assert_eq!(by_person, [stored[0].clone(), stored[1].clone()]);
        assert!(write!(db, tx => print_acknowledge(tx, first, after(9)).await?).is_spent());
        assert!(!write!(db, tx => print_acknowledge(tx, first, after(10)).await?).is_spent());
        let locked = write!(db, tx => print_lock(tx, first).await?).unwrap();
        assert_eq!(
            (locked.state, locked.acknowledged_at),
            (PrintState::Acknowledged, Some(after(9)))
        );
        let letters = Some(PrintQueue::Letters);
        let list = read!(db, tx => print_list(tx, letters, PrintState::Queued, 9).await?);
        assert_eq!(list, [stored[1].clone()]);
        let none = read!(db, tx => print_list(tx, letters, PrintState::Acknowledged, 9).await?);
        assert_eq!(none, []);
        let all = read!(db, tx => print_list(tx, None, PrintState::Acknowledged, 9).await?);
        assert_eq!(all, [locked]);
        // Its files are erased once, and that is noted.
        let erasable = read!(db, tx => print_erasable(tx, 9).await?);
        assert_eq!(
            erasable.iter().map(|job| job.id).collect::<Vec<_>>(),
            [first]
        );
        write!(db, tx => print_erased(tx, first, after(11)).await?);
        assert_eq!(read!(db, tx => print_erasable(tx, 9).await?), []);
    })
    .await;
}

#[tokio::test]
async fn case_218_a_stuck_job_is_named_once() {
    on_both_engines(async |db| {
        let holder = holder(&db, 1).await;
        let (owner, card) = (holder.person.id, holder.card.id);
        let stored = [leak(job(1, owner, Some(card))), leak(job(50, owner, None))];
        for one in stored {
            assert!(write!(db, tx => print_insert(tx, one).await?).is_spent());
        }
        let before = read!(db, tx => print_counts(tx, PrintQueue::Cards, after(0)).await?);
        assert_eq!(before, (1, 0));
        let named = write!(db, tx => print_alarm(tx, after(1), after(90)).await?);
        assert_eq!(named, [stored[0].clone()]);
        assert_eq!(
            write!(db, tx => print_alarm(tx, after(1), after(91)).await?),
            []
        );
        let after_it = read!(db, tx => print_counts(tx, PrintQueue::Cards, after(1)).await?);
        assert_eq!(after_it, (1, 1), "it waits still");
        write!(db, tx => print_void_card(tx, card, after(92)).await?);
        let voided = write!(db, tx => print_lock(tx, stored[0].id).await?).unwrap();
        assert_eq!(
            (voided.state, voided.ended_at),
            (PrintState::Void, Some(after(92)))
        );
        let returned = PrintState::Returned;
        let letter = stored[1].id;
        assert!(write!(db, tx => print_end(tx, letter, returned, after(93)).await?).is_spent());
        assert!(!write!(db, tx => print_end(tx, letter, returned, after(94)).await?).is_spent());
        // After three months nobody asks.
        write!(db, tx => print_erased(tx, letter, after(95)).await?);
        let later = after(95) + lykill_core::time::days(91);
        assert!(write!(db, tx => purge::purge(tx, later, 100).await?) >= 1);
        assert_eq!(write!(db, tx => print_lock(tx, letter).await?), None);
    })
    .await;
}

fn letter(eid: &Eid, number: u64) -> Letter {
    Letter {
        id: LetterId::new(after(number), &rng(number)),
        eid: eid.id,
        number: lookup(number),
        temporary: StoredHash(format!("hash {number}")),
        state: LetterState::Live,
        valid_until: after(5000),
        welcome_post: id(number),
        password_post: id(number + 100),
        issued_at: after(number),
    }
}

#[tokio::test]
async fn one_pair_of_letters_lives_for_an_eid_and_is_found_by_number_and_by_post() {
    on_both_engines(async |db| {
        let holder = holder(&db, 1).await;
        let eid = holder.eid.id;
        let first = leak(letter(&holder.eid, 1));
        write!(db, tx => letter_insert(tx, first).await?);
        let second = leak(letter(&holder.eid, 2));
        let twice = try_write!(db, tx => letter_insert(tx, second).await?);
        assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
        assert_eq!(
            read!(db, tx => letter_live(tx, eid).await?).as_ref(),
            Some(first)
        );
        let (welcome, password) = (first.welcome_post, first.password_post);
        for post in [welcome, password] {
            let found = read!(db, tx => letter_by_post(tx, eid, post).await?);
            assert_eq!(found.as_ref(), Some(first));
        }
        assert_eq!(
            read!(db, tx => letter_by_post(tx, eid, id(77)).await?),
            None
        );
        let (anew, post) = (leak(StoredHash("anew".to_owned())), id(50));
        write!(db, tx => letter_new_password(tx, first.id, (anew, after(6000)), post).await?);
        let changed = read!(db, tx => letter_live(tx, eid).await?).unwrap();
        assert_eq!((&changed.temporary, changed.password_post), (anew, post));
        assert_eq!(changed.valid_until, after(6000));
        let void = LetterState::Void;
        assert!(write!(db, tx => letter_end(tx, first.id, void, after(9)).await?).is_spent());
        assert!(!write!(db, tx => letter_end(tx, first.id, void, after(10)).await?).is_spent());
        write!(db, tx => letter_insert(tx, second).await?);
        let number = leak(lookup(1));
        let old = read!(db, tx => letter_by_number(tx, number).await?).unwrap();
        assert_eq!((old.id, old.state), (first.id, LetterState::Void));
    })
    .await;
}

#[tokio::test]
async fn an_eid_gets_another_temporary_password_and_then_its_holders_user_id() {
    on_both_engines(async |db| {
        let owner = leak(person(1));
        let (old, new) = (
            leak(StoredHash("old".into())),
            leak(StoredHash("new".into())),
        );
        let state = EidState::AwaitsActivation {
            temporary: old.clone(),
            valid_until: NOW,
        };
        let one = leak(Eid {
            state,
            ..eid(owner, 1)
        });
        let other = leak(eid(owner, 2));
        write!(db, tx => {
            assert!(person_insert(tx, owner).await?.is_spent());
            assert!(eid_insert(tx, one).await?.is_spent());
            assert!(eid_insert(tx, other).await?.is_spent());
        });
        assert!(write!(db, tx => eid_reissue(tx, one.id, new, after(9)).await?).is_spent());
        assert!(!write!(db, tx => eid_reissue(tx, other.id, new, after(9)).await?).is_spent());
        let wish = leak(UserId::from_normal("own-wish".to_owned()));
        let late = write!(db, tx => eid_activate_as(tx, one.id, old, (wish, new)).await?);
        assert_eq!(late, Spend::AlreadySpent);
        let taken = try_write!(
            db,
            tx => eid_activate_as(tx, one.id, new, (&other.user_id, new)).await?
        );
        assert!(matches!(taken, Err(StoreError::Conflict(_))), "{taken:?}");
        assert!(write!(db, tx => eid_activate_as(tx, one.id, new, (wish, new)).await?).is_spent());
        let active = read!(db, tx => eid_by_user_id(tx, wish).await?).unwrap();
        assert_eq!(active.id, one.id);
        assert_eq!(
            active.state,
            EidState::Active {
                password: new.clone()
            }
        );
    })
    .await;
}

#[tokio::test]
async fn post_is_held_until_the_address_is_another() {
    on_both_engines(async |db| {
        let owner = leak(person(1));
        write!(db, tx => assert!(person_insert(tx, owner).await?.is_spent()));
        let post = read!(db, tx => person_post(tx, owner.id).await?);
        assert_eq!(post, Some(PersonPost::default()));
        assert!(
            write!(db, tx => person_hold(tx, owner.id, after(1), "came back").await?).is_spent()
        );
        assert!(!write!(db, tx => person_hold(tx, owner.id, after(2), "again").await?).is_spent());
        let held = read!(db, tx => person_post(tx, owner.id).await?).unwrap();
        assert_eq!(held.held, Some((after(1), "came back".to_owned())));
        let address = leak(vec!["Nygata 2".to_owned(), "9998 Fjordvik".to_owned()]);
        assert!(write!(db, tx => person_move(tx, owner.id, address, after(3)).await?).is_spent());
        let free = read!(db, tx => person_post(tx, owner.id).await?).unwrap();
        assert_eq!((free.held, free.address_changed_at), (None, Some(after(3))));
        let moved = read!(db, tx => person_fetch(tx, owner.id).await?).unwrap();
        assert_eq!(&moved.address, address);
        assert_eq!(read!(db, tx => person_post(tx, person(9).id).await?), None);
        // What was ordered by telephone waits; an earlier moment changes nothing.
        for moment in [5, 4] {
            write!(db, tx => person_wait(tx, owner.id, after(moment)).await?);
            let waits = read!(db, tx => person_post(tx, owner.id).await?).unwrap();
            assert_eq!(waits.waits_until, Some(after(5)));
        }
        let format = read!(db, tx => person_card_format(tx, owner.id).await?);
        assert_eq!(format, CardFormat::Standard);
        let braille = CardFormat::Braille;
        write!(db, tx => person_set_card_format(tx, owner.id, braille).await?);
        let format = read!(db, tx => person_card_format(tx, owner.id).await?);
        assert_eq!(format, CardFormat::Braille);
    })
    .await;
}
