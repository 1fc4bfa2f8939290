//! A disk that failed under the database ends the process: what it holds is known only after the
//! database was opened anew (security.md case 205).

use super::signal::stopped;
use lykill_store::Db;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// How soon it is noticed. Until then every write is refused already.
const EVERY: Duration = Duration::from_millis(100);

/// Asks for the stop when the disk fails.
pub(super) async fn watch(db: Db, failed: Arc<Notify>, stop: watch::Receiver<bool>) {
    while db.stopped().is_none() {
        tokio::select! {
            () = stopped(stop.clone()) => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
    tracing::error!("the disk of the database failed; the server ends");
    failed.notify_one();
}
