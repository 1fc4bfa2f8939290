//! `lykill card`.

use super::arguments::PlaceArguments;
use super::{Exit, admin};
use crate::admin::AdminCommand;
use lykill_core::CardFormat;

/// What can be done with key cards.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Order an extra key card; at most three may be on their way
    #[command(after_help = "\
Examples:
  lykill card order --config /etc/lykill.toml --user-id mette-hald
  lykill card order --config /etc/lykill.toml --user-id mette-hald --format large-print
  lykill card order --config /etc/lykill.toml --user-id mette-hald --by-telephone")]
    Order {
        #[command(flatten)]
        place: PlaceArguments,
        /// Whose card
        #[arg(long)]
        user_id: String,
        /// standard, large-print, braille or read-aloud; kept for the cards that follow
        #[arg(long)]
        format: Option<CardFormat>,
        /// A caller wants it: it waits 3 days and the holder is told at once
        #[arg(long)]
        by_telephone: bool,
    },
    /// Block a key card at once; open sessions of its eID end
    #[command(after_help = "\
Examples:
  lykill card block --config /etc/lykill.toml R413-882 --reason 'reported lost by telephone'")]
    Block {
        #[command(flatten)]
        place: PlaceArguments,
        /// The card's name, printed on it
        label: String,
        /// Why, for the record
        #[arg(long)]
        reason: String,
    },
    /// List the key cards of a user id, oldest first
    #[command(after_help = "\
Examples:
  lykill card list --config /etc/lykill.toml --user-id mette-hald")]
    List {
        #[command(flatten)]
        place: PlaceArguments,
        /// Whose cards
        #[arg(long)]
        user_id: String,
    },
}

pub(super) async fn run(command: Command, as_json: bool) -> Exit {
    let (place, command) = match command {
        Command::Order {
            place,
            user_id,
            format,
            by_telephone,
        } => {
            let command = AdminCommand::CardOrder {
                user_id,
                format,
                by_telephone,
            };
            (place, command)
        }
        Command::Block {
            place,
            label,
            reason,
        } => (place, AdminCommand::CardBlock { label, reason }),
        Command::List { place, user_id } => (place, AdminCommand::CardList { user_id }),
    };
    admin::carry_out(place, command, as_json).await
}
