//! `lykill migrate`.

use super::{Exit, admin, show};
use crate::{config, wiring};
use lykill_store::migrate;
use serde_json::json;
use std::path::PathBuf;

/// What `lykill migrate` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  lykill migrate --config /etc/lykill.toml
  lykill migrate --config /etc/lykill.toml --dry-run

Stop the server first when the database is SQLite. On PostgreSQL the old servers go on meanwhile.")]
pub struct Arguments {
    /// The configuration file
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Only tell what would run
    #[arg(long)]
    dry_run: bool,
}

pub(super) async fn run(arguments: &Arguments, as_json: bool) -> Exit {
    let config = match config::load(&arguments.config) {
        Ok(config) => config,
        Err(bad) => {
            let lines: Vec<String> = bad.0.iter().map(ToString::to_string).collect();
            admin::tell("configuration", &lines, as_json);
            return Exit::Usage;
        }
    };
    let outcome = match wiring::database(&config).await {
        Ok(db) if arguments.dry_run => {
            let status = migrate::status(&db).await;
            status
                .map(|status| json!({ "waiting": status.waiting }))
                .map_err(|e| e.to_string())
        }
        Ok(db) => {
            let report = migrate::migrate(&db).await;
            report
                .map(|report| json!({ "applied": report.applied }))
                .map_err(|e| e.to_string())
        }
        Err(error) => Err(error.to_string()),
    };
    match outcome {
        Ok(result) => {
            show::result(&result, as_json, &[]);
            Exit::Ok
        }
        Err(reason) => {
            admin::tell("failed", &[reason], as_json);
            Exit::Failed
        }
    }
}
