//! `lykill serve`.

use super::{Exit, admin};
use crate::{config, log, serve};
use serde_json::json;
use std::path::PathBuf;

/// What `lykill serve` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  lykill serve --config /etc/lykill.toml
  LYKILL_SERVER_LISTEN=127.0.0.1:9000 lykill serve --config /etc/lykill.toml --migrate

The log goes to standard error, one JSON object a line. With --json, one line on standard output
tells the addresses when logins are accepted.")]
pub struct Arguments {
    /// The configuration file
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Run waiting migrations first
    #[arg(long)]
    migrate: bool,
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
    log::start(config.log_level);
    let issuer = config.issuer.as_str().to_owned();
    let ready = |listening: &serve::Listening| {
        if as_json {
            println!(
                "{}",
                json!({
                    "ready": true,
                    "issuer": issuer,
                    "listen": listening.public.to_string(),
                    "management": listening.management.to_string(),
                })
            );
        }
    };
    match serve::serve(&config, arguments.migrate, ready).await {
        Ok(()) => Exit::Ok,
        Err(error) => {
            admin::tell("failed", &[error.to_string()], as_json);
            Exit::Failed
        }
    }
}
