//! Fuzz targets: every parser and decoder that takes bytes from outside, one function each.
//!
//! A target never fails on input as such; it fails where the code under it breaks a promise: it
//! panics, another reader understands the same bytes differently, what was written is not read
//! back, or a value that must not exist came out. `cargo xtask fuzz` lets an engine look for such
//! input; the test `replay` runs every file of `corpus/` and `regressions/` on the pinned
//! toolchain, without the engine.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a target fails at the first broken promise; its own input is cut by index"
)]

mod input;
mod targets;

pub use targets::{TARGETS, Target};

/// The variable that names the target which the engine drives.
pub const CHOICE: &str = "LYKILL_TEST_FUZZ_TARGET";
