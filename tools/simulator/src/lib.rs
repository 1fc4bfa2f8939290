//! A simulation of a deployment: the operations and rules as they ship, on the real store, under a
//! virtual clock and one seed.
//!
//! People log in, mistype, lose cards and open second tabs; strangers guess; phishers come with a
//! password and some keys; administrators order, block and import; processes die between two
//! accesses of the database and in the middle of an operation; writes and deliveries fail in two
//! ways, stored and not stored. A [`witness`] knows only what the actors saw and says when that
//! cannot be. The same seed gives the same trace; see `docs/simulator.md`.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a simulation stops at the first surprise, with its seed"
)]

mod administrator;
mod citizen;
mod day;
mod deployment;
mod dice;
mod errand;
mod linking;
mod outcome;
mod phisher;
mod post;
mod press;
mod prompt;
mod refreshing;
mod service;
mod stage;
mod stranger;
mod trace;
mod turns;
mod visitor;
mod witness;

pub use day::{Options, run};
pub use stage::{EngineChoice, Failure, Report};
