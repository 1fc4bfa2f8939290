//! What a worker counts, for `/metrics`.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts since the start of the process. They only grow.
#[derive(Debug, Default)]
pub struct Counters {
    delivered: AtomicU64,
    retried: AtomicU64,
    dead: AtomicU64,
    expired: AtomicU64,
}

/// The counts at one moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Delivered, and concluded by this process.
    pub delivered: u64,
    /// Attempts that failed and are made again.
    pub retried: u64,
    /// Given up: on the dead-letter list.
    pub dead: u64,
    /// Not delivered within their time, and erased.
    pub expired: u64,
}

impl Counters {
    /// The counts now.
    pub fn read(&self) -> Counts {
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counts {
            delivered: of(&self.delivered),
            retried: of(&self.retried),
            dead: of(&self.dead),
            expired: of(&self.expired),
        }
    }

    pub(crate) fn delivered(&self) {
        self.delivered.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn retried(&self) {
        self.retried.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn dead(&self) {
        self.dead.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn expired(&self, count: usize) {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        self.expired.fetch_add(count, Ordering::Relaxed);
    }
}
