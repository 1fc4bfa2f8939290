//! The commands of `lykill person` that let somebody in again, or keep them out.

use super::arguments::PlaceArguments;
use super::clerk::ByArguments;
use super::{Exit, admin};
use crate::admin::{AdminCommand, LettersAndWhy, WhoAndWhy};

/// What support does with somebody's eID.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Block a whole eID at once: sessions end, its cards, letters and devices are void
    #[command(after_help = "\
Examples:
  lykill person block --config /etc/lykill.toml --user-id mette-hald --reason 'purse stolen'

The holder is told. Only `lykill person unblock` opens it again, after new proofing.")]
    Block {
        #[command(flatten)]
        place: PlaceArguments,
        /// Whose eID
        #[arg(long)]
        user_id: String,
        /// Why, for the record
        #[arg(long)]
        reason: String,
    },
    /// Open a blocked eID after new proofing: letters and a new card activate it again
    #[command(after_help = "\
Examples:
  lykill person unblock --config /etc/lykill.toml --user-id mette-hald \\
      --reason 'passport seen at the desk in Volda' --by kari

While the address is newer than 14 days it waits for a second person: `lykill order approve`.")]
    Unblock {
        #[command(flatten)]
        place: PlaceArguments,
        /// Whose eID
        #[arg(long)]
        user_id: String,
        /// How the holder was proofed, for the record
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        by: ByArguments,
    },
    /// Forget the failures of somebody whose tries are used up, after new proofing
    #[command(after_help = "\
Examples:
  lykill person reopen --config /etc/lykill.toml --user-id mette-hald \\
      --reason 'passport seen at the desk in Volda'

A hundred more wrong passwords, keys and codes of devices are looked at then. The holder is told.")]
    Reopen {
        #[command(flatten)]
        place: PlaceArguments,
        /// Whose tries
        #[arg(long)]
        user_id: String,
        /// How the holder was proofed, for the record
        #[arg(long)]
        reason: String,
    },
    /// End a forgotten password: letters come with which the holder chooses another one
    #[command(after_help = "\
Examples:
  lykill person new-password --config /etc/lykill.toml --user-id mette-hald \\
      --reason 'passport seen at the desk in Volda'
  lykill person new-password --config /etc/lykill.toml --user-id mette-hald \\
      --reason 'called' --by-telephone --by kari

Sessions end. A card that is in use stays. While the address is newer than 14 days, and when a caller
orders, it waits for a second person: `lykill order approve`; the password is good until then.")]
    NewPassword {
        #[command(flatten)]
        place: PlaceArguments,
        /// Whose password
        #[arg(long)]
        user_id: String,
        /// Why, for the record
        #[arg(long)]
        reason: String,
        /// A caller wants it: a second person approves it, and the letters wait 3 days
        #[arg(long)]
        by_telephone: bool,
        #[command(flatten)]
        by: ByArguments,
    },
}

pub(super) async fn run(command: Command, as_json: bool) -> Exit {
    let (place, command) = match command {
        Command::Block {
            place,
            user_id,
            reason,
        } => (
            place,
            Ok(AdminCommand::PersonBlock(WhoAndWhy { user_id, reason })),
        ),
        Command::Unblock {
            place,
            user_id,
            reason,
            by,
        } => {
            let command = by.name().map(|by| {
                AdminCommand::PersonUnblock(LettersAndWhy {
                    user_id,
                    reason,
                    by,
                    by_telephone: false,
                })
            });
            (place, command)
        }
        Command::Reopen {
            place,
            user_id,
            reason,
        } => (
            place,
            Ok(AdminCommand::PersonReopen(WhoAndWhy { user_id, reason })),
        ),
        Command::NewPassword {
            place,
            user_id,
            reason,
            by_telephone,
            by,
        } => {
            let command = by.name().map(|by| {
                AdminCommand::PersonNewPassword(LettersAndWhy {
                    user_id,
                    reason,
                    by,
                    by_telephone,
                })
            });
            (place, command)
        }
    };
    admin::carry_out_if(place, command, as_json).await
}
