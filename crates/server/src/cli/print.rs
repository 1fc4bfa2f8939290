//! `lykill print`.

use super::arguments::PlaceArguments;
use super::{Exit, admin};
use crate::admin::AdminCommand;
use clap::builder::PossibleValuesParser;

/// What can be done with the print queues.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List print jobs, oldest first; what they carry is never shown
    #[command(after_help = "\
Examples:
  lykill print list --config /etc/lykill.toml
  lykill print list --config /etc/lykill.toml --queue cards --state acknowledged --json")]
    List {
        #[command(flatten)]
        place: PlaceArguments,
        /// Only one queue
        #[arg(long, value_parser = PossibleValuesParser::new(["cards", "letters"]))]
        queue: Option<String>,
        /// In which state
        #[arg(long, default_value = "queued", value_parser = PossibleValuesParser::new(
            ["queued", "acknowledged", "returned", "void"]
        ))]
        state: String,
        /// How many at most
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
    /// Say that jobs were printed and handed to the post; their files are erased
    #[command(after_help = "\
Examples:
  lykill print ack --config /etc/lykill.toml 01a3f0c2b7d4789a8c1e5d6f7a8b9c0d

A second acknowledgement changes nothing. The person's next post follows after
letters.spacing_days.")]
    Ack {
        #[command(flatten)]
        place: PlaceArguments,
        /// The jobs: their ids are the names of their files
        #[arg(required = true)]
        jobs: Vec<String>,
    },
    /// Say that a job came back from the post: its content is void, the person's post is held
    #[command(after_help = "\
Examples:
  lykill print returned --config /etc/lykill.toml 01a3f0c2b7d4789a8c1e5d6f7a8b9c0d")]
    Returned {
        #[command(flatten)]
        place: PlaceArguments,
        /// The job
        job: String,
    },
    /// Order the content of a job anew with new secrets; the old is void
    #[command(after_help = "\
Examples:
  lykill print reprint --config /etc/lykill.toml 01a3f0c2b7d4789a8c1e5d6f7a8b9c0d")]
    Reprint {
        #[command(flatten)]
        place: PlaceArguments,
        /// The job
        job: String,
    },
}

pub(super) async fn run(command: Command, as_json: bool) -> Exit {
    let (place, command) = match command {
        Command::List {
            place,
            queue,
            state,
            limit,
        } => {
            let list = AdminCommand::PrintList {
                queue,
                state,
                limit,
            };
            (place, list)
        }
        Command::Ack { place, jobs } => (place, AdminCommand::PrintAcknowledge { jobs }),
        Command::Returned { place, job } => (place, AdminCommand::PrintReturned { job }),
        Command::Reprint { place, job } => (place, AdminCommand::PrintReprint { job }),
    };
    admin::carry_out(place, command, as_json).await
}
