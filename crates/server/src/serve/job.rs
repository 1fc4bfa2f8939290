//! Work that nobody waits for: removing what ended long ago, watching the print house.
//!
//! How often is not a matter of the wall clock: one that is set back would stop it for so long.

use super::signal::stopped;
use crate::anchor;
use lykill_core::random;
use lykill_operations::{Context, audit, job, key, noise, otp_token, receipt, upstream};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior};

/// Between two rounds of the purge.
const EVERY: Duration = Duration::from_secs(60);
/// Between two tellings of one alarm, and between two looks at unused devices.
const AGAIN: Duration = Duration::from_secs(60 * 60);
/// Between two chunks of one round, so that logins pass.
const BREATH: Duration = Duration::from_millis(50);

/// Between two looks at the keys that other nodes and commands exchanged.
const LOOK: Duration = Duration::from_secs(5);
/// A node says at least so often that it is there; after three times that it counts as gone.
const ANNOUNCE: Duration = Duration::from_secs(20);
/// Between two looks at the age of keys.
const AGES: Duration = Duration::from_secs(6 * 60 * 60);

/// What is due at once, and then once in a while.
struct Pace(Interval);

impl Pace {
    fn every(period: Duration) -> Self {
        let mut interval = tokio::time::interval(period);
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self(interval)
    }

    /// Whether it is due; then it is not again before its time.
    async fn is_due(&mut self) -> bool {
        let tick = self.0.tick();
        tokio::time::timeout(Duration::ZERO, tick).await.is_ok()
    }
}

