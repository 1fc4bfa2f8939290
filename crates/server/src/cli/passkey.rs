//! `lykill passkey`.

use super::arguments::PlaceArguments;
use super::{Exit, admin};
use crate::admin::{AdminCommand, PasskeyToBlock, PasskeysToList};

/// What can be done with passkeys. Their holders add them.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List the passkeys of a user id, blocked ones too
    #[command(after_help = "\
Examples:
  lykill passkey list --user-id mette-hald --config /etc/lykill.toml")]
    List {
        #[command(flatten)]
        place: PlaceArguments,
        /// Whose
        #[arg(long)]
        user_id: String,
    },
    /// Block a passkey at once and for ever; open sessions of its eID end
    #[command(after_help = "\
Examples:
  lykill passkey block 0190f3c41f3a7c3e8d0b6f2a9c4e1d57 --reason 'telephone stolen' \\
      --config /etc/lykill.toml")]
    Block {
        #[command(flatten)]
        place: PlaceArguments,
        /// Its id, as the list shows it
        passkey: String,
        /// Why, for the record
        #[arg(long)]
        reason: String,
    },
}

pub(super) async fn run(command: Command, as_json: bool) -> Exit {
    let (place, command) = match command {
        Command::List { place, user_id } => {
            (place, AdminCommand::PasskeyList(PasskeysToList { user_id }))
        }
        Command::Block {
            place,
            passkey,
            reason,
        } => {
            let command = PasskeyToBlock { passkey, reason };
            (place, AdminCommand::PasskeyBlock(command))
        }
    };
    admin::carry_out(place, command, as_json).await
}
