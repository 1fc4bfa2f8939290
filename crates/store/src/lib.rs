//! All SQL of Lykill: one statement text for SQLite and PostgreSQL.
//!
//! [`Db::write`] is the only way to write. Its job loads with store functions what a rule needs,
//! lets the rule decide, saves what the rule answers, and commits. Store functions are named
//! noun first, after their table:
//!
//! * `…_insert`: a new row; where it can be taken already, [`lykill_core::Spend`] says so.
//! * `…_fetch`, `…_by_…`, `…_list`: rows as they are.
//! * `…_lock`: the row, kept from others until the transaction ends.
//! * `…_save`: a row as it shall be.
//! * `…_spend`, `…_activate`, `…_block` and other verbs: a change on the condition of the old
//!   state, whose row count is the answer.
//!
//! Deliberately absent: rules, the clock (`now` is an argument), randomness, sealing and hashing
//! (values come sealed and hashed), and traits over the engines.

mod config;
mod db;
mod dialect;
mod engine;
mod error;
#[cfg(feature = "faults")]
pub mod faults;
mod notify;
mod tx;
mod value;

pub mod fuzz;
pub mod migrate;

// One module for each entity; all that they make public stands at the root.
pub mod assertion;
pub mod audit;
pub mod audit_chain;
pub mod audit_gap;
pub mod backup;
pub mod bucket;
pub mod card;
pub mod client;
pub mod code;
pub mod company;
pub mod device;
pub mod eid;
pub mod employee;
pub mod former_address;
pub mod held_order;
pub mod lane;
pub mod letter;
pub mod link;
pub mod link_code;
pub mod login;
pub mod logout;
pub mod meta;
pub mod otp_token;
pub mod outbox;
pub mod passkey;
pub mod person;
pub mod print_job;
pub mod purge;
pub mod pushed;
pub mod quota;
pub mod refresh;
pub mod restored;
pub mod sealed;
pub mod server_key;
pub mod session;
pub mod signing_key;
pub mod subject;
pub mod text_message;
pub mod token;
pub mod upstream;

pub use config::{DEFAULT_MAX_CONNECTIONS, DatabaseConfig};
pub use db::{Commit, Db, Grouped, Integrity, Rollback, Running};
pub use dialect::{Engine, Sql};
pub use error::{OpenError, StoreError};
pub use notify::{Channel, Notifications};
pub use tx::Tx;
pub use value::{Cell, Row, Value};

pub use assertion::*;
pub use audit::*;
pub use bucket::*;
pub use card::*;
pub use client::*;
pub use code::*;
pub use company::*;
pub use device::*;
pub use eid::*;
pub use employee::*;
pub use former_address::*;
pub use held_order::*;
pub use lane::*;
pub use letter::*;
pub use link::*;
pub use link_code::*;
pub use login::*;
pub use logout::*;
pub use meta::*;
pub use otp_token::*;
pub use outbox::*;
pub use passkey::*;
pub use person::*;
pub use print_job::*;
pub use purge::*;
pub use pushed::*;
pub use quota::*;
pub use refresh::*;
pub use sealed::*;
pub use server_key::*;
pub use session::*;
pub use signing_key::*;
pub use subject::*;
pub use text_message::*;
pub use token::*;
pub use upstream::*;
