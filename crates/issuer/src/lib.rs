//! NemID's rules, pure: person, eID, password, activation, key card, company, age, entitlement.
//!
//! State and input in, new state or a refusal out. Deliberately absent: the database, the clock,
//! randomness (both are arguments), pages and protocols.

pub mod activation;
pub mod age;
pub mod company;
pub mod entitlement;
pub mod held_order;
pub mod key_card;
pub mod letter;
pub mod otp_token;
pub mod passkey;
pub mod password;
pub mod phone;
pub mod seed_file;
pub mod types;
pub mod user_id;
