//! Every store function and every promise of the store, on SQLite and on PostgreSQL.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

#[macro_use]
mod engines;
mod samples;

mod buckets;
mod cards;
mod clients;
mod companies;
mod concurrency;
mod contention;
mod covered;
mod damage;
mod encryption;
mod held_orders;
mod logins;
mod logouts;
mod lost_commit;
mod migrations;
mod opening;
mod otp_tokens;
mod outbox;
mod passkeys;
mod people;
mod post;
mod pushed;
mod records;
mod refresh;
mod text_messages;
mod upstream;
mod writing;
