//! What the operator writes: configuration, environment, the database's address, commands.

use crate::input::{lines, text};
use lykill_server::admin::{AdminCommand, AdminReply};
use lykill_server::config;
use lykill_store::{DatabaseConfig, fuzz};

/// What every configuration needs; the fuzzed text stands behind it.
const BASE: &str = "issuer = \"https://id.example\"\nprofile = \"test-no\"\n";

/// A configuration is checked or refused with lines that say where.
pub fn config_toml(data: &[u8]) {
    let Some(text) = text(data) else { return };
    for text in [text.to_owned(), format!("{BASE}{text}")] {
        said(config::read("fuzz.toml", &text, &[]));
    }
}

/// Each line is a variable.
pub fn config_environment(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let variables = text.lines().filter_map(|line| line.split_once('='));
    let named = variables.map(|(name, value)| (format!("LYKILL_{name}"), value.to_owned()));
    let variables: Vec<(String, String)> = named.collect();
    said(config::read("fuzz.toml", BASE, &variables));
}

fn said(read: Result<config::Config, config::BadConfig>) {
    match read {
        Ok(checked) => assert!(!format!("{checked:?}").is_empty()),
        Err(problems) => {
            assert!(!problems.0.is_empty(), "refused without a reason");
            for problem in &problems.0 {
                assert_eq!(problem.to_string().lines().count(), 1, "{problem}");
            }
        }
    }
}

/// An address is refused with one line, and a password in it never shows.
pub fn database_address(data: &[u8]) {
    let Some([address, password]) = lines::<2>(data) else {
        return;
    };
    let _either = DatabaseConfig::from_url(address).map(|config| format!("{config:?}"));
    let _either = fuzz::postgres_address(address);
    let plain = password.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if plain && password.len() > 12 {
        let url = format!("postgres://user:{password}@host:99999999/{address}");
        if let Err(error) = fuzz::postgres_address(&url) {
            let shown = error.to_string();
            assert!(
                address.contains(password) || !shown.contains(password),
                "{shown}"
            );
        }
    }
}

/// A command is written as it is read, and never shows its password.
pub fn admin_command(data: &[u8]) {
    if let Ok(command) = serde_json::from_slice::<AdminCommand>(data) {
        let written = serde_json::to_value(&command).expect("JSON");
        let again: AdminCommand = serde_json::from_value(written.clone()).expect("read back");
        assert_eq!(serde_json::to_value(&again).ok(), Some(written));
    }
    if let Ok(reply) = serde_json::from_slice::<AdminReply>(data) {
        let written = serde_json::to_vec(&reply).expect("JSON");
        assert_eq!(
            serde_json::from_slice::<AdminReply>(&written).ok(),
            Some(reply)
        );
        assert!(!written.contains(&b'\n'), "an answer is one line");
    }
}
