//! The one throttle: failures are counted per lane, before the secret is verified.
//!
//! A lane belongs to one authenticator and one kind of device. At most [`LANE_FAILURES`]
//! consecutive failures are evaluated in a lane, so at most 100 per authenticator (NIST SP
//! 800-63B-4 section 3.2.2). Strangers share one lane; a known device has its own, so that
//! strangers never lock the holder out.

use crate::time::{Timestamp, minutes};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Consecutive failures that one lane evaluates; then only recovery opens it.
pub const LANE_FAILURES: u32 = 50;
/// The failure from which a wait follows.
pub const FIRST_WAIT_AT: u32 = 5;

/// A lane as it is stored: consecutive attempts that did not succeed, and until when it waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// Attempts reserved since the last success; a reservation lost in a crash counts.
    pub failures: u32,
    /// The lane refuses before this moment.
    pub wait_until: Timestamp,
}

/// Why a lane takes no attempt now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// Try again at this moment.
    Until(Timestamp),
    /// The budget is used up; recovery opens it.
    Exhausted,
}

impl Lane {
    /// A lane without failures.
    pub const EMPTY: Self = Self {
        failures: 0,
        wait_until: Timestamp::from_micros(i64::MIN),
    };

    /// Reserves one attempt: the lane as it must be stored before the secret is verified.
    ///
    /// # Errors
    /// [`Closed`] when the lane waits or is exhausted; then nothing is stored and nothing added.
    pub fn reserve(self, now: Timestamp) -> Result<Self, Closed> {
        if self.failures >= LANE_FAILURES {
            return Err(Closed::Exhausted);
        }
        if now < self.wait_until {
            return Err(Closed::Until(self.wait_until));
        }
        let failures = self.failures + 1;
        let wait_until = wait_after(failures).map_or(self.wait_until, |wait| now + wait);
        Ok(Self {
            failures,
            wait_until,
        })
    }

    /// What an owner is told when the lane is closed at `now`.
    pub fn closed(self, now: Timestamp) -> Option<Closed> {
        self.reserve(now).err()
    }
}

/// The wait that follows the `failures`-th consecutive failure: 30 s from the fifth, doubling
/// with each one more, at most an hour.
pub fn wait_after(failures: u32) -> Option<Duration> {
    let doublings = failures.checked_sub(FIRST_WAIT_AT)?.min(7);
    let wait = Duration::from_secs(30) * 2_u32.pow(doublings);
    Some(wait.min(minutes(60)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_from_the_fifth_failure_to_an_hour() {
        let seconds = |n| wait_after(n).map(|wait| wait.as_secs());
        assert_eq!(
            [1, 4, 5, 6, 9, 12, 13, 50].map(seconds),
            [
                None,
                None,
                Some(30),
                Some(60),
                Some(480),
                Some(3600),
                Some(3600),
                Some(3600)
            ]
        );
    }

    #[test]
    fn case_041_a_lane_evaluates_fifty_failures_and_never_one_more() {
        let mut lane = Lane::EMPTY;
        let mut now = Timestamp::from_seconds(0);
        let mut evaluated = 0;
        for _ in 0..1000 {
            now = now + minutes(61);
            if let Ok(next) = lane.reserve(now) {
                lane = next;
                evaluated += 1;
            }
        }
        assert_eq!(evaluated, LANE_FAILURES);
        assert_eq!(lane.closed(now), Some(Closed::Exhausted));
    }

    #[test]
    fn case_004_a_burst_gets_five_tries() {
        let mut lane = Lane::EMPTY;
        let now = Timestamp::from_seconds(0);
        let tries = std::iter::from_fn(|| {
            lane = lane.reserve(now).ok()?;
            Some(())
        });
        assert_eq!(tries.count(), 5);
        assert_eq!(
            lane.closed(now),
            Some(Closed::Until(now + Duration::from_secs(30)))
        );
    }
}
