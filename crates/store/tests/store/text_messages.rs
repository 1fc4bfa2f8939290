//! Messages that a gateway took, and what it told of them.

use crate::engines::{leak, on_both_engines};
use crate::samples::{NOW, after, person, rng, sealed};
use lykill_core::id::OutboxId;
use lykill_core::{Receipt, Receipts};
use lykill_store::*;

async fn put(db: &Db, number: u64, kind: &'static str) -> OutboxId {
    let entry = leak(OutboxEntry {
        id: OutboxId::new(after(number), &rng(number)),
        kind,
        person: person(number % 2).id,
        body: sealed(number),
        not_before: NOW,
        expires_at: after(9000),
    });
    write!(db, tx => outbox_insert(tx, entry, after(number)).await?);
    entry.id
}

async fn taken(db: &Db, reference: &'static str, id: OutboxId, seconds: u64) -> Option<Receipt> {
    write!(db, tx => text_message_taken(tx, reference, id, after(seconds)).await?)
}

async fn tell(db: &Db, reference: &'static str, receipt: Receipt) -> TextTold {
    write!(db, tx => text_message_tell(tx, reference, receipt, after(50)).await?)
}

#[tokio::test]
async fn case_217_the_condition_of_the_statement_is_the_rule() {
    on_both_engines(async |db| {
        for (number, known) in Receipt::ALL.into_iter().enumerate() {
            for (other, told) in Receipt::ALL.into_iter().enumerate() {
                let number = u64::try_from(number * 10 + other).unwrap();
                let id = put(&db, number, "notice-sms").await;
                let reference: &'static str = leak(format!("SM-{number}"));
                assert_eq!(taken(&db, reference, id, 1).await, Some(Receipt::Unknown));
                if known != Receipt::Unknown {
                    let first = tell(&db, reference, known).await;
                    assert_eq!(first, TextTold::Message(id, person(number % 2).id));
                }
                let changed = tell(&db, reference, told).await != TextTold::Before;
                assert_eq!(changed, told.outweighs(known), "{known:?} then {told:?}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn case_217_message_and_receipt_find_each_other_in_either_order() {
    on_both_engines(async |db| {
        let (one, two) = (
            put(&db, 1, "notice-sms").await,
            put(&db, 2, "code-sms").await,
        );
        assert_eq!(
            tell(&db, "SM-1", Receipt::Failed).await,
            TextTold::NoMessage
        );
        assert_eq!(tell(&db, "SM-1", Receipt::Failed).await, TextTold::Before);
        assert_eq!(taken(&db, "SM-1", one, 5).await, Some(Receipt::Failed));
        assert_eq!(taken(&db, "SM-1", two, 6).await, None, "it has a message");
        let told = tell(&db, "SM-1", Receipt::Delivered).await;
        assert_eq!(told, TextTold::Message(one, person(1).id));
        let rows = read!(db, tx => {
            outbox_listed(tx, OutboxState::Waiting, (None, None), 10).await?
        });
        let receipts: Vec<_> = rows.iter().map(|row| (row.id, row.receipt)).collect();
        assert_eq!(receipts, [(two, None), (one, Some(Receipt::Delivered))]);
        assert_eq!(rows[1].told_at, Some(after(50)));
        for (person_number, kind, expected) in [
            (Some(1), None, one),
            (None, Some("code-sms"), two),
            (Some(0), Some("code-sms"), two),
        ] {
            let of = (person_number.map(|number| person(number).id), kind);
            let rows = read!(db, tx => outbox_listed(tx, OutboxState::Waiting, of, 10).await?);
            assert_eq!(rows.len(), 1);
            assert_eq!(rows[0].id, expected);
        }
        let newest = read!(db, tx => {
            outbox_listed(tx, OutboxState::Waiting, (None, None), 1).await?
        });
        assert_eq!(newest[0].id, two);
    })
    .await;
}

#[tokio::test]
async fn case_217_young_messages_without_a_receipt_and_old_ones_are_not_counted() {
    on_both_engines(async |db| {
        let messages = [("a", 10), ("b", 20), ("c", 30), ("d", 40)];
        for (number, (reference, at)) in messages.into_iter().enumerate() {
            let id = put(&db, u64::try_from(number).unwrap(), "notice-sms").await;
            taken(&db, reference, id, at).await;
        }
        tell(&db, "d", Receipt::Delivered).await;
        tell(&db, "nobody", Receipt::Failed).await;
        let counts = async |since: u64, silent: u64| {
            read!(db, tx => text_message_counts(tx, after(since), after(silent)).await?)
        };
        let receipts = |delivered, unknown| Receipts {
            delivered,
            failed: 0,
            unknown,
        };
        assert_eq!(counts(0, 30).await, receipts(1, 2));
        assert_eq!(counts(20, 31).await, receipts(1, 2));
        assert_eq!(counts(41, 99).await, receipts(0, 0));
    })
    .await;
}

#[tokio::test]
async fn a_receipt_of_nobodys_message_goes_after_a_day_and_a_message_after_ninety() {
    on_both_engines(async |db| {
        let id = put(&db, 1, "notice-sms").await;
        taken(&db, "SM-1", id, 0).await;
        tell(&db, "nobody", Receipt::Failed).await;
        let purged = async |days: u64| {
            write!(db, tx => purge::purge(tx, after(days * 86_400 + 60), 10).await?)
        };
        assert_eq!(purged(0).await, 0);
        assert_eq!(purged(1).await, 1);
        assert_eq!(tell(&db, "SM-1", Receipt::Failed).await, TextTold::Message(id, person(1).id));
        assert_eq!(purged(89).await, 0);
        assert_eq!(purged(90).await, 1);
    })
    .await;
}
