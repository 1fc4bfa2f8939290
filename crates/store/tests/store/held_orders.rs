//! Orders that wait for a second person, and addresses that were left.

use crate::engines::{leak, on_both_engines};
use crate::samples::{NOW, after, eid, person, rng};
use lykill_core::CardFormat;
use lykill_core::id::HeldOrderId;
use lykill_core::time::days;
use lykill_issuer::types::{Clerk, HeldOrder, HeldState, Ordered};
use lykill_store::restored::end_what_was_open;
use lykill_store::*;

fn order(number: u64, eid: lykill_core::id::EidId) -> HeldOrder {
    HeldOrder {
        id: HeldOrderId::new(after(number), &rng(number)),
        eid,
        what: Ordered::KeyCard,
        format: Some(CardFormat::Braille),
        reason: "a fire".to_owned(),
        by_telephone: true,
        asked_by: Clerk::from_normal("kari".to_owned()),
        asked_at: after(number),
        expires_at: after(100),
        state: HeldState::Waiting,
        ended_at: None,
    }
}

#[tokio::test]
async fn case_020_an_order_waits_until_it_is_decided_or_its_time_is_over() {
    on_both_engines(async |db| {
        let owner = leak(person(1));
        let mine = leak(eid(owner, 1));
        let plain = HeldOrder {
            what: Ordered::Letters,
            format: None,
            by_telephone: false,
            ..order(2, mine.id)
        };
        let orders = leak([
            order(1, mine.id),
            plain,
            order(3, mine.id),
            order(4, mine.id),
        ]);
        write!(db, tx => {
            assert!(person_insert(tx, owner).await?.is_spent());
            assert!(eid_insert(tx, mine).await?.is_spent());
            for order in orders {
                held_order_insert(tx, order).await?;
            }
        });
        let [first, second, third, fourth] = orders;
        let all = read!(db, tx => held_order_list(tx, after(99), 10).await?);
        assert_eq!(&all, orders);
        let one = read!(db, tx => held_order_list(tx, after(99), 1).await?);
        assert_eq!(one, orders[..1]);
        assert_eq!(
            read!(db, tx => held_order_list(tx, after(100), 10).await?),
            []
        );
        assert_eq!(
            read!(db, tx => held_order_by_eid(tx, mine.id, after(100)).await?),
            []
        );

        let end = HeldState::Approved;
        let late = write!(db, tx => held_order_end(tx, first.id, end, after(100)).await?);
        assert!(!late.is_spent());
        assert!(write!(db, tx => held_order_end(tx, first.id, end, after(9)).await?).is_spent());
        assert!(!write!(db, tx => held_order_end(tx, first.id, end, after(9)).await?).is_spent());
        let ended = read!(db, tx => held_order_fetch(tx, first.id).await?).unwrap();
        assert_eq!((ended.state, ended.ended_at), (end, Some(after(9))));
        let left = read!(db, tx => held_order_by_eid(tx, mine.id, after(9)).await?);
        assert_eq!(left, [second.clone(), third.clone(), fourth.clone()]);

        // A restored database holds no order that somebody may have decided on since.
        write!(db, tx => end_what_was_open(tx, after(10)).await.map(drop)?);
        assert_eq!(
            read!(db, tx => held_order_list(tx, after(10), 10).await?),
            []
        );
        let void = read!(db, tx => held_order_fetch(tx, second.id).await?).unwrap();
        assert_eq!(
            (void.state, void.ended_at),
            (HeldState::Void, Some(after(10)))
        );
        assert_eq!(
            write!(db, tx => purge(tx, after(100) + days(90), 10).await?),
            0
        );
        let later = after(101) + days(90);
        assert_eq!(write!(db, tx => purge(tx, later, 10).await?), 4);
    })
    .await;
}

#[tokio::test]
async fn case_020_addresses_that_were_left_are_known_for_two_weeks() {
    on_both_engines(async |db| {
        let owner = leak(person(1));
        write!(db, tx => assert!(person_insert(tx, owner).await?.is_spent()));
        let places = leak(["Storgata 1", "Nygata 2"].map(|line| vec![line.to_owned()]));
        for (place, at) in places.iter().zip([1, 2]) {
            write!(db, tx => former_address_insert(tx, owner.id, place, after(at)).await?);
        }
        let known = async |since| read!(db, tx => former_address_list(tx, owner.id, since).await?);
        assert_eq!(known(NOW).await, *places);
        assert_eq!(known(after(1)).await, places[1..]);
        assert_eq!(
            write!(db, tx => purge(tx, after(1) + days(14), 10).await?),
            0
        );
        assert_eq!(
            write!(db, tx => purge(tx, after(2) + days(14), 10).await?),
            1
        );
        assert_eq!(known(NOW).await, places[1..]);
    })
    .await;
}
