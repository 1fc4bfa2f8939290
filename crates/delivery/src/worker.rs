//! Drains the outbox: takes rows under a lease, delivers each outside any transaction, and
//! concludes each in a transaction with its audit row (design.md section 3).
//!
//! Several workers, in this process or on other nodes, may drain one outbox. A worker that dies
//! between delivery and conclusion leaves a row whose lease ends; it is delivered again under the
//! same id: the same Message-ID, the same file.

use crate::backoff::{ATTEMPTS_MAX, LOGOUT_ATTEMPTS_MAX, next_attempt};
use crate::counters::Counters;
use crate::deliver::{Delivery, Outcome};
use crate::fault::Fault;
use crate::spool::Spools;
use lykill_core::audit::{AuditKind, AuditRow};
use lykill_core::id::{AuditId, OutboxId, PersonId, RequestId};
use lykill_core::{Spend, Timestamp, time};
use lykill_fetch::FetchError;
use lykill_issuer::types::{PrintJob, PrintQueue};
use lykill_store::{Channel, Commit, Notifications, OutboxLane, OutboxRow, StoreError};
use lykill_store::{audit_insert, outbox_dead, outbox_done, outbox_due, outbox_expire};
use lykill_store::{outbox_release, outbox_retry, outbox_take};
use lykill_store::{print_erasable, print_erased, print_insert};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};

/// How long a taken row is kept from other workers; a delivery takes 20 s at most.
const LEASE: Duration = time::minutes(2);
/// A row whose peer is busy is tried again after so long.
const BUSY: Duration = Duration::from_secs(1);
/// What is ordered within so long of one another is taken together, in one transaction.
const GATHER: Duration = Duration::from_millis(100);
/// Print jobs whose files are erased in one sweep.
const SWEEP: u32 = 64;
/// How often a worker looks when nobody wakes it.
const POLL: Duration = Duration::from_secs(1);

/// Deliveries under way.
type Running = JoinSet<(Outcome, OutboxRow)>;
/// One that ended, or panicked.
type Ended = Result<(Outcome, OutboxRow), JoinError>;

/// Rows of a lane that are delivered side by side. Services are many and may each take 5 s.
const fn places(lane: OutboxLane) -> usize {
    match lane {
        OutboxLane::Post => 8,
        // As many as the gateway gets at a time.
        OutboxLane::Sms => lykill_fetch::PER_PEER,
        OutboxLane::Logout => 64,
    }
}

/// One worker.
#[derive(Clone)]
pub struct Worker {
    delivery: Arc<Delivery>,
    counters: Arc<Counters>,
}

impl Worker {
    /// A worker. Clones share its counters.
    pub fn new(delivery: Delivery) -> Self {
        Self {
            delivery: Arc::new(delivery),
            counters: Arc::default(),
        }
    }

    /// What it counts.
    pub fn counters(&self) -> Arc<Counters> {
        Arc::clone(&self.counters)
    }

