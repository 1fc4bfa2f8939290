//! The one place of this program that reads the clock.

use jiff::Timestamp;

/// The wall time in UTC. Everything else gets the time as an argument.
#[expect(
    clippy::disallowed_methods,
    reason = "the clock is read here and nowhere else, so that rules can be tested at any time"
)]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}
