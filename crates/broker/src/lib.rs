//! ID-porten's and the linking page's rules, pure: login (its steps), outcome (what follows an
//! authentication), method, level, network, link. The broker never verifies a secret
//! itself: it is handed a `Proof`.
//!
//! Deliberately absent: the database, the clock, randomness, cryptography, pages and protocols.

#[cfg(test)]
mod fixtures;
pub mod level;
pub mod link;
pub mod login;
pub mod method;
pub mod network;
pub mod outcome;
pub mod sms_code;
pub mod types;
