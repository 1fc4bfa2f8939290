//! `lykill client`.

use super::arguments::PlaceArguments;
use super::{Exit, admin};
use crate::admin::AdminCommand;
use serde_json::Value;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// What can be done with relying parties.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Register a relying party; a generated secret is shown once
    #[command(after_help = "\
Examples:
  lykill client add --config /etc/lykill.toml --file client.json
  lykill client add --config /etc/lykill.toml --file - --json < client.json

The file holds the metadata of RFC 7591 and our members, such as
  {\"client_name\": \"Min lønn\", \"redirect_uris\": [\"https://lonn.example.no/callback\"],
   \"lykill_company\": \"fjordvik\", \"lykill_require_linked_email\": true}
With --json the answer is that of RFC 7591 section 3.2.1.")]
    Add {
        #[command(flatten)]
        place: PlaceArguments,
        /// The metadata, a JSON object; - is standard input
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
    },
    /// List what became of the logout tokens of a relying party, newest first
    #[command(after_help = "\
Examples:
  lykill client logouts min-lonn --config /etc/lykill.toml
  lykill client logouts min-lonn --config /etc/lykill.toml --json")]
    Logouts {
        #[command(flatten)]
        place: PlaceArguments,
        /// The relying party
        client_id: String,
    },
    /// List relying parties
    #[command(after_help = "\
Examples:
  lykill client list --config /etc/lykill.toml")]
    List {
        #[command(flatten)]
        place: PlaceArguments,
    },
}

pub(super) async fn run(command: Command, as_json: bool) -> Exit {
    let (place, command) = match command {
        Command::Add { place, file } => match metadata(&file) {
            Ok(metadata) => (place, AdminCommand::ClientAdd { metadata }),
            Err(reason) => {
                admin::tell("usage", &[reason], as_json);
                return Exit::Usage;
            }
        },
        Command::Logouts { place, client_id } => (place, AdminCommand::ClientLogouts { client_id }),
        Command::List { place } => (place, AdminCommand::ClientList),
    };
    admin::carry_out(place, command, as_json).await
}

/// More is no metadata.
const METADATA_BYTES_MAX: u64 = 1024 * 1024;

fn metadata(file: &Path) -> Result<Value, String> {
    let at = |what: &dyn std::fmt::Display| format!("{}: {what}", file.display());
    let mut bytes = Vec::new();
    let read = if file.as_os_str() == "-" {
        std::io::stdin()
            .take(METADATA_BYTES_MAX)
            .read_to_end(&mut bytes)
    } else {
        let opened = std::fs::File::open(file).map_err(|error| at(&error))?;
        opened.take(METADATA_BYTES_MAX).read_to_end(&mut bytes)
    };
    read.map_err(|error| at(&error))?;
    lykill_crypto::pure::json::parse(&bytes).map_err(|error| at(&error))
}
