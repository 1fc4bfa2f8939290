use crate::engines::{leak, on_both_engines};
use crate::samples::{Holder, NOW, after, card, holder, login};
use lykill_core::Spend;
use lykill_core::id::CardId;
use lykill_issuer::types::{Card, CardKind, CardState};
use lykill_store::*;

async fn fetched(db: &Db, id: CardId) -> Card {
    read!(db, tx => card_fetch(tx, id).await?).unwrap()
}

async fn dormant(db: &Db, holder: &Holder, number: u64) -> &'static Card {
    let card = leak(card(&holder.eid, number));
    write!(db, tx => card_insert(tx, card).await?);
    card
}

#[tokio::test]
async fn cards_come_back_in_each_state_oldest_first() {
    on_both_engines(async |db| {
        let holder = holder(&db, 1).await;
        let blocked = CardState::Blocked {
            at: NOW,
            reason: "lost".into(),
        };
        let mut stored = vec![holder.card.clone()];
        for (number, state) in [
            (2, CardState::Dormant),
            (3, CardState::Retired),
            (4, blocked),
        ] {
            let pinned = (number == 2).then_some(4711);
            let used = u32::try_from(number).unwrap();
            let card = card(&holder.eid, number);
            let one = leak(Card {
                state,
                pinned,
                used,
                successor_ordered: number == 3,
                ..card
            });
            write!(db, tx => card_insert(tx, one).await?);
            assert_eq!(&fetched(&db, one.id).await, one);
            assert_eq!(
                write!(db, tx => card_lock(tx, one.id).await?).as_ref(),
                Some(one)
            );
            stored.push(one.clone());
        }
        let eid = holder.eid.id;
        assert_eq!(read!(db, tx => card_list(tx, eid).await?), stored);
        assert_eq!(
            read!(db, tx => card_active(tx, eid, CardKind::KeyCard).await?).as_ref(),
            Some(&holder.card)
        );
        let labelled = read!(db, tx => card_by_label(tx, &holder.card.label).await?);
        assert_eq!(labelled, std::slice::from_ref(&holder.card));
        let unknown = card(&holder.eid, 9).id;
        assert_eq!(read!(db, tx => card_fetch(tx, unknown).await?), None);
    })
    .await;
}

#[tokio::test]
async fn one_card_is_active() {
    on_both_engines(async |db| {
        let holder = holder(&db, 1).await;
        let second = leak(Card {
            state: CardState::Active,
            ..card(&holder.eid, 2)
        });
        let outcome = try_write!(db, tx => card_insert(tx, second).await?);
        assert!(
            matches!(outcome, Err(StoreError::Conflict(_))),
            "{outcome:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn case_005_a_number_stays_pinned_until_its_key_is_spent() {
    on_both_engines(async |db| {
        let card = holder(&db, 1).await.card.id;
        let by = login(1).id;
        assert!(write!(db, tx => card_pin(tx, card, 4711).await?).is_spent());
        assert!(!write!(db, tx => card_pin(tx, card, 1234).await?).is_spent());
        assert_eq!(fetched(&db, card).await.pinned, Some(4711));
        // The key of another number than the asked one is not taken (case 8).
        let other = write!(db, tx => card_spend(tx, card, 1234, NOW, by).await?);
        assert_eq!(other, Spend::AlreadySpent);
        assert!(write!(db, tx => card_spend(tx, card, 4711, NOW, by).await?).is_spent());
        assert!(!write!(db, tx => card_spend(tx, card, 4711, NOW, by).await?).is_spent());
        let after = fetched(&db, card).await;
        assert_eq!((after.pinned, after.used), (None, 1));
        assert_eq!(read!(db, tx => card_used(tx, card).await?), [4711]);
        // A used number is never asked again.
        assert!(!write!(db, tx => card_pin(tx, card, 4711).await?).is_spent());
        assert!(write!(db, tx => card_pin(tx, card, 1234).await?).is_spent());
    })
    .await;
}

#[tokio::test]
async fn a_dormant_card_becomes_active_and_the_old_one_retires() {
    on_both_engines(async |db| {
        let holder = holder(&db, 1).await;
        let (old, new) = (holder.card.id, dormant(&db, holder, 2).await.id);
        assert!(write!(db, tx => card_pin(tx, old, 1111).await?).is_spent());
        assert!(write!(db, tx => card_activate(tx, new).await?).is_spent());
        assert!(!write!(db, tx => card_activate(tx, new).await?).is_spent());
        assert!(!write!(db, tx => card_activate(tx, old).await?).is_spent());
        let retired = fetched(&db, old).await;
        assert_eq!((retired.state, retired.pinned), (CardState::Retired, None));
        assert_eq!(fetched(&db, new).await.state, CardState::Active);
    })
    .await;
}

#[tokio::test]
async fn a_blocked_card_gives_nothing_more() {
    on_both_engines(async |db| {
        let holder = holder(&db, 1).await;
        let card = dormant(&db, holder, 2).await.id;
        assert!(write!(db, tx => card_pin(tx, card, 4711).await?).is_spent());
        assert!(write!(db, tx => card_block(tx, card, NOW, "lost").await?).is_spent());
        assert!(!write!(db, tx => card_block(tx, card, after(1), "again").await?).is_spent());
        let by = login(1).id;
        assert!(!write!(db, tx => card_spend(tx, card, 4711, NOW, by).await?).is_spent());
        assert!(!write!(db, tx => card_pin(tx, card, 1234).await?).is_spent());
        assert!(!write!(db, tx => card_activate(tx, card).await?).is_spent());
        let stored = fetched(&db, card).await;
        let state = CardState::Blocked {
            at: NOW,
            reason: "lost".into(),
        };
        assert_eq!((stored.state, stored.pinned), (state, None));
        assert_eq!(fetched(&db, holder.card.id).await.state, CardState::Active);
    })
    .await;
}

#[tokio::test]
async fn the_next_card_is_ordered_once() {
    on_both_engines(async |db| {
        let card = holder(&db, 1).await.card.id;
        assert!(write!(db, tx => card_claim_successor(tx, card).await?).is_spent());
        assert!(!write!(db, tx => card_claim_successor(tx, card).await?).is_spent());
        assert!(fetched(&db, card).await.successor_ordered);
    })
    .await;
}

#[tokio::test]
async fn the_right_to_order_comes_back_when_no_card_waits_for_its_turn() {
    on_both_engines(async |db| {
        let holder = holder(&db, 1).await;
        let (card, eid) = (holder.card.id, holder.eid.id);
        assert!(write!(db, tx => card_claim_successor(tx, card).await?).is_spent());
        let next = dormant(&db, holder, 2).await.id;
        write!(db, tx => card_release_successor(tx, eid).await?);
        assert!(fetched(&db, card).await.successor_ordered, "one waits");
        assert!(write!(db, tx => card_block(tx, next, NOW, "lost").await?).is_spent());
        write!(db, tx => card_release_successor(tx, eid).await?);
        assert!(!fetched(&db, card).await.successor_ordered);
        assert!(write!(db, tx => card_claim_successor(tx, card).await?).is_spent());
    })
    .await;
}