    /// Drains the outbox until `stop` is ready, each lane by itself, then finishes what it has
    /// begun: at most 20 s. A database that fails is asked again a second later.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let (stopping, stopped) = watch::channel(false);
        let stop = async {
            stop.await;
            stopping.send_replace(true);
        };
        let lanes = OutboxLane::ALL.map(|lane| self.drain(lane, stopped.clone()));
        tokio::join!(stop, futures_util::future::join_all(lanes));
    }

    async fn drain(&self, lane: OutboxLane, mut stop: watch::Receiver<bool>) {
        let mut notifications = self.delivery.db.subscribe();
        let mut running = JoinSet::new();
        loop {
            let full = self.fill(lane, &mut running).await;
            if lane == OutboxLane::Post
                && let Err(error) = self.sweep().await
            {
                tracing::warn!(%error, "files of print jobs that are over cannot be erased");
            }
            let pause = if full { Duration::ZERO } else { POLL };
            tokio::select! {
                biased;
                () = stopped(&mut stop) => break,
                Some(first) = running.join_next() => self.ended(first, &mut running).await,
                () = gathered(&mut notifications), if !full => {}
                () = tokio::time::sleep(pause), if !full || running.is_empty() => {}
            }
        }
        while let Some(first) = running.join_next().await {
            self.ended(first, &mut running).await;
        }
    }

    /// Takes what fits beside what is being delivered, once half of the places are free: rows
    /// are taken, and concluded, together. Whether more may be due than was taken.
    async fn fill(&self, lane: OutboxLane, running: &mut Running) -> bool {
        let (width, busy) = (places(lane), running.len());
        if busy * 2 > width {
            return true;
        }
        let taken = self.take(lane, width - busy, running).await;
        let taken = taken.unwrap_or_else(|error| {
            tracing::warn!(%error, "the outbox cannot be read");
            0
        });
        taken >= width - busy
    }

    /// One pass over all lanes: erases what is over its time, then takes what is due and fits,
    /// and delivers it. Gives how many rows it took. Where nothing is due, nothing is written.
    ///
    /// # Errors
    /// [`StoreError`] when the outbox cannot be read or its rows cannot be taken.
    pub async fn pass(&self) -> Result<usize, StoreError> {
        let mut taken = 0;
        for lane in OutboxLane::ALL {
            let mut running = JoinSet::new();
            taken += self.take(lane, places(lane), &mut running).await?;
            while let Some(first) = running.join_next().await {
                self.ended(first, &mut running).await;
            }
        }
        Ok(taken)
    }

    /// Takes at most `limit` rows that are due and begins to deliver them; erases what is over
    /// its time. Gives how many it took.
    async fn take(
        &self,
        lane: OutboxLane,
        limit: usize,
        running: &mut Running,
    ) -> Result<usize, StoreError> {
        let now = self.delivery.clock.now();
        let db = &self.delivery.db;
        let due = db.read(move |tx| Box::pin(outbox_due(tx, lane, now)));
        let due = due.await?;
        if due.expire {
            self.expire(now).await?;
        }
        if !due.take {
            return Ok(0);
        }
        let limit = u32::try_from(limit).unwrap_or(u32::MAX);
        let take = db.write(move |tx| {
            Box::pin(async move { Ok(Commit(outbox_take(tx, (lane, now), LEASE, limit).await?)) })
        });
        let rows = take.await?;
        let taken = rows.len();
        for row in rows {
            let delivery = Arc::clone(&self.delivery);
            running.spawn(async move { (delivery.deliver(&row).await, row) });
        }
        Ok(taken)
    }

    /// Those that ended meanwhile are concluded with the first; nobody waits for the slow ones.
    async fn ended(&self, first: Ended, running: &mut Running) {
        let others = std::iter::from_fn(|| running.try_join_next());
        let ended = std::iter::once(first).chain(others).collect();
        self.conclude(ended).await;
    }

    async fn conclude(&self, ended: Vec<Ended>) {
        let mut delivered = Vec::new();
        for one in ended {
            let Ok((outcome, row)) = one else {
                tracing::error!("a delivery panicked; its row is taken again after its lease");
                continue;
            };
            let concluded = match outcome {
                Outcome::Delivered => {
                    delivered.push((row, None));
                    continue;
                }
                Outcome::Queued(job) => {
                    delivered.push((row, Some(*job)));
                    continue;
                }
                Outcome::Late => self.expire(self.delivery.clock.now()).await,
                Outcome::Failed(Fault::Fetch(FetchError::Busy)) => self.release(&row).await,
                Outcome::Failed(fault) => self.failed(&row, fault).await,
            };
            if let Err(error) = concluded {
                unconcluded(&row, &error);
            }
        }
        if let Err(error) = self.done(&delivered).await {
            for (row, _) in &delivered {
                unconcluded(row, &error);
            }
        }
    }

    async fn expire(&self, now: Timestamp) -> Result<(), StoreError> {
        let delivery = Arc::clone(&self.delivery);
        let expire = self.delivery.db.write(move |tx| {
            let delivery = Arc::clone(&delivery);
            Box::pin(async move {
                let ids = outbox_expire(tx, now).await?;
                for id in &ids {
                    let what = format!("{id}");
                    let row = delivery.audit_row(AuditKind::DeliveryExpired, None, what);
                    audit_insert(tx, &row).await?;
                }
                Ok(Commit(ids))
            })
        });
        let ids: Vec<OutboxId> = expire.await?;
        self.counters.expired(ids.len());
        for id in ids {
            tracing::info!(outbox.id = %id, "not delivered within its time");
        }
        Ok(())
    }

    /// Concludes what was delivered, all in one transaction.
    async fn done(&self, rows: &[(OutboxRow, Option<PrintJob>)]) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let now = self.delivery.clock.now();
        let with_audit = rows.iter().map(|(row, job)| {
            let what = format!("{} {}", row.id, row.kind);
            let person = Some(row.person);
            let audit = self.delivery.audit_row(AuditKind::Delivered, person, what);
            (row.id, audit, job.clone())
        });
        let with_audit: Arc<[_]> = with_audit.collect();
        let conclude = self.delivery.db.write(move |tx| {
            let with_audit = Arc::clone(&with_audit);
            Box::pin(async move {
                let mut ended = Vec::new();
                for (id, audit, job) in with_audit.iter() {
                    if outbox_done(tx, *id, now).await?.is_spent() {
                        audit_insert(tx, audit).await?;
                        if let Some(job) = job {
                            let _first = print_insert(tx, job).await?;
                        }
                        ended.push(*id);
                    }
                }
                Ok(Commit(ended))
            })
        });
        let ended = conclude.await?;
        for (row, job) in rows {
            match job {
                _ if ended.contains(&row.id) => {
                    self.counters.delivered();
                    tracing::info!(outbox.id = %row.id, outbox.kind = %row.kind, "delivered");
                }
                Some(job) => self.withdrawn(job),
                None => {}
            }
        }
        Ok(())
    }

    /// A row was withdrawn while its paper was made: nobody may print that.
    fn withdrawn(&self, job: &PrintJob) {
        if let Err(error) = self.delivery.spools.of(job.queue).erase(&[job.id]) {
            tracing::error!(outbox.id = %job.id, %error, "a withdrawn print cannot be erased");
        }
    }

    /// Erases the files of print jobs that were acknowledged, came back or are void. Gives how
    /// many jobs that were.
    ///
    /// # Errors
    /// [`StoreError`] when the jobs cannot be read or noted; a file that cannot be erased is tried
    /// again with the next call.
    pub async fn sweep(&self) -> Result<usize, StoreError> {
        let delivery = &self.delivery;
        if delivery.spools.letters.is_letter_box() {
            return Ok(0);
        }
        let erasable = delivery
            .db
            .read(move |tx| Box::pin(async move { print_erasable(tx, SWEEP).await }));
        let erasable = erasable.await?;
        if erasable.is_empty() {
            return Ok(0);
        }
        let spools = delivery.spools.clone();
        let erased = tokio::task::spawn_blocking(move || erase(&spools, &erasable)).await;
        let erased: Arc<[OutboxId]> = erased.unwrap_or_default().into();
        let (count, now) = (erased.len(), delivery.clock.now());
        let note = delivery.db.write(move |tx| {
            let erased = Arc::clone(&erased);
            Box::pin(async move {
                for id in erased.iter() {
                    print_erased(tx, *id, now).await?;
                }
                Ok(Commit(()))
            })
        });
        note.await?;
        Ok(count)
    }

    async fn failed(&self, row: &OutboxRow, fault: Fault) -> Result<(), StoreError> {
        let now = self.delivery.clock.now();
        let most = match row.kind.as_str() {
            "logout-token" => LOGOUT_ATTEMPTS_MAX,
            _ => ATTEMPTS_MAX,
        };
        let next = next_attempt(now, row.attempts, most).filter(|_| !fault.is_permanent());
        match next {
            Some(at) => self.retry(row, fault, at).await,
            None => self.dead(row, fault, now).await,
        }
    }

    /// The peer had no place for it: nothing was tried, so nothing is counted.
    async fn release(&self, row: &OutboxRow) -> Result<(), StoreError> {
        let (id, at) = (row.id, self.delivery.clock.now() + BUSY);
        let release = self.delivery.db.write(move |tx| {
            Box::pin(async move {
                outbox_release(tx, id, at).await?;
                Ok(Commit(()))
            })
        });
        release.await
    }

    async fn retry(&self, row: &OutboxRow, fault: Fault, at: Timestamp) -> Result<(), StoreError> {
        let (id, error) = (row.id, fault.to_string());
        tracing::warn!(outbox.id = %id, outbox.kind = %row.kind, %error, "not delivered yet");
        let conclude = self.delivery.db.write(move |tx| {
            let error = error.clone();
            Box::pin(async move {
                outbox_retry(tx, id, at, &error).await?;
                Ok(Commit(()))
            })
        });
        conclude.await?;
        self.counters.retried();
        Ok(())
    }

    async fn dead(&self, row: &OutboxRow, fault: Fault, now: Timestamp) -> Result<(), StoreError> {
        let (id, error) = (row.id, fault.to_string());
        let what = format!("{id} {}: {error}", row.kind);
        let audit = self
            .delivery
            .audit_row(AuditKind::DeliveryFailed, Some(row.person), what);
        tracing::error!(outbox.id = %id, outbox.kind = %row.kind, %error, "given up");
        let conclude = self.delivery.db.write(move |tx| {
            let (audit, error) = (audit.clone(), error.clone());
            Box::pin(async move {
                let spend = outbox_dead(tx, id, now, &error).await?;
                if spend.is_spent() {
                    audit_insert(tx, &audit).await?;
                }
                Ok(Commit(spend))
            })
        });
        if conclude.await? == Spend::Spent {
            self.counters.dead();
        }
        Ok(())
    }
}

