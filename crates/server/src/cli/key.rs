//! `lykill key`.

use super::arguments::PlaceArguments;
use super::{Exit, admin};
use crate::admin::{AdminCommand, KeyKind};

/// What can be done with the server's keys.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List the server's keys with their states and times
    #[command(after_help = "\
Examples:
  lykill key list --config /etc/lykill.toml
  lykill key list --config /etc/lykill.toml --json")]
    List {
        #[command(flatten)]
        place: PlaceArguments,
    },
    /// Exchange a key while the server runs
    #[command(after_help = "\
Examples:
  lykill key rotate --config /etc/lykill.toml signing
  lykill key rotate --config /etc/lykill.toml signing --compromised
  lykill key rotate --config /etc/lykill.toml sealing")]
    Rotate {
        #[command(flatten)]
        place: PlaceArguments,
        /// Which key
        kind: KeyKind,
        /// Somebody else may have the key: the new one signs at once, all others end at once
        #[arg(long)]
        compromised: bool,
    },
    /// Remove an earlier key that nothing needs any more
    #[command(after_help = "\
Examples:
  lykill key remove --config /etc/lykill.toml 3f9a12bc")]
    Remove {
        #[command(flatten)]
        place: PlaceArguments,
        /// The key, by the id that `lykill key list` shows
        key: String,
    },
}

pub(super) async fn run(command: Command, as_json: bool) -> Exit {
    let (place, command) = match command {
        Command::List { place } => (place, AdminCommand::KeyList),
        Command::Rotate {
            place,
            kind,
            compromised,
        } => (place, AdminCommand::KeyRotate { kind, compromised }),
        Command::Remove { place, key } => (place, AdminCommand::KeyRemove { key }),
    };
    admin::carry_out(place, command, as_json).await
}
