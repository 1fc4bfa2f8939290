//! The targets by name. A name is also the folder of its corpus.

mod browser;
mod keys;
mod oauth;
mod operator;
mod people;
mod rows;
mod tokens;

/// Tries one input; it returns when every promise was kept.
pub type Target = fn(&[u8]);

/// Every target.
pub const TARGETS: [(&str, Target); 36] = [
    ("accept_language", browser::accept_language),
    ("admin_command", operator::admin_command),
    ("authorize", oauth::authorize),
    ("base64url", tokens::base64url),
    ("bearer", oauth::bearer),
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
    ("form", browser::form),
    ("forwarded_for", browser::forwarded_for),
    ("ids", people::ids),
    ("json", tokens::json),
    ("jwk", tokens::jwk),
    ("jws_compact", tokens::jws_compact),
    ("jws_signed", tokens::jws_signed),
    ("key_file", keys::key_file),
    ("logout", oauth::logout),
    ("national_id", people::national_id),
    ("networks", browser::networks),
    ("params", oauth::params),
    ("password", keys::password),
    ("password_hash", keys::password_hash),
    ("redirect_uri", oauth::redirect_uri),
    ("register_csv", people::register_csv),
    ("row", rows::row),
    ("sealed", keys::sealed),
    ("typed", people::typed),
    ("words", browser::words),
];
