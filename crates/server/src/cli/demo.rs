//! `lykill demo`.

use super::{Exit, admin};
use crate::demo::{self, DemoError, Wish};
use crate::{config, log};
use std::path::PathBuf;

/// What `lykill demo` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  lykill demo
  lykill demo --data-dir ./lykill-demo
  lykill demo --port 9080 --portal-port 9081 --json

Everything listens on this machine only. Without --data-dir all is forgotten at the end. With
--json, one line on standard output tells the addresses when logins are accepted.")]
pub struct Arguments {
    /// The port of the issuer
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The port of the municipality's service
    #[arg(long, default_value_t = 8081)]
    portal_port: u16,
    /// Keep the data in this folder; a later start goes on with it
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// What is logged on standard error: error, warn, info or debug
    #[arg(long, value_name = "LEVEL", default_value = "warn", value_parser = log_level)]
    log_level: tracing::Level,
    /// Use this database instead of SQLite in the data folder
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
}

fn log_level(text: &str) -> Result<tracing::Level, String> {
    config::log_level(text).ok_or_else(|| "error, warn, info or debug is expected".to_owned())
}

pub(super) async fn run(arguments: Arguments, as_json: bool) -> Exit {
    log::start(arguments.log_level);
    let wish = Wish {
        port: arguments.port,
        portal_port: arguments.portal_port,
        data_dir: arguments.data_dir,
        database_url: arguments.database_url,
    };
    let ready = |at: &demo::Addresses| {
        if as_json {
            println!("{}", at.in_json());
        } else {
            println!("{}", at.in_words());
        }
    };
    match demo::run(wish, ready).await {
        Ok(()) => Exit::Ok,
        Err(error) => {
            admin::tell("failed", &[error.to_string()], as_json);
            match error {
                DemoError::Usage(_) => Exit::Usage,
                _ => Exit::Failed,
            }
        }
    }
}
