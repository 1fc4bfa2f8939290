//! `lykill doctor`: every problem and every deviation from the recommended settings, one line
//! each. What only the holder of the database can see is asked through the admin socket while a
//! server runs.

mod database;
mod disk;
mod network;
mod settings;
mod smart_card;
mod upstream;

pub use database::database;

use crate::admin::{self, AdminCommand, AdminReply, Place};
use crate::config::Config;
use lykill_core::Clock as _;
use lykill_crypto::engine::SystemClock;
use serde::{Deserialize, Serialize};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// All is well.
    Ok,
    /// It works, but not as recommended.
    Deviation,
    /// It does not work, or must not be used like this.
    Problem,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What was looked at.
    pub check: String,
    /// What was found.
    pub what: String,
}

impl Finding {
    pub(super) fn ok(check: &str, what: impl Into<String>) -> Self {
        Self {
            severity: Severity::Ok,
            check: check.to_owned(),
            what: what.into(),
        }
    }

    pub(super) fn deviation(check: &str, what: impl Into<String>) -> Self {
        Self {
            severity: Severity::Deviation,
            check: check.to_owned(),
            what: what.into(),
        }
    }

    pub(super) fn problem(check: &str, what: impl Into<String>) -> Self {
        Self {
            severity: Severity::Problem,
            check: check.to_owned(),
            what: what.into(),
        }
    }

    /// A finding from an outcome.
    pub(super) fn of(check: &str, outcome: Result<String, String>) -> Self {
        match outcome {
            Ok(what) => Self::ok(check, what),
            Err(what) => Self::problem(check, what),
        }
    }
}

/// Looks at everything. A configuration that is wrong is all that is told, a line each.
pub async fn examine(place: &Place) -> Vec<Finding> {
    let config = match place.config() {
        Ok((config, _)) => config,
        Err(error) => {
            let lines = error.to_string();
            return lines
                .lines()
                .map(|line| Finding::problem("configuration", line))
                .collect();
        }
    };
    let mut findings = vec![Finding::ok("configuration", "every value is right")];
    findings.extend(settings::look(&config));
    findings.extend(disk::look(&config, place));
    findings.extend(network::look(&config).await);
    findings.extend(smart_card::look(&config, SystemClock.now()));
    findings.extend(upstream::look(&config, SystemClock.now()).await);
    findings.extend(stored(place, &config).await);
    findings
}

/// What only the holder of the database can see.
async fn stored(place: &Place, config: &Config) -> Vec<Finding> {
    match admin::ask(place, AdminCommand::DatabaseCheck).await {
        Ok(AdminReply::Done { result }) => serde_json::from_value(result)
            .unwrap_or_else(|error| vec![Finding::problem("server", error.to_string())]),
        Ok(AdminReply::Refused { reasons }) => reasons
            .into_iter()
            .map(|reason| Finding::problem("server", reason))
            .collect(),
        Ok(AdminReply::Failed { reason }) => vec![Finding::problem("server", reason)],
        // The message says which of database, schema, key file and signing key it is.
        Err(error) => vec![Finding::problem(kind(config), error.to_string())],
    }
}

fn kind(config: &Config) -> &'static str {
    if config.database.is_sqlite() {
        "database (SQLite)"
    } else {
        "database (PostgreSQL)"
    }
}
