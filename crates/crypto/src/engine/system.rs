//! The one place where the machine's clock and randomness are read.

use lykill_core::{Clock, Rng, Timestamp};
use std::time::{SystemTime, UNIX_EPOCH};

/// The system's cryptographic randomness, through AWS-LC's generator (NIST SP 800-90A CTR_DRBG
/// seeded by the kernel).
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRng;

impl Rng for SystemRng {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that draws randomness"
    )]
    #[expect(
        clippy::expect_used,
        reason = "nothing may go on with bytes that are not random"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        aws_lc_rs::rand::fill(bytes).expect("the system gives random bytes");
    }
}

/// The system's wall clock, in UTC.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the clock"
    )]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        // A clock before 1970 is a broken clock; the epoch makes everything look expired.
        let micros = since.map_or(0, |since| since.as_micros());
        Timestamp::from_micros(i64::try_from(micros).unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lykill_core::random;

    #[test]
    fn random_bytes_differ_each_time() {
        assert_ne!(
            random::bytes::<32>(&SystemRng),
            random::bytes::<32>(&SystemRng)
        );
    }

    #[test]
    fn the_clock_is_in_this_century() {
        let year = SystemClock.now().to_jiff().to_string();
        assert!(year.starts_with("20"), "{year}");
    }
}
