//! The front as a whole, without a socket: every request goes through the router as a listener
//! would hand it over. The database is a real one, in a file.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

mod chooser;
mod files;
mod forms;
mod guard;
mod journey;
mod passkeys;
mod protocol;
mod tab;
mod world;
