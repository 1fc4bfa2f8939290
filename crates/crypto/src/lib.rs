//! The only crate that imports cryptography.
//!
//! [`pure`] computes: sealing, look-up, the pairs of a key card, JOSE, PKCE, the form of a stored
//! password hash. Time and random bytes are arguments there, and nothing touches a file.
//! [`engine`] holds what needs a machine: the system's randomness and clock, the pool of threads
//! that hash passwords, the key file.

pub mod engine;
pub mod pure;
