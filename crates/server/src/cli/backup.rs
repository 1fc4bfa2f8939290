//! `lykill backup` and `lykill restore`.

use super::arguments::PlaceArguments;
use super::{Exit, admin, show};
use crate::admin::{AdminCommand, Place};
use crate::backup;
use serde_json::json;
use std::path::PathBuf;

/// What `lykill backup` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  lykill backup --config /etc/lykill.toml /var/backups/lykill/2026-03-01
  lykill backup --config /etc/lykill.toml /media/safe/lykill --with-keys")]
pub struct Make {
    #[command(flatten)]
    place: PlaceArguments,
    /// The file to write; beside it come FILE.json and, when asked for, FILE.keys
    file: PathBuf,
    /// Also copy the key file, to FILE.keys: who has both, has every secret
    #[arg(long)]
    with_keys: bool,
}

/// What `lykill restore` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  lykill restore --config /etc/lykill.toml /var/backups/lykill/2026-03-01
  lykill restore --config /etc/lykill.toml --adopt

Every key card of the backup is blocked, and each holder gets a new one by post: nobody can tell
which keys were spent after the backup. See docs/operate/backup.md.")]
pub struct Restore {
    #[command(flatten)]
    place: PlaceArguments,
    /// The backup; FILE.json stands beside it
    #[arg(required_unless_present = "adopt")]
    file: Option<PathBuf>,
    /// The database came back by other means: do what a restore does after the copy
    #[arg(long, conflicts_with = "file")]
    adopt: bool,
}

pub(super) async fn make(arguments: Make, as_json: bool) -> Exit {
    let file = match std::path::absolute(&arguments.file) {
        Ok(file) => file,
        Err(error) => {
            admin::tell("failed", &[error.to_string()], as_json);
            return Exit::Usage;
        }
    };
    let command = AdminCommand::Backup {
        file,
        with_keys: arguments.with_keys,
    };
    admin::carry_out(arguments.place, command, as_json).await
}

pub(super) async fn restore(arguments: Restore, as_json: bool) -> Exit {
    let (config, deployment) = match Place::from(arguments.place).config() {
        Ok(found) => found,
        Err(error) => {
            let lines: Vec<String> = error.to_string().lines().map(str::to_owned).collect();
            admin::tell("configuration", &lines, as_json);
            return Exit::Usage;
        }
    };
    let restored = match &arguments.file {
        Some(file) => backup::restore(&config, deployment, file).await,
        None => backup::adopt(&config, deployment).await,
    };
    match restored {
        Ok(restored) => {
            let unspent = restored.unspent;
            let told = json!({
                "bytes": restored.bytes,
                "cards_blocked": unspent.ended.cards,
                "devices_blocked": unspent.ended.devices,
                "passkeys_blocked": unspent.ended.passkeys,
                "cards_ordered": unspent.ordered,
                "sessions_ended": unspent.ended.sessions,
                "deliveries_given_up": unspent.ended.deliveries,
            });
            show::result(&told, as_json, &[]);
            Exit::Ok
        }
        Err(error) => {
            admin::tell("failed", &[error.to_string()], as_json);
            Exit::Failed
        }
    }
}
