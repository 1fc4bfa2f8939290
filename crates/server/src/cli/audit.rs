//! `lykill audit`.

use super::arguments::PlaceArguments;
use super::{Exit, admin};
use crate::admin::{AdminCommand, AuditToList};
use std::path::PathBuf;

/// What can be done with the audit log.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List what happened, newest first
    #[command(after_help = "\
Examples:
  lykill audit list --config /etc/lykill.toml
  lykill audit list --config /etc/lykill.toml --kind card.blocked --limit 20 --json")]
    List {
        #[command(flatten)]
        place: PlaceArguments,
        /// Only what happened to this person, by the id that `lykill person list` shows
        #[arg(long)]
        person: Option<String>,
        /// Only this kind of event
        #[arg(long)]
        kind: Option<String>,
        /// How many rows at most
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
    /// Go through the whole log and name the first row that was changed, moved or removed
    #[command(after_help = "\
Examples:
  lykill audit verify --config /etc/lykill.toml
  lykill audit verify --config /etc/lykill.toml --anchor /mnt/witness/audit-anchor.jsonl")]
    Verify {
        #[command(flatten)]
        place: PlaceArguments,
        /// The witness; the configured one when it is left out
        #[arg(long, value_name = "FILE")]
        anchor: Option<PathBuf>,
    },
}

pub(super) async fn run(command: Command, as_json: bool) -> Exit {
    let (place, command) = match command {
        Command::List {
            place,
            person,
            kind,
            limit,
        } => {
            let wanted = AuditToList {
                person,
                kind,
                limit,
            };
            (place, AdminCommand::AuditList(wanted))
        }
        Command::Verify { place, anchor } => {
            let anchor = anchor.map(|path| std::path::absolute(&path).unwrap_or(path));
            (place, AdminCommand::AuditVerify { anchor })
        }
    };
    admin::carry_out(place, command, as_json).await
}
