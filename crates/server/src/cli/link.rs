//! `lykill link`.

use super::arguments::PlaceArguments;
use super::{Exit, admin};
use crate::admin::{AdminCommand, LinksToList};

/// What can be done with links.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List links between people and work accounts, oldest first
    #[command(after_help = "\
Examples:
  lykill link list --config /etc/lykill.toml
  lykill link list --config /etc/lykill.toml --company fjordvik --json")]
    List {
        #[command(flatten)]
        place: PlaceArguments,
        /// Only links of this person, by the id that `lykill person list` shows
        #[arg(long)]
        person: Option<String>,
        /// Only links at this company
        #[arg(long)]
        company: Option<String>,
    },
    /// Release a link; the person may link again
    #[command(after_help = "\
Examples:
  lykill link release --config /etc/lykill.toml 0198f3f2b7c87d1e9a4c5d6e7f809102")]
    Release {
        #[command(flatten)]
        place: PlaceArguments,
        /// The link, by the id that `lykill link list` shows
        link: String,
    },
}

pub(super) async fn run(command: Command, as_json: bool) -> Exit {
    let (place, command) = match command {
        Command::List {
            place,
            person,
            company,
        } => (
            place,
            AdminCommand::LinkList(LinksToList { person, company }),
        ),
        Command::Release { place, link } => (place, AdminCommand::LinkRelease { link }),
    };
    admin::carry_out(place, command, as_json).await
}
