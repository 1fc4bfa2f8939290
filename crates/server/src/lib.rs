//! The program `lykill`: configuration, wiring, listeners, the command line, the demo.

pub mod config;
