//! The worker: time, several at once, waking and stopping.

use crate::mail_server::MailServer;
use crate::rig::{Rig, link_code};
use lykill_core::audit::AuditKind;
use lykill_core::{Clock, Timestamp, time};
use lykill_delivery::{MailFolder, Mailer, Worker};
use lykill_store::{Channel, Commit, OutboxState, outbox_expire};
use lykill_testkit::VirtualClock;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

const TO: &str = "mette@fjordvik.example";

on_both! {
    case_217_an_expired_code_is_erased_and_never_sent,
    case_217_a_code_whose_time_ends_after_it_was_taken_is_not_sent,
    what_is_over_its_time_is_erased_a_hundred_at_a_time,
    nothing_is_sent_before_its_time,
    two_workers_share_the_work_and_send_nothing_twice,
    a_notification_wakes_the_worker_and_it_stops_when_asked,
}

async fn assert_expired(rig: &Rig) {
    let expired = rig.rows(OutboxState::Expired).await;
    assert_eq!((expired.len(), &expired[0].body), (1, &None));
    let audit = rig.audit().await;
    assert_eq!(
        (audit.len(), audit[0].kind),
        (1, AuditKind::DeliveryExpired)
    );
    assert_eq!(rig.post(), []);
}

async fn case_217_an_expired_code_is_erased_and_never_sent(rig: Rig) {
    rig.order(link_code(TO, "Ola", &rig.clock)).await;
    rig.clock.advance(time::minutes(5));
    let worker = rig.to_folder();
    assert_eq!(worker.pass().await, Ok(0));
    assert_expired(&rig).await;
    assert_eq!(worker.counters().read().expired, 1);
}

async fn what_is_over_its_time_is_erased_a_hundred_at_a_time(rig: Rig) {
    // More than one chunk for each lane.
    for _ in 0..401 {
        rig.order(link_code(TO, "Ola", &rig.clock)).await;
    }
    rig.clock.advance(time::minutes(5));
    let now = rig.clock.now();
    let chunk = rig
        .db
        .write(move |tx| Box::pin(async move { Ok(Commit(outbox_expire(tx, now, 100).await?)) }));
    let chunk = chunk.await.unwrap();
    assert_eq!((chunk.undelivered.len(), chunk.more), (100, true));
    let worker = rig.to_folder();
    assert_eq!(worker.pass().await, Ok(0));
    assert_eq!(worker.counters().read().expired, 301);
    let expired = rig.rows(OutboxState::Expired).await;
    assert_eq!(expired.len(), 401);
    assert!(expired.iter().all(|row| row.body.is_none()));
}

/// Leaps ten minutes after it was read so often.
struct Leaping(VirtualClock, AtomicU32, u32);

/// A worker that takes a row of its n-th lane in its time, and comes to it late.
pub fn leaping(rig: &Rig, lane: u32) -> Worker {
    let clock = Arc::new(Leaping(rig.clock.clone(), AtomicU32::new(0), lane));
    let folder = MailFolder::open(&rig.mail_dir(), crate::rig::sender()).unwrap();
    rig.worker(Mailer::Folder(folder), clock)
}

impl Clock for Leaping {
    fn now(&self) -> Timestamp {
        let late = self.1.fetch_add(1, Ordering::SeqCst) >= self.2;
        self.0.now()
            + if late {
                time::minutes(10)
            } else {
                Duration::ZERO
            }
    }
}

async fn case_217_a_code_whose_time_ends_after_it_was_taken_is_not_sent(rig: Rig) {
    rig.order(link_code(TO, "Ola", &rig.clock)).await;
    assert_eq!(leaping(&rig, 1).pass().await, Ok(1));
    assert_expired(&rig).await;
}

async fn nothing_is_sent_before_its_time(rig: Rig) {
    rig.order(link_code(TO, "Ola", &rig.clock)).await;
    let worker = rig.to_folder();
    // A clock that went back: the row's `not_before` lies ahead.
    let early = Arc::new(Earlier(rig.clock.clone()));
    let folder = MailFolder::open(&rig.mail_dir(), crate::rig::sender()).unwrap();
    assert_eq!(
        rig.worker(Mailer::Folder(folder), early).pass().await,
        Ok(0)
    );
    assert_eq!(worker.pass().await, Ok(1));
}

struct Earlier(VirtualClock);

impl Clock for Earlier {
    fn now(&self) -> Timestamp {
        self.0.now() - Duration::from_secs(1)
    }
}

async fn two_workers_share_the_work_and_send_nothing_twice(rig: Rig) {
    let server = MailServer::start(rig.dir.path());
    for _ in 0..40 {
        rig.order(link_code(TO, "Ola", &rig.clock)).await;
    }
    let workers = [rig.to_server(&server.url()), rig.to_server(&server.url())];
    let runs = workers
        .clone()
        .map(|worker| tokio::spawn(async move { while worker.pass().await.unwrap() > 0 {} }));
    for run in runs {
        run.await.unwrap();
    }
    let mails = server.mails();
    let ids: BTreeSet<_> = mails
        .iter()
        .map(|mail| mail.one("message-id").to_owned())
        .collect();
    assert_eq!((mails.len(), ids.len()), (40, 40));
    let counts = workers.map(|worker| worker.counters().read().delivered);
    assert_eq!(counts.iter().sum::<u64>(), 40);
    assert_eq!(rig.audit().await.len(), 40);
}

async fn a_notification_wakes_the_worker_and_it_stops_when_asked(rig: Rig) {
    let worker = rig.to_folder();
    let counters = worker.counters();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(worker.run(async move {
        let _ = stopped.await;
    }));
    for expected in 1..=10 {
        rig.order(link_code(TO, "Ola", &rig.clock)).await;
        rig.db.notify(Channel::Outbox);
        let delivered = async {
            while counters.read().delivered < expected {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        // Ten polls would take ten seconds.
        tokio::time::timeout(Duration::from_millis(700), delivered)
            .await
            .expect("it is awake");
    }
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(5), running)
        .await
        .expect("it stops")
        .unwrap();
}
