//! What tests stand on: a clock that they move, randomness that they can replay, throwaway
//! PostgreSQL servers, and, with the feature `world`, a whole deployment in one process with
//! browsers, mail, paper and services around it.
//!
//! Used from tests and measurements only; no shipped package imports it. Everything that a test
//! starts ends with the test, also when the test is killed.

pub mod authenticator;
pub mod authority;
pub mod clock;
pub mod paper;
mod port;
pub mod postgres;
pub mod rng;

#[cfg(feature = "world")]
mod axe;
#[cfg(feature = "world")]
mod browser;
#[cfg(feature = "world")]
pub mod chromium;
#[cfg(feature = "world")]
pub mod cookie_jar;
#[cfg(feature = "world")]
pub mod disk;
#[cfg(feature = "world")]
pub mod html;
#[cfg(feature = "world")]
mod leash;
#[cfg(feature = "world")]
pub mod load;
#[cfg(feature = "world")]
mod mailbox;
#[cfg(feature = "world")]
mod node_js;
#[cfg(feature = "world")]
pub mod oidc;
#[cfg(feature = "world")]
mod printer;
#[cfg(feature = "world")]
pub mod program;
#[cfg(feature = "world")]
pub mod provider;
#[cfg(feature = "world")]
mod sqlite;
#[cfg(feature = "world")]
pub mod walk;
#[cfg(feature = "world")]
pub mod world;

pub use clock::VirtualClock;
pub use port::{free_port, is_taken};
pub use postgres::{PgCluster, TableLock, TestDatabase, sql_number, sql_run, test_database};
pub use rng::SeededRng;

#[cfg(feature = "world")]
pub use browser::{Browser, NoAnswer, Page};
#[cfg(feature = "world")]
pub use chromium::{Chromium, Theme};
#[cfg(feature = "world")]
pub use leash::Leashed;
#[cfg(feature = "world")]
pub use mailbox::{Mail, Mailbox};
#[cfg(feature = "world")]
pub use node_js::ForeignProgram;
#[cfg(feature = "world")]
pub use oidc::RelyingParty;
#[cfg(feature = "world")]
pub use printer::{KeyCard, Printer};
#[cfg(feature = "world")]
pub use sqlite::{integrity, sqlite_rows};
#[cfg(feature = "world")]
pub use world::World;
