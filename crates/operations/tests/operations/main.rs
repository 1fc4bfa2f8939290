//! The operations on real databases of both engines: what people, services and attackers do, and
//! what becomes of it. Tests that guard a case of the security list carry its number.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

mod access;
mod activation;
mod approvals;
mod audit_chain;
mod authorize;
mod device_ends;
mod every_way_in;
mod flips;
mod form_post;
mod introspection;
mod isolation;
mod journey;
mod key_pin;
mod key_spend;
mod keys_at_rest;
mod leaderless;
mod letters_and_keys;
mod link_code;
mod links;
mod logouts;
mod meanwhile;
mod moves;
mod networks;
mod no_oracle;
mod noise;
mod notices;
mod numbers;
mod open;
mod otp_logins;
mod otp_strangers;
mod otp_tokens;
mod overload;
mod own_password;
mod passkey_answers;
mod passkeys;
mod password;
mod people;
mod pin_letters;
mod post_ends;
mod print;
mod pushed;
mod receipts;
mod refill;
mod refresh;
mod refresh_ends;
mod registers;
mod relay;
mod restore;
mod server_keys;
mod sessions;
mod skew;
mod smart_cards;
mod sms_logins;
mod sources;
mod sso_isolated;
mod startup;
mod step_up;
mod support;
mod tokens;
mod waiting_keys;
mod world;
