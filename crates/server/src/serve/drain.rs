//! Leaving without losing a request. A node that was told to stop goes on answering for a while and
//! says at `/health/ready` that it stops, so that whoever balances sends the next request to
//! another node; only then it takes no connection any more. Whoever reached the kernel's queue of a
//! listener that closes would be cut off without an answer, and nobody may repeat a POST for that.

use super::signal::stopped;
use lykill_store::Db;
use std::time::Duration;
use tokio::sync::watch;

/// When a node stops: both become true, one after the other.
#[derive(Debug, Clone)]
pub struct Leaving {
    /// From here on it answers whoever comes, and ends each connection with the answer.
    pub told: watch::Receiver<bool>,
    /// From here on nobody is taken any more.
    pub closing: watch::Receiver<bool>,
}

/// How often the disk is asked after while a node leaves.
const LOOK: Duration = Duration::from_millis(100);

/// Waits until the disk under the database fails.
async fn disk_fails(db: &Db) {
    while db.stopped().is_none() {
        tokio::time::sleep(LOOK).await;
    }
}

impl From<watch::Receiver<bool>> for Leaving {
    /// A node that goes at once.
    fn from(stop: watch::Receiver<bool>) -> Self {
        Self {
            told: stop.clone(),
            closing: stop,
        }
    }
}

impl Leaving {
    /// Goes `drain` after `told`; as soon as the disk fails, since nothing is answered then.
    pub(super) fn after(drain: Duration, told: watch::Receiver<bool>, db: Db) -> Self {
        let (close, closing) = watch::channel(false);
        let asked = told.clone();
        tokio::spawn(async move {
            stopped(asked).await;
            if !drain.is_zero() && db.stopped().is_none() {
                let seconds = drain.as_secs();
                tracing::info!(seconds, "not ready any more; still answering");
                let _over = tokio::time::timeout(drain, disk_fails(&db)).await;
            }
            close.send_replace(true);
        });
        Self { told, closing }
    }

    /// Whether the node was told to stop.
    pub fn is_told(&self) -> bool {
        *self.told.borrow()
    }
}
