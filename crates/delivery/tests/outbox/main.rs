//! The outbox, drained for real: rows in a database, a mail server that is not ours, PDFs read
//! back by Poppler.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

mod mail_server;
mod paper;
mod rig;
mod smtp;
mod worker;
