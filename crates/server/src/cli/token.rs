//! `lykill token`.

use super::arguments::PlaceArguments;
use super::file::text;
use super::{Exit, admin, show};
use crate::admin::{
    AdminCommand, TokenToAssign, TokenToBlock, TokenToResync, TokensToImport, TokensToList,
};
use lykill_issuer::seed_file::MOST_BYTES;
use serde_json::Value;
use std::path::PathBuf;

/// What can be done with key viewers and code devices.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Import a vendor's seed file; what is wrong is told row by row, the rest is imported
    #[command(after_help = "\
Examples:
  lykill token import seeds.csv --dry-run --config /etc/lykill.toml
  lykill token import seeds.csv --config /etc/lykill.toml
  lykill token import seeds.xml --key-file vendor.key --config /etc/lykill.toml

CSV in UTF-8 has a header with the columns serial, secret (hexadecimal) or secret_base32, and type
(hotp or totp); algorithm, digits, counter, period and manufacturer may follow. XML is PSKC
(RFC 6030), with plain secrets or AES-CBC and checksums; the key file holds the vendor's key in
hexadecimal. Exit code 1 says that some devices were refused. Destroy the file after the import.")]
    Import(Import),
    /// List devices in the order of their serial numbers
    #[command(after_help = "\
Examples:
  lykill token list --config /etc/lykill.toml
  lykill token list --config /etc/lykill.toml --user-id mette-hald
  lykill token list --config /etc/lykill.toml --after FT-100499 --limit 500")]
    List {
        #[command(flatten)]
        place: PlaceArguments,
        /// Only those of this user id
        #[arg(long)]
        user_id: Option<String>,
        /// Those that follow this serial number
        #[arg(long, default_value = "")]
        after: String,
        /// How many at most
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
    /// Give a device from stock to somebody
    #[command(after_help = "\
Examples:
  lykill token assign FT-100499 --user-id mette-hald --config /etc/lykill.toml
  lykill token assign FT-100500 --user-id mette-hald --purpose code-device \\
      --config /etc/lykill.toml")]
    Assign {
        #[command(flatten)]
        place: PlaceArguments,
        /// The number on its back
        serial: String,
        /// Who gets it
        #[arg(long)]
        user_id: String,
        /// key-viewer (after user id and password) or code-device (after the national number)
        #[arg(long, default_value = "key-viewer")]
        purpose: String,
    },
    /// Put a device in step by two codes in a row, read out by its holder in front of you
    #[command(after_help = "\
Examples:
  lykill token resync FT-100499 755224 287082 --config /etc/lykill.toml

A device that was blocked because nobody used it, or because the database came back from a backup,
is in use again. One that you blocked is not.")]
    Resync {
        #[command(flatten)]
        place: PlaceArguments,
        /// The number on its back
        serial: String,
        /// The code that it shows
        first: String,
        /// The one after it
        second: String,
    },
    /// Block a device at once; open sessions of its eID end
    #[command(after_help = "\
Examples:
  lykill token block FT-100499 --reason 'reported lost by telephone' --config /etc/lykill.toml")]
    Block {
        #[command(flatten)]
        place: PlaceArguments,
        /// The number on its back
        serial: String,
        /// Why, for the record
        #[arg(long)]
        reason: String,
    },
}

/// What `lykill token import` takes.
#[derive(Debug, clap::Args)]
pub struct Import {
    #[command(flatten)]
    place: PlaceArguments,
    /// The seed file: CSV, or PSKC in XML
    file: PathBuf,
    /// A file with the vendor's key in hexadecimal, where secrets are encrypted
    #[arg(long)]
    key_file: Option<PathBuf>,
    /// Only check the file
    #[arg(long)]
    dry_run: bool,
}

pub(super) async fn run(command: Command, as_json: bool) -> Exit {
    let (place, command) = match command {
        Command::Import(arguments) => return import(arguments, as_json).await,
        Command::List {
            place,
            user_id,
            after,
            limit,
        } => {
            let command = AdminCommand::TokenList(TokensToList {
                user_id,
                after,
                limit,
            });
            (place, command)
        }
        Command::Assign {
            place,
            serial,
            user_id,
            purpose,
        } => {
            let command = AdminCommand::TokenAssign(TokenToAssign {
                serial,
                user_id,
                purpose,
            });
            (place, command)
        }
        Command::Resync {
            place,
            serial,
            first,
            second,
        } => {
            let codes = [first, second];
            (
                place,
                AdminCommand::TokenResync(TokenToResync { serial, codes }),
            )
        }
        Command::Block {
            place,
            serial,
            reason,
        } => (
            place,
            AdminCommand::TokenBlock(TokenToBlock { serial, reason }),
        ),
    };
    admin::carry_out(place, command, as_json).await
}

async fn import(arguments: Import, as_json: bool) -> Exit {
    let key = arguments.key_file.as_deref().map(|file| text(file, 1024));
    let read = text(&arguments.file, MOST_BYTES).and_then(|file| Ok((file, key.transpose()?)));
    let (file, key) = match read {
        Ok(read) => read,
        Err(reason) => {
            admin::tell("usage", &[reason], as_json);
            return Exit::Usage;
        }
    };
    let dry_run = arguments.dry_run;
    let command = AdminCommand::TokenImport(TokensToImport { file, key, dry_run });
    match admin::reply(arguments.place.into(), command, as_json).await {
        Ok(result) => {
            show::result(&result, as_json, &[]);
            let refused = result.get("refused").and_then(Value::as_array);
            match refused.is_none_or(Vec::is_empty) {
                true => Exit::Ok,
                false => Exit::Refused,
            }
        }
        Err(exit) => exit,
    }
}
