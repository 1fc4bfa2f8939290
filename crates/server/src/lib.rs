//! The program `lykill`: configuration, wiring, listeners, the command line, doctor, the demo.
//!
//! Deliberately absent: rules, SQL, cryptography, page texts. Everything that somebody can do is
//! an operation; this crate only brings it to a listener, a socket or a terminal.

pub mod admin;
pub mod anchor;
pub mod backup;
pub mod cli;
pub mod config;
pub mod demo;
pub mod doctor;
pub mod fuzz;
mod inodes;
pub mod log;
pub mod management;
pub mod secret_file;
pub mod serve;
pub mod wiring;
