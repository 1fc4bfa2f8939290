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

    /// [`Lane::reserve`] for a secret that dies with its last try, before the lane itself would
    /// close: so many consecutive failures at most.
    ///
    /// # Errors
    /// As [`Lane::reserve`]; [`Closed::Exhausted`] when `most` are used up.
    pub fn reserve_within(self, now: Timestamp, most: u32) -> Result<Self, Closed> {
        if self.failures >= most {
            return Err(Closed::Exhausted);
        }
        self.reserve(now)
    }
}

/// The wait that follows the `failures`-th consecutive failure: 30 s from the fifth, doubling
/// with each one more, at most an hour.
pub fn wait_after(failures: u32) -> Option<Duration> {
    let doublings = failures.checked_sub(FIRST_WAIT_AT)?.min(7);
    let wait = Duration::from_secs(30) * 2_u32.pow(doublings);
    Some(wait.min(minutes(60)))
}

/// How many failures a network may make: a bucket that leaks, so that many people behind one
/// address are not held up by the mistypes of a day. Only failures count; a success takes
/// nothing out, so an attacker's own logins do not help (security.md case 42).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    /// Failures that fit in.
    pub size: u32,
    /// Time in which one leaks out.
    pub leak: Duration,
}

/// What is in a bucket, as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filling {
    /// Failures since it was last empty.
    pub failures: u32,
    /// When it will have leaked empty.
    pub empty_at: Timestamp,
}

impl Filling {
    /// Nothing.
    pub const EMPTY: Self = Self {
        failures: 0,
        empty_at: Timestamp::from_micros(i64::MIN),
    };
}

/// One address: an IPv4 address, or the IPv6 /64 that one customer has (security.md case 48).
pub const SOURCE: Bucket = Bucket {
    size: 50,
    leak: Duration::from_secs(12),
};
/// One neighbourhood: an IPv4 /24 or an IPv6 /48 (security.md cases 39, 48).
pub const NEIGHBOURHOOD: Bucket = Bucket {
    size: 200,
    leak: Duration::from_secs(3),
};
/// Everybody together: what does not fit is an alarm (security.md case 49).
pub const EVERYBODY: Bucket = Bucket {
    size: 500,
    leak: Duration::from_secs(6),
};

/// Audit rows about one address that proved nothing: these are written singly (security.md case
/// 200).
pub const NOTED: Bucket = Bucket {
    size: 100,
    leak: Duration::from_secs(36),
};
/// The same about all addresses together: 24 000 a day at most.
pub const NOTED_OF_ALL: Bucket = Bucket {
    size: 1000,
    leak: Duration::from_millis(3600),
};

impl Bucket {
    /// The bucket of a source while [`EVERYBODY`] overflows: one tenth.
    #[must_use]
    pub const fn tight(self) -> Self {
        Self {
            size: self.size / 10,
            leak: self.leak,
        }
    }

    /// Until when a full bucket takes nothing; none while something fits in.
    pub fn full_until(self, stored: Filling, now: Timestamp) -> Option<Timestamp> {
        let free = stored.empty_at - self.all() + self.leak;
        (now < free).then_some(free)
    }

    /// The bucket with one failure more. It holds twice its size at most, so that an alarm ends.
    #[must_use]
    pub fn fail(self, stored: Filling, now: Timestamp) -> Filling {
        let is_empty = stored.empty_at <= now;
        let before = if is_empty { 0 } else { stored.failures };
        let empty_at = stored.empty_at.max(now) + self.leak;
        Filling {
            failures: before.saturating_add(1),
            empty_at: empty_at.min(now + self.all() * 2),
        }
    }

    fn all(self) -> Duration {
        self.leak * self.size
    }
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
        assert_eq!(lane.reserve(now), Err(Closed::Exhausted));
    }

    fn filled(bucket: Bucket, failures: u32, now: Timestamp) -> Filling {
        (0..failures).fold(Filling::EMPTY, |filling, _| bucket.fail(filling, now))
    }

    #[test]
    fn case_039_a_full_bucket_takes_one_more_when_one_has_leaked_out() {
        let now = Timestamp::from_seconds(1_000_000);
        for bucket in [SOURCE, NEIGHBOURHOOD, EVERYBODY] {
            let nearly = filled(bucket, bucket.size - 1, now);
            assert_eq!(bucket.full_until(nearly, now), None);
            let full = bucket.fail(nearly, now);
            assert_eq!(full.failures, bucket.size);
            let free = now + bucket.leak;
            assert_eq!(bucket.full_until(full, now), Some(free));
            assert_eq!(bucket.full_until(full, free), None);
            let again = bucket.fail(full, free);
            assert_eq!(bucket.full_until(again, free), Some(free + bucket.leak));
            let empty = now + bucket.leak * bucket.size;
            assert_eq!(bucket.fail(full, empty).failures, 1);
        }
        assert_eq!(SOURCE.full_until(Filling::EMPTY, now), None);
    }

    #[test]
    fn case_049_an_alarm_tightens_the_sources_and_ends() {
        let now = Timestamp::from_seconds(1_000_000);
        let some = filled(SOURCE, 5, now);
        assert_eq!(SOURCE.full_until(some, now), None);
        assert!(SOURCE.tight().full_until(some, now).is_some());
        let flood = filled(EVERYBODY, 100_000, now);
        assert_eq!(
            flood.empty_at,
            now + Duration::from_secs(6000),
            "twice its size"
        );
        assert!(EVERYBODY.full_until(flood, now + minutes(49)).is_some());
        assert_eq!(EVERYBODY.full_until(flood, now + minutes(51)), None);
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
            lane.reserve(now),
            Err(Closed::Until(now + Duration::from_secs(30)))
        );
    }
}