/// The worker stops, or whoever would have said so is gone.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    drop(stop.wait_for(|stop| *stop).await);
}

/// Something was ordered, and whatever is ordered with it had time to follow.
async fn gathered(notifications: &mut Notifications) {
    notifications.wait(Channel::Outbox).await;
    tokio::time::sleep(GATHER).await;
}

/// The lease ends and the row is delivered once more, as the same message.
fn unconcluded(row: &OutboxRow, error: &StoreError) {
    tracing::warn!(outbox.id = %row.id, %error, "a delivery could not be concluded");
}

/// Erases the files of these jobs; gives those whose files are gone.
fn erase(spools: &Spools, jobs: &[PrintJob]) -> Vec<OutboxId> {
    let mut gone = Vec::new();
    for queue in PrintQueue::ALL {
        let of_queue = jobs.iter().filter(|job| job.queue == queue);
        let ids: Vec<OutboxId> = of_queue.map(|job| job.id).collect();
        match spools.of(queue).erase(&ids) {
            Ok(()) => gone.extend(ids),
            Err(error) => {
                tracing::error!(queue = queue.word(), %error, "print files cannot be erased");
            }
        }
    }
    gone
}

impl Delivery {
    fn audit_row(&self, kind: AuditKind, person: Option<PersonId>, detail: String) -> AuditRow {
        let now = self.clock.now();
        AuditRow {
            id: AuditId::new(now, self.rng.as_ref()),
            at: now,
            request: RequestId::new(now, self.rng.as_ref()),
            kind,
            person,
            eid: None,
            client: None,
            company: None,
            login: None,
            detail,
        }
    }
}
