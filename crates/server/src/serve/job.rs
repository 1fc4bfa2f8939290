//! Work that nobody waits for: removing what ended long ago.

use super::signal::stopped;
use lykill_operations::{Context, job};
use std::time::Duration;
use tokio::sync::watch;

/// Between two rounds of the purge.
const EVERY: Duration = Duration::from_secs(60);
/// Between two chunks of one round, so that logins pass.
const BREATH: Duration = Duration::from_millis(50);

/// Purges until the stop.
pub(super) async fn purge(ctx: Context, stop: watch::Receiver<bool>) {
    loop {
        let pause = match job::purge(&ctx).await {
            Ok(0) => EVERY,
            Ok(_) => BREATH,
            Err(error) => {
                tracing::warn!(%error, "nothing was purged");
                EVERY
            }
        };
        tokio::select! {
            () = stopped(stop.clone()) => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}
