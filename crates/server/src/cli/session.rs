//! `lykill session`.

use super::arguments::PlaceArguments;
use super::{Exit, admin};
use crate::admin::{AdminCommand, SessionsToEnd};

/// What can be done with sessions.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List the living sessions of a user id, oldest first; the audit log says that you looked
    #[command(after_help = "\
Examples:
  lykill session list --config /etc/lykill.toml --user-id mette-hald
  lykill session list --config /etc/lykill.toml --user-id mette-hald --json")]
    List {
        #[command(flatten)]
        place: PlaceArguments,
        /// Whose sessions
        #[arg(long)]
        user_id: String,
    },
    /// End one session, or all of a user id; services that listen are told
    #[command(after_help = "\
Examples:
  lykill session end --config /etc/lykill.toml 0198f3f2b7c87d1e9a4c5d6e7f809102
  lykill session end --config /etc/lykill.toml --all-of mette-hald")]
    End {
        #[command(flatten)]
        place: PlaceArguments,
        /// The session, by the id that `lykill session list` shows
        #[arg(required_unless_present = "all_of")]
        session: Option<String>,
        /// All sessions of this user id
        #[arg(long, value_name = "USER_ID", conflicts_with = "session")]
        all_of: Option<String>,
    },
}

pub(super) async fn run(command: Command, as_json: bool) -> Exit {
    let (place, command) = match command {
        Command::List { place, user_id } => (place, AdminCommand::SessionList { user_id }),
        Command::End {
            place,
            session,
            all_of,
        } => (
            place,
            AdminCommand::SessionEnd(SessionsToEnd { session, all_of }),
        ),
    };
    admin::carry_out(place, command, as_json).await
}
