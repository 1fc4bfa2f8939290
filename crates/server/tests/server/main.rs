//! The real program, started as a process: configuration, files, listeners, commands, the demo.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

mod audit;
mod backup;
mod cli;
mod config;
mod demo;
mod doctor;
mod health;
mod journey;
mod keys;
mod listener;
mod listener_http2;
mod lock;
mod logs;
mod passkeys;
mod paths;
mod process;
mod proxies;
mod shutdown;
mod tokens;
