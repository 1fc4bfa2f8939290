//! What tests stand on: a clock that they move, randomness that they can replay, throwaway
//! PostgreSQL servers.
//!
//! Used from tests and measurements only; no shipped package imports it. Everything that a test
//! starts ends with the test, also when the test is killed.

pub mod clock;
pub mod postgres;
pub mod rng;

pub use clock::VirtualClock;
pub use postgres::{PgCluster, TestDatabase, test_database};
pub use rng::SeededRng;
