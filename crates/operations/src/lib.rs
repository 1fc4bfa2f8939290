//! One module per capability, one function for each thing that somebody can do: log in, redeem a
//! code, order a card. Pages, command line, jobs and the simulator all call these.
//!
//! Every operation has the same shape: load what the rule needs, let the rule decide, save the
//! change with its outbox rows and its audit row in one transaction, answer. A refusal is a
//! committed answer; only an error rolls back. No operation calls another.

pub mod answer;
pub mod audit;
pub mod authorize;
pub mod call;
pub mod card;
pub mod client;
pub mod company;
pub mod context;
pub mod demo;
pub mod discovery;
pub mod down;
pub mod error;
pub mod fault;
pub mod introspect;
pub mod job;
pub mod key;
pub mod link;
pub mod login;
pub mod logout;
pub mod logout_deliveries;
pub mod noise;
pub mod order;
pub mod otp_token;
pub mod passkey;
pub mod person;
pub mod pin_letter;
pub mod print;
pub mod push;
pub mod receipt;
pub mod restored;
pub mod revoke;
pub mod session;
pub mod smart_card;
pub mod startup;
pub mod token;
pub mod upstream;
pub mod userinfo;

mod client_proof;
mod letters;
mod notice;
mod outbox;
mod password_hash;
mod post;
mod record;
mod session_end;
mod void_post;
mod vouched;

pub use call::{Browser, Call};
pub use context::{Context, Settings};
pub use error::Error;
