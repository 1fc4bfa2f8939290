//! The whole product over real HTTP: real listeners, a real database, a mail server, browsers and
//! clients that are not ours. Each module says which promises it holds the product to.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

mod accessibility;
mod authlib;
mod authorize;
mod backchannel;
mod chromium;
mod cookies;
mod devices;
mod faults;
mod forms;
mod headers;
mod hosts;
mod injection;
mod journey;
mod kill;
mod kinds;
mod linking;
mod logout;
mod logs;
mod new_password;
mod newcomer;
mod nodes;
mod openid_client;
mod passkeys;
mod pin_letter;
mod receipts;
mod refusals;
mod routes;
mod scripts;
mod smart_card;
mod smart_card_hostile;
mod smart_card_proofs;
mod sms;
mod tokens;
mod two_nodes;
mod upstream;
mod upstream_ends;
mod upstream_hostile;
mod upstream_races;