/// Watches the print queues until the stop: a job that nobody acknowledges is named in the log,
/// once, whichever node finds it.
pub(super) async fn watch_prints(ctx: Context, stop: watch::Receiver<bool>) {
    loop {
        match job::watch_prints(&ctx).await {
            Ok(stuck) => stuck.iter().for_each(alarm),
            Err(error) => tracing::warn!(%error, "the print queues were not looked at"),
        }
        tokio::select! {
            () = stopped(stop.clone()) => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

fn alarm(stuck: &job::StuckPrint) {
    tracing::error!(
        print.job = %stuck.job,
        print.queue = stuck.queue.word(),
        print.queued_at = %stuck.queued_at.to_jiff(),
        "a print job is not acknowledged"
    );
}

/// Watches whether text messages arrive, until the stop: names it in the log when too many do not,
/// and again every hour while that is so.
pub(super) async fn watch_texts(ctx: Context, stop: watch::Receiver<bool>) {
    let mut told: Option<Pace> = None;
    loop {
        match receipt::load(&ctx).await {
            Ok(Some(receipts)) if receipts.is_alarm() => {
                if told
                    .get_or_insert_with(|| Pace::every(AGAIN))
                    .is_due()
                    .await
                {
                    let (arrived, failed) = (receipts.delivered, receipts.failed);
                    let unheard = receipts.unknown;
                    tracing::error!(arrived, failed, unheard, "text messages do not arrive");
                }
            }
            Ok(Some(_)) => told = None,
            Ok(None) => return,
            Err(error) => tracing::warn!(%error, "receipts were not looked at"),
        }
        tokio::select! {
            () = stopped(stop.clone()) => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Asks other providers about themselves until the stop, so that the choice knows which of them
/// answer.
pub(super) async fn watch_upstreams(ctx: Context, stop: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = stopped(stop.clone()) => return,
            () = upstream::watch(&ctx) => {}
        }
        tokio::select! {
            () = stopped(stop.clone()) => return,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// Writes down what the audit log only counted, until the stop.
pub(super) async fn tell_noise(ctx: Context, stop: watch::Receiver<bool>) {
    loop {
        match noise::tell(&ctx).await {
            Ok(0) => {}
            Ok(rows) => tracing::warn!(rows, "refusals of strangers were counted, not listed"),
            Err(error) => tracing::warn!(%error, "counted audit rows were not told of"),
        }
        tokio::select! {
            () = stopped(stop.clone()) => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Warns the holders of unused devices and blocks those devices, until the stop.
pub(super) async fn tend_tokens(ctx: Context, stop: watch::Receiver<bool>) {
    loop {
        let pause = match otp_token::tend(&ctx).await {
            Ok(tended) if tended == otp_token::Tended::default() => AGAIN,
            Ok(_) => BREATH,
            Err(error) => {
                tracing::warn!(%error, "unused devices were not looked at");
                AGAIN
            }
        };
        tokio::select! {
            () = stopped(stop.clone()) => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

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

/// Takes over changed keys, seals stored values anew, and warns of old keys, until the stop.
pub(super) async fn keys(ctx: Context, stop: watch::Receiver<bool>) {
    let node: [u8; 16] = random::bytes(ctx.rng.as_ref());
    let (mut walk, mut told) = (key::Walk::default(), None);
    let [mut look_at, mut announce, mut warn] = [LOOK, ANNOUNCE, AGES].map(Pace::every);
    loop {
        if look_at.is_due().await {
            look(&ctx, &node, &mut told, &mut announce).await;
        }
        if warn.is_due().await {
            warn_of_age(&ctx).await;
        }
        let resealed = key::reseal(&ctx, &mut walk).await;
        let pause = match resealed {
            Ok(()) if walk.is_done() => LOOK,
            Ok(()) => BREATH,
            Err(error) => {
                tracing::warn!(%error, "stored values cannot be sealed anew");
                LOOK
            }
        };
        tokio::select! {
            () = stopped(stop.clone()) => break,
            () = tokio::time::sleep(pause) => {}
        }
    }
    if let Err(error) = key::withdraw(&ctx, &node).await {
        tracing::warn!(%error, "the end of this node was not noted");
    }
}

/// What a node told about its keys: those that it holds, and those that it uses.
type Told = (Vec<String>, Vec<String>);

async fn look(ctx: &Context, node: &[u8; 16], told: &mut Option<Told>, announce: &mut Pace) {
    if let Err(error) = key::refresh(ctx).await {
        tracing::warn!(%error, "changed keys cannot be taken over");
    }
    let now = (ctx.keys.file().ids(), ctx.keys.current_ids());
    if told.as_ref() == Some(&now) && !announce.is_due().await {
        return;
    }
    match key::announce(ctx, node).await {
        Ok(()) => *told = Some(now),
        Err(error) => {
            *told = None;
            tracing::warn!(%error, "the keys of this node were not noted");
        }
    }
}

async fn warn_of_age(ctx: &Context) {
    match key::ages(ctx).await {
        Ok(ages) => {
            for age in ages.iter().filter(|age| age.alarm().is_some()) {
                let (purpose, days_left) = (age.purpose, age.days_left);
                tracing::warn!(
                    purpose,
                    days_left,
                    "a key must be exchanged: lykill key rotate"
                );
            }
        }
        Err(error) => tracing::warn!(%error, "the age of keys cannot be told"),
    }
}

/// Between two looks for audit rows that are not chained yet.
const CHAIN: Duration = Duration::from_secs(1);
/// Between two chunks of rows: short, since many logins a second write thousands of them.
const CATCH_UP: Duration = Duration::from_millis(5);
/// The witness sees the end of the chain so often.
const WITNESS: Duration = Duration::from_secs(60);

/// Chains the audit log and shows its end to the witness, until the stop, and once more then.
pub(super) async fn audit(ctx: Context, file: PathBuf, stop: watch::Receiver<bool>) {
    let mut witness = Pace::every(WITNESS);
    loop {
        let pause = match audit::sequence(&ctx).await {
            Ok(0) => CHAIN,
            Ok(_) => CATCH_UP,
            Err(error) => {
                tracing::error!(%error, "the audit log is not chained");
                CHAIN
            }
        };
        if witness.is_due().await {
            show(&ctx, &file).await;
        }
        tokio::select! {
            () = stopped(stop.clone()) => break,
            () = tokio::time::sleep(pause) => {}
        }
    }
    show(&ctx, &file).await;
}

async fn show(ctx: &Context, file: &Path) {
    if let Err(error) = anchor::append(ctx, file).await {
        tracing::error!(%error, "the witness of the audit log was not told");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_pace_is_kept_and_what_was_missed_is_not_made_up_for() {
        let period = Duration::from_millis(200);
        let mut pace = Pace::every(period);
        assert!(pace.is_due().await, "at once");
        assert!(!pace.is_due().await);
        tokio::time::sleep(period * 5 / 2).await;
        assert!(pace.is_due().await);
        assert!(!pace.is_due().await);
    }
}
