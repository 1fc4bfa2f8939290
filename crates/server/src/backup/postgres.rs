//! PostgreSQL's own programs: `pg_dump` and `pg_restore`. The password never stands in their
//! arguments, which every user of the machine can read.

use super::BackupError;
use crate::config::Database;
use std::path::Path;
use std::process::Stdio;
use tokio::process::Command;
use url::Url;

/// Writes a consistent dump, in the custom format, while others write.
pub(super) async fn dump(database: &Database, to: &Path) -> Result<(), BackupError> {
    let mut command = program("pg_dump", database)?;
    command
        .args(["--format=custom", "--no-owner", "--no-privileges", "--file"])
        .arg(to);
    run("pg_dump", command).await
}

/// Restores a dump into an empty database, whole or not at all.
pub(super) async fn load(database: &Database, from: &Path) -> Result<(), BackupError> {
    let mut command = program("pg_restore", database)?;
    command
        .args([
            "--single-transaction",
            "--exit-on-error",
            "--no-owner",
            "--no-privileges",
        ])
        .args(["--dbname", name(database)?.as_str()])
        .arg(from);
    run("pg_restore", command).await
}

fn address(database: &Database) -> Result<Url, BackupError> {
    Url::parse(database.url.expose()).map_err(|error| BackupError::Program {
        program: "database.url",
        what: error.to_string(),
    })
}

fn name(database: &Database) -> Result<String, BackupError> {
    Ok(address(database)?.path().trim_start_matches('/').to_owned())
}

fn program(program: &'static str, database: &Database) -> Result<Command, BackupError> {
    let url = address(database)?;
    let mut command = Command::new(program);
    let mut put = |variable: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            command.env(variable, value);
        }
    };
    let query = |key: &str| {
        let mut pairs = url.query_pairs();
        pairs
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.into_owned())
    };
    put(
        "PGHOST",
        query("host").or_else(|| url.host_str().map(decoded)),
    );
    put("PGPORT", url.port().map(|port| port.to_string()));
    put("PGUSER", Some(decoded(url.username())));
    put("PGPASSWORD", url.password().map(decoded));
    put("PGDATABASE", Some(name(database)?));
    put("PGSSLMODE", query("sslmode"));
    put("PGSSLROOTCERT", query("sslrootcert"));
    Ok(command)
}

/// A part of a URL without its percent signs (RFC 3986 section 2.1).
fn decoded(part: &str) -> String {
    let pair = format!("x={}", part.replace('+', "%2B"));
    let mut pairs = url::form_urlencoded::parse(pair.as_bytes());
    pairs
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

async fn run(program: &'static str, mut command: Command) -> Result<(), BackupError> {
    let failed = |what: String| BackupError::Program { program, what };
    let output = command
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await;
    let output = output.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => failed(
            "is not installed; install PostgreSQL's client programs (Debian: postgresql-client)"
                .to_owned(),
        ),
        _ => failed(error.to_string()),
    })?;
    if output.status.success() {
        return Ok(());
    }
    let told = String::from_utf8_lossy(&output.stderr);
    Err(failed(told.lines().collect::<Vec<_>>().join("; ")))
}
