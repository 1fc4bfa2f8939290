//! `lykill card`.

use super::arguments::PlaceArguments;
use super::clerk::ByArguments;
use super::{Exit, admin};
use crate::admin::{AdminCommand, CardToOrder, LabelAndWhy, ThresholdToSet};
use lykill_core::CardFormat;

/// What can be done with key cards.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Order an extra key card; at most three may be on their way
    #[command(after_help = "\
Examples:
  lykill card order --config /etc/lykill.toml --user-id mette-hald
  lykill card order --config /etc/lykill.toml --user-id mette-hald --format large-print
  lykill card order --config /etc/lykill.toml --user-id mette-hald --by-telephone --by kari

While the address is newer than 14 days, and when a caller orders, the order waits for a second
person: `lykill order approve`. The holder is told at once.")]
    Order {
        #[command(flatten)]
        place: PlaceArguments,
        /// Whose card
        #[arg(long)]
        user_id: String,
        /// standard, large-print, braille or read-aloud; kept for the cards that follow
        #[arg(long)]
        format: Option<CardFormat>,
        /// A caller wants it: a second person approves it, and it waits 3 days
        #[arg(long)]
        by_telephone: bool,
        #[command(flatten)]
        by: ByArguments,
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
    /// Set at how many keys left the next card is ordered: 20, or the holder's own 10 to 100
    #[command(after_help = "\
Examples:
  lykill card threshold --config /etc/lykill.toml --user-id mette-hald --keys-left 40")]
    Threshold {
        #[command(flatten)]
        place: PlaceArguments,
        /// Whose cards
        #[arg(long)]
        user_id: String,
        /// 10 to 100
        #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
        keys_left: String,
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
            by,
        } => {
            let command = by.name().map(|by| {
                AdminCommand::CardOrder(CardToOrder {
                    user_id,
                    format,
                    by,
                    by_telephone,
                })
            });
            (place, command)
        }
        Command::Threshold {
            place,
            user_id,
            keys_left,
        } => {
            let wanted = ThresholdToSet { user_id, keys_left };
            (place, Ok(AdminCommand::CardThreshold(wanted)))
        }
        Command::Block {
            place,
            label,
            reason,
        } => {
            let wanted = LabelAndWhy { label, reason };
            (place, Ok(AdminCommand::CardBlock(wanted)))
        }
        Command::List { place, user_id } => (place, Ok(AdminCommand::CardList { user_id })),
    };
    admin::carry_out_if(place, command, as_json).await
}
