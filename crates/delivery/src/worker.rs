//! Drains the outbox: takes rows under a lease, delivers each outside any transaction, and
//! concludes each in a transaction with its audit row (design.md section 3).
//!
//! Several workers, in this process or on other nodes, may drain one outbox. A worker that dies
//! between delivery and conclusion leaves a row whose lease ends; it is delivered again under the
//! same id: the same Message-ID, the same file.

use crate::counters::Counters;
use crate::deliver::{Delivery, Outcome};
use crate::turns::{PER_SERVICE, Turns};
use lykill_core::time;
use lykill_store::{Channel, Commit, Notifications, OutboxLane, OutboxRow, StoreError};
use lykill_store::{outbox_due, outbox_take};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};

/// How long a taken row is kept from other workers; a delivery takes 20 s at most.
const LEASE: Duration = time::minutes(2);
/// What is ordered within so long of one another is taken together, in one transaction.
const GATHER: Duration = Duration::from_millis(100);
/// How often a worker looks when nobody wakes it.
const POLL: Duration = Duration::from_secs(1);
/// How often it looks for paper that a crash left behind.
const LEFT_PAPER: Duration = time::minutes(10);

/// Deliveries under way.
type Running = JoinSet<(Outcome, OutboxRow)>;
/// One that ended, or panicked.
pub(crate) type Ended = Result<(Outcome, OutboxRow), JoinError>;

/// Rows of a lane that are taken at a time.
const fn places(lane: OutboxLane) -> usize {
    match lane {
        OutboxLane::Post => 8,
        // As many as the gateway gets at a time.
        OutboxLane::Sms => lykill_fetch::PER_PEER,
        // Many more than are asked at a time: most wait for their service's turn.
        OutboxLane::Logout => 8 * PER_SERVICE,
    }
}

/// One worker.
#[derive(Clone)]
pub struct Worker {
    pub(crate) delivery: Arc<Delivery>,
    pub(crate) counters: Arc<Counters>,
    turns: Turns,
}

impl Worker {
    /// A worker. Clones share its counters.
    pub fn new(delivery: Delivery) -> Self {
        Self {
            delivery: Arc::new(delivery),
            counters: Arc::default(),
            turns: Turns::new(),
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
        let mut left_paper = tokio::time::interval(LEFT_PAPER);
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
                _ = left_paper.tick(), if lane == OutboxLane::Post => self.clear_up().await,
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
            let (delivery, turns) = (Arc::clone(&self.delivery), self.turns.clone());
            running.spawn(async move { (delivery.deliver(&row, &turns).await, row) });
        }
        Ok(taken)
    }

    /// Those that ended meanwhile are concluded with the first; nobody waits for the slow ones.
    async fn ended(&self, first: Ended, running: &mut Running) {
        let others = std::iter::from_fn(|| running.try_join_next());
        let ended = std::iter::once(first).chain(others).collect();
        self.conclude(ended).await;
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
