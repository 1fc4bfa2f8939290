//! `lykill demo`: the whole journey on this machine, with test people, a municipality's service
//! and the post that everybody gets.
//!
//! Everything is made by the operations that a real deployment uses. What only a demo has are its
//! routes (`/demo…`, loopback only) and people whose passwords are known.

mod folder;
mod people;
mod post;
mod routes;
mod run;
mod seed;
mod state;

pub use folder::config_of;
pub use people::TestPerson;
pub use run::{Addresses, Wish, run};

use crate::serve::ServeError;
use crate::wiring::WireError;
use std::path::PathBuf;

/// Why there is no demo; each is one line.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// What was asked for does not fit.
    #[error("{0}")]
    Usage(String),
    /// The folder holds no demo.
    #[error("{0}: no demo was ever started with this data folder")]
    NotADemo(PathBuf),
    /// A file of the demo cannot be used.
    #[error("{path}: {what}")]
    File {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// Nothing can be opened.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// Nothing can be served.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// A test person, company or client was refused.
    #[error("the demo cannot be set up: {0}")]
    Seed(String),
    /// An operation failed.
    #[error(transparent)]
    Operation(#[from] lykill_operations::Error),
    /// The municipality's service.
    #[error(transparent)]
    Portal(#[from] lykill_portal::PortalError),
}
