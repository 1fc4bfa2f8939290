//! `lykill pin-letter`.

use super::arguments::PlaceArguments;
use super::clerk::ByArguments;
use super::{Exit, admin};
use crate::admin::{AdminCommand, LabelAndWhy, LettersToOrder};

/// What can be done with letters of codes.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Order a letter of 20 codes; one may be on its way
    #[command(after_help = "\
Examples:
  lykill pin-letter order --config /etc/lykill.toml --user-id mette-hald
  lykill pin-letter order --config /etc/lykill.toml --user-id mette-hald --by-telephone --by kari

The first code that is typed from it ends the letter before it. While the address is newer than 14
days, and when a caller orders, the order waits for a second person: `lykill order approve`.")]
    Order {
        #[command(flatten)]
        place: PlaceArguments,
        /// Whose letter
        #[arg(long)]
        user_id: String,
        /// A caller wants it: a second person approves it, and it waits 3 days
        #[arg(long)]
        by_telephone: bool,
        #[command(flatten)]
        by: ByArguments,
    },
    /// Block a letter at once; open sessions of its eID end
    #[command(after_help = "\
Examples:
  lykill pin-letter block --config /etc/lykill.toml R413-882 --reason 'reported lost by telephone'")]
    Block {
        #[command(flatten)]
        place: PlaceArguments,
        /// The letter's name, printed in it
        label: String,
        /// Why, for the record
        #[arg(long)]
        reason: String,
    },
    /// List the letters of a user id, oldest first
    #[command(after_help = "\
Examples:
  lykill pin-letter list --config /etc/lykill.toml --user-id mette-hald")]
    List {
        #[command(flatten)]
        place: PlaceArguments,
        /// Whose letters
        #[arg(long)]
        user_id: String,
    },
}

pub(super) async fn run(command: Command, as_json: bool) -> Exit {
    let (place, command) = match command {
        Command::Order {
            place,
            user_id,
            by_telephone,
            by,
        } => {
            let command = by.name().map(|by| {
                AdminCommand::PinLetterOrder(LettersToOrder {
                    user_id,
                    by,
                    by_telephone,
                })
            });
            (place, command)
        }
        Command::Block {
            place,
            label,
            reason,
        } => {
            let wanted = LabelAndWhy { label, reason };
            (place, Ok(AdminCommand::PinLetterBlock(wanted)))
        }
        Command::List { place, user_id } => (place, Ok(AdminCommand::PinLetterList { user_id })),
    };
    admin::carry_out_if(place, command, as_json).await
}
