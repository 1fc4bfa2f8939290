//! `lykill outbox`.

use super::arguments::PlaceArguments;
use super::{Exit, admin};
use crate::admin::{AdminCommand, OutboxToList};
use clap::builder::PossibleValuesParser;

/// What can be done with the outbox.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List what was to leave the house and what became of it, newest first; never what it said
    #[command(after_help = "\
Examples:
  lykill outbox list --config /etc/lykill.toml --state dead
  lykill outbox list --config /etc/lykill.toml --state done --kind notice-sms --json

The column receipt is for text messages that a gateway took: delivered, failed, or unknown while the
gateway told nothing final. It is empty where no receipts are read ([sms.receipts]).")]
    List {
        #[command(flatten)]
        place: PlaceArguments,
        /// In which state
        #[arg(long, default_value = "waiting", value_parser = PossibleValuesParser::new(
            ["waiting", "done", "dead", "expired"]
        ))]
        state: String,
        /// Only what concerns this person, by the id that `lykill person list` shows
        #[arg(long)]
        person: Option<String>,
        /// Only this kind, such as notice-sms, code-sms, link-code-email or key-card
        #[arg(long)]
        kind: Option<String>,
        /// How many rows at most
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
}

pub(super) async fn run(command: Command, as_json: bool) -> Exit {
    let Command::List {
        place,
        state,
        person,
        kind,
        limit,
    } = command;
    let wanted = OutboxToList {
        state,
        person,
        kind,
        limit,
    };
    admin::carry_out(place, AdminCommand::OutboxList(wanted), as_json).await
}
