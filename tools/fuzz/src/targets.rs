//! The targets by name. A name is also the folder of its corpus.

mod authenticators;
mod browser;
mod cards;
mod files;
mod keys;
mod oauth;
mod operator;
mod outgoing;
mod people;
mod rows;
mod seeds;
mod tokens;
mod upstream;

/// Tries one input; it returns when every promise was kept.
pub type Target = fn(&[u8]);

/// Every target.
pub const TARGETS: [(&str, Target); 54] = [
    ("accept_language", browser::accept_language),
    ("admin_command", operator::admin_command),
    ("anchor", files::anchor),
    ("authorize", oauth::authorize),
    ("backup_manifest", files::backup_manifest),
    ("base64url", tokens::base64url),
    ("bearer", oauth::bearer),
    ("card_chain", cards::card_chain),
    ("card_list", cards::card_list),
    ("card_ocsp", cards::card_ocsp),
    ("client_assertion", oauth::client_assertion),
    ("client_auth", oauth::client_auth),
    ("client_metadata", oauth::client_metadata),
    ("config_environment", operator::config_environment),
    ("config_toml", operator::config_toml),
    ("content_type", oauth::content_type),
    ("cookies", browser::cookies),
    ("database_address", operator::database_address),
    ("display_name", people::display_name),
    ("effect", rows::effect),
    ("email", people::email),
    ("fetch_address", outgoing::fetch_address),
    ("form", browser::form),
    ("forwarded_for", browser::forwarded_for),
    ("ids", people::ids),
    ("json", tokens::json),
    ("jwk", tokens::jwk),
    ("jws_compact", tokens::jws_compact),
    ("jws_signed", tokens::jws_signed),
    ("key_file", keys::key_file),
    ("letter_number", people::letter_number),
    ("logout", oauth::logout),
    ("national_id", people::national_id),
    ("networks", browser::networks),
    ("params", oauth::params),
    ("password", keys::password),
    ("password_hash", keys::password_hash),
    ("redirect_uri", oauth::redirect_uri),
    ("refresh_token", tokens::refresh_token),
    ("register_csv", people::register_csv),
    ("row", rows::row),
    ("sealed", keys::sealed),
    ("seed_csv", seeds::seed_csv),
    ("seed_pskc", seeds::seed_pskc),
    ("sms_answer", outgoing::sms_answer),
    ("sms_receipt", outgoing::sms_receipt),
    ("token_query", oauth::token_query),
    ("typed", people::typed),
    ("upstream_answer", upstream::upstream_answer),
    ("upstream_claims", upstream::upstream_claims),
    ("upstream_metadata", upstream::upstream_metadata),
    ("webauthn_client_data", authenticators::webauthn_client_data),
    ("webauthn_object", authenticators::webauthn_object),
    ("words", browser::words),
];
