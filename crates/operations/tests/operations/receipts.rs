//! What a gateway tells of messages that it took (security.md case 217).

use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_core::id::OutboxId;
use lykill_core::time::{days, minutes};
use lykill_core::{Receipt, Receipts, Secret};
use lykill_operations::Context;
use lykill_operations::receipt::{
    self, Fields, GatewayProof, ListFilter, ReceiptAnswer, ReceiptRules,
};
use lykill_store::text_message::{OutboxListed, text_message_taken};
use lykill_store::{Commit, OutboxState, outbox_done};
use std::time::Duration;
use tokio::task::JoinSet;

const SECRET: &str = "a secret of the gateway and of nobody else";

/// A gateway that sends a form, with its secret in a header.
pub fn rules() -> ReceiptRules {
    ReceiptRules {
        header: "x-secret".to_owned(),
        proof: GatewayProof::Secret,
        secret: Secret::from(SECRET),
        fields: Fields::Form {
            message: "id".to_owned(),
            state: "state".to_owned(),
        },
        delivered: vec!["delivered".to_owned()],
        failed: vec!["failed".to_owned()],
    }
}

/// A notice by SMS to somebody new, taken by the gateway under this name.
async fn taken(ctx: &Context, reference: &'static str) -> OutboxId {
    let row = ordered(ctx).await;
    note_taken(ctx, row, reference).await;
    row
}

/// A notice by SMS that waits for the gateway.
async fn ordered(ctx: &Context) -> OutboxId {
    let holder = somebody(ctx, "Ola Vik", |new| {
        new.email = None;
        new.phone = Some("+47 99 99 99 99".to_owned());
    })
    .await;
    Visitor::default().log_in(ctx, LIBRARY, &holder).await;
    let rows = waiting(ctx).await;
    let row = rows.iter().rfind(|row| row.kind == "notice-sms");
    row.expect("a notice of the new browser").id
}

async fn note_taken(ctx: &Context, row: OutboxId, reference: &'static str) -> Option<Receipt> {
    let now = ctx.now();
    let noted = ctx.db.write(move |tx| {
        Box::pin(async move {
            assert!(outbox_done(tx, row, now).await?.is_spent());
            Ok(Commit(text_message_taken(tx, reference, row, now).await?))
        })
    });
    noted.await.expect("a database")
}

async fn tell(ctx: &Context, reference: &str, state: &str) -> ReceiptAnswer {
    let body = format!("id={reference}&state={state}");
    let told = receipt::take(ctx, &command(ctx), Some(SECRET), body.as_bytes()).await;
    told.expect("a database")
}

/// The receipts that the audit log holds, oldest first.
async fn audited(ctx: &Context) -> Vec<String> {
    let rows = audit(ctx, AuditKind::TextReceipt).await;
    rows.into_iter().rev().map(|row| row.detail).collect()
}

async fn listed(ctx: &Context, filter: ListFilter) -> Vec<OutboxListed> {
    receipt::list(ctx, filter).await.expect("a database")
}

fn of_kind(kind: &str) -> ListFilter {
    ListFilter {
        state: OutboxState::Done,
        person: None,
        kind: Some(kind.to_owned()),
        limit: 10,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_217_support_sees_what_became_of_a_message() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let row = taken(ctx, "SM-1").await;
        let shown = async || listed(ctx, of_kind("notice-sms")).await.remove(0);
        assert_eq!(shown().await.receipt, Some(Receipt::Unknown));
        assert_eq!(tell(ctx, "SM-1", "queued").await, ReceiptAnswer::Read);
        assert_eq!(shown().await.receipt, Some(Receipt::Unknown), "on its way");
        assert_eq!(tell(ctx, "SM-1", "failed").await, ReceiptAnswer::Read);
        let one = shown().await;
        assert_eq!((one.id, one.receipt), (row, Some(Receipt::Failed)));
        assert_eq!(one.told_at, Some(ctx.now()));
        assert_eq!(audited(ctx).await, [format!("{row} failed")]);
        let mine = ListFilter {
            person: Some(one.person),
            ..of_kind("notice-sms")
        };
        assert_eq!(listed(ctx, mine.clone()).await.len(), 1);
        let others = ListFilter {
            kind: None,
            state: OutboxState::Dead,
            ..mine
        };
        assert_eq!(listed(ctx, others).await, []);
    })
    .await;
}

