//! `lykill order`.

use super::arguments::PlaceArguments;
use super::clerk::ByArguments;
use super::{Exit, admin};
use crate::admin::{AdminCommand, OrderToDecide};

/// What can be done with orders that wait for a second person.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List orders of cards and letters that wait for a second person, oldest first
    #[command(after_help = "\
Examples:
  lykill order list --config /etc/lykill.toml
  lykill order list --config /etc/lykill.toml --json")]
    List {
        #[command(flatten)]
        place: PlaceArguments,
        /// How many at most
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
    /// Approve an order that somebody else gave: what it is about is made
    #[command(after_help = "\
Examples:
  lykill order approve --config /etc/lykill.toml 0198f3f2b7c87d1e9a4c5d6e7f809102 --by per
  sudo -u lykill lykill order approve --config /etc/lykill.toml 0198f3f2b7c87d1e9a4c5d6e7f809102

Who ordered it cannot approve it. An order that nobody approves is over after 7 days.")]
    Approve {
        #[command(flatten)]
        place: PlaceArguments,
        /// The order, by the id that `lykill order list` shows
        order: String,
        #[command(flatten)]
        by: ByArguments,
    },
    /// Refuse an order that waits, or take back your own
    #[command(after_help = "\
Examples:
  lykill order refuse --config /etc/lykill.toml 0198f3f2b7c87d1e9a4c5d6e7f809102 --by per")]
    Refuse {
        #[command(flatten)]
        place: PlaceArguments,
        /// The order, by the id that `lykill order list` shows
        order: String,
        #[command(flatten)]
        by: ByArguments,
    },
}

pub(super) async fn run(command: Command, as_json: bool) -> Exit {
    let (place, command) = match command {
        Command::List { place, limit } => (place, Ok(AdminCommand::OrderList { limit })),
        Command::Approve { place, order, by } => {
            let by = by.required();
            (
                place,
                by.map(|by| AdminCommand::OrderApprove(OrderToDecide { order, by })),
            )
        }
        Command::Refuse { place, order, by } => {
            let by = by.required();
            (
                place,
                by.map(|by| AdminCommand::OrderRefuse(OrderToDecide { order, by })),
            )
        }
    };
    admin::carry_out_if(place, command, as_json).await
}
