//! When to try again: 5 s, 30 s, 2 min, 10 min, then every hour, until the row's time is over.

use lykill_core::{Timestamp, time};
use std::time::Duration;

/// Attempts after which a row goes to the dead-letter list.
pub const ATTEMPTS_MAX: u32 = 12;

const WAITS: [Duration; 4] = [
    Duration::from_secs(5),
    Duration::from_secs(30),
    time::minutes(2),
    time::minutes(10),
];
const LONGEST: Duration = time::minutes(60);

/// Attempts to tell a service of a session's end, all within 15 minutes: after that its own
/// session is old (domain.md section 4).
pub const LOGOUT_ATTEMPTS_MAX: u32 = 5;

/// When the next attempt is due after `failed` of at most `most`; none when they were enough.
pub fn next_attempt(now: Timestamp, failed: u32, most: u32) -> Option<Timestamp> {
    if failed >= most {
        return None;
    }
    let index = usize::try_from(failed.saturating_sub(1)).unwrap_or(usize::MAX);
    Some(now + WAITS.get(index).copied().unwrap_or(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_an_hour_and_end_after_twelve_attempts() {
        let now = Timestamp::from_seconds(1000);
        let wait =
            |failed| next_attempt(now, failed, ATTEMPTS_MAX).map(|at| at.since(now).as_secs());
        let waits: Vec<_> = (1..=12).map(wait).collect();
        let mut expected = vec![Some(5), Some(30), Some(120), Some(600)];
        expected.extend([Some(3600); 7]);
        expected.push(None);
        assert_eq!(waits, expected);
        let most = LOGOUT_ATTEMPTS_MAX;
        let waits = (1..=most).filter_map(|failed| next_attempt(now, failed, most));
        let all: u64 = waits.map(|at| at.since(now).as_secs()).sum();
        assert_eq!(
            all,
            5 + 30 + 120 + 600,
            "the fifth try is within 15 minutes"
        );
    }
}
