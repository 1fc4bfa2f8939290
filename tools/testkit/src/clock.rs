//! A clock that stands still until a test moves it.

use lykill_core::{Clock, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// A clock that tests set; clones show the same time.
#[derive(Debug, Clone)]
pub struct VirtualClock(Arc<AtomicI64>);

impl VirtualClock {
    /// A clock that shows this moment.
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(now.micros())))
    }

    /// Sets it, forwards or back.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.micros(), Ordering::SeqCst);
    }

    /// Moves it forwards and gives the new time.
    pub fn advance(&self, by: Duration) -> Timestamp {
        let moved = |micros| (Timestamp::from_micros(micros) + by).micros();
        let update = |micros| Some(moved(micros));
        match self
            .0
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, update)
        {
            Ok(before) | Err(before) => Timestamp::from_micros(moved(before)),
        }
    }
}

impl Default for VirtualClock {
    /// 2026-01-15T08:00:00Z: a weekday morning, away from midnight and daylight saving time.
    fn default() -> Self {
        Self::at(Timestamp::from_seconds(1_768_464_000))
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_moves_only_when_it_is_moved() {
        let clock = VirtualClock::default();
        let seen = clock.clone();
        assert_eq!(seen.now(), Timestamp::from_seconds(1_768_464_000));
        let moved = clock.advance(Duration::from_secs(60));
        assert_eq!(
            (moved, seen.now()),
            (Timestamp::from_seconds(1_768_464_060), moved)
        );
        seen.set(Timestamp::from_seconds(0));
        assert_eq!(clock.now(), Timestamp::from_seconds(0));
    }
}