/// Duplicates, and the failure of an earlier try that comes after the success of a later one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_217_receipts_that_come_twice_or_late_change_nothing() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let row = taken(ctx, "SM-1").await;
        for state in [
            "failed",
            "failed",
            "delivered",
            "delivered",
            "failed",
            "queued",
        ] {
            assert_eq!(tell(ctx, "SM-1", state).await, ReceiptAnswer::Read);
            world.clock.advance(Duration::from_secs(1));
        }
        let one = listed(ctx, of_kind("notice-sms")).await.remove(0);
        assert_eq!(one.receipt, Some(Receipt::Delivered));
        let rows = [format!("{row} failed"), format!("{row} delivered")];
        assert_eq!(audited(ctx).await, rows);
        taken(ctx, "SM-2").await;
        let mut many = JoinSet::new();
        for _ in 0..20 {
            let ctx = ctx.clone();
            many.spawn(async move { tell(&ctx, "SM-2", "delivered").await });
        }
        many.join_all().await;
        assert_eq!(
            audited(ctx).await.len(),
            3,
            "twenty at once, one of them counts"
        );
    })
    .await;
}

/// A gateway may tell the end of a message before its answer was written down here.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_217_a_receipt_that_is_faster_than_the_answer_is_kept() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let row = ordered(ctx).await;
        assert_eq!(tell(ctx, "SM-1", "delivered").await, ReceiptAnswer::Read);
        assert_eq!(audited(ctx).await, [""; 0], "of nothing that is known");
        let told = note_taken(ctx, row, "SM-1").await;
        assert_eq!(told, Some(Receipt::Delivered));
        let one = listed(ctx, of_kind("notice-sms")).await.remove(0);
        assert_eq!((one.id, one.receipt), (row, Some(Receipt::Delivered)));
        let other = ordered(ctx).await;
        assert_eq!(
            note_taken(ctx, other, "SM-1").await,
            None,
            "one name, two messages"
        );
        let one = listed(ctx, of_kind("notice-sms")).await.remove(0);
        assert_eq!((one.id, one.receipt), (other, None));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_217_only_the_gateway_tells_and_only_what_can_be_read() {
    on_both_engines(async |world| {
        let ctx = &*world;
        taken(ctx, "SM-1").await;
        let take = async |ctx: &Context, proof: Option<&str>, body: &str| {
            let taken = receipt::take(ctx, &command(ctx), proof, body.as_bytes()).await;
            taken.expect("a database")
        };
        let body = "id=SM-1&state=delivered";
        for wrong in [None, Some(""), Some("another"), Some(&SECRET[1..])] {
            assert_eq!(take(ctx, wrong, body).await, ReceiptAnswer::NotProven);
        }
        let mut without = ctx.clone();
        let mut settings = ctx.settings.as_ref().clone();
        settings.receipts = None;
        without.settings = settings.into();
        let unasked = take(&without, Some(SECRET), body).await;
        assert_eq!(
            unasked,
            ReceiptAnswer::NotProven,
            "no receipts are read here"
        );
        for unreadable in [
            "",
            "id=SM-1",
            "state=delivered",
            "id=SM-1&id=SM-2&state=failed",
        ] {
            let told = take(ctx, Some(SECRET), unreadable).await;
            assert_eq!(told, ReceiptAnswer::Unreadable, "{unreadable}");
        }
        let one = listed(ctx, of_kind("notice-sms")).await.remove(0);
        assert_eq!(one.receipt, Some(Receipt::Unknown));
        assert_eq!(audited(ctx).await, [""; 0]);
        let known = tell(ctx, "SM-1", "delivered").await;
        assert_eq!(known, tell(ctx, "SM-none", "delivered").await);
    })
    .await;
}

/// "Answers 200 but drops": what was taken and never heard of counts as lost after an hour.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_217_what_is_taken_and_never_heard_of_is_counted_after_an_hour() {
    on_both_engines(async |world| {
        let ctx = &*world;
        taken(ctx, "SM-1").await;
        taken(ctx, "SM-2").await;
        taken(ctx, "SM-3").await;
        tell(ctx, "SM-2", "failed").await;
        tell(ctx, "SM-3", "delivered").await;
        tell(ctx, "SM-none", "failed").await;
        let load = async || receipt::load(ctx).await.expect("a database");
        let receipts = |unknown| Receipts {
            delivered: 1,
            failed: 1,
            unknown,
        };
        world.clock.advance(minutes(59));
        assert_eq!(load().await, Some(receipts(0)));
        world.clock.advance(minutes(2));
        assert_eq!(load().await, Some(receipts(1)));
        world.clock.advance(days(1));
        assert_eq!(load().await, Some(Receipts::default()));
    })
    .await;
}
