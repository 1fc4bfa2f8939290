//! `lykill person`.

use super::arguments::PlaceArguments;
use super::clerk::ByArguments;
use super::{Exit, access, admin};
use crate::admin::{AddressToChange, AdminCommand, LettersToOrder, PersonToAdd, PhoneToChange};
use jiff::civil::Date;
use lykill_core::{Language, Level, Secret};
use std::io::Read as _;

/// What can be done with people.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Register a person: an eID, two letters that activate it, and its first key card
    #[command(after_help = "\
Examples:
  lykill person add --config /etc/lykill.toml --name 'Mette Hald' --birth-date 1980-02-29 \\
      --national-id 29820012345 --email mette@example.no --address 'Storgata 1' \\
      --address '0155 Oslo'
  lykill person add --config /etc/lykill.toml --name 'Mette Hald' --birth-date 1980-02-29 \\
      --user-id mette-hald --password-stdin < password.txt

Three letters are posted, each on another day: the welcome letter, the temporary password, the key
card. What is in them is shown to nobody. With --password-stdin the person is present and typed an
own password, and only the card is posted.")]
    Add(Box<Add>),
    /// Post new letters to somebody who has not activated their eID; the old ones are void
    #[command(after_help = "\
Examples:
  lykill person reissue-letter --config /etc/lykill.toml --user-id mette-hald
  lykill person reissue-letter --config /etc/lykill.toml --user-id mette-hald --by-telephone \\
      --by kari

While the address is newer than 14 days, and when a caller orders, the order waits for a second
person: `lykill order approve`. The holder is told at once.")]
    ReissueLetter {
        #[command(flatten)]
        place: PlaceArguments,
        /// Whose letters
        #[arg(long)]
        user_id: String,
        /// A caller wants them: a second person approves it, and they wait 3 days
        #[arg(long)]
        by_telephone: bool,
        #[command(flatten)]
        by: ByArguments,
    },
    /// Tell a person's name and address to nobody from now on
    #[command(after_help = "\
Examples:
  lykill person protect --config /etc/lykill.toml --user-id mette-hald")]
    Protect {
        #[command(flatten)]
        place: PlaceArguments,
        /// Whose name and address
        #[arg(long)]
        user_id: String,
    },
    /// End the protection of a person's name and address
    #[command(after_help = "\
Examples:
  lykill person unprotect --config /etc/lykill.toml --user-id mette-hald")]
    Unprotect {
        #[command(flatten)]
        place: PlaceArguments,
        /// Whose name and address
        #[arg(long)]
        user_id: String,
    },
    /// Give a person another address; what waits for the old one is void
    #[command(after_help = "\
Examples:
  lykill person address --config /etc/lykill.toml --user-id mette-hald \\
      --address 'Nygata 2' --address '0155 Oslo'

Nothing is posted there for 14 days. Letters and cards that were not posted yet are void: order them
anew with `lykill person reissue-letter` or `lykill card order`.")]
    Address {
        #[command(flatten)]
        place: PlaceArguments,
        /// Whose address
        #[arg(long)]
        user_id: String,
        /// A line of the address; to be given for each line
        #[arg(long, value_name = "LINE", required = true)]
        address: Vec<String>,
    },
    /// Give a person another telephone number, to which codes go
    #[command(after_help = "\
Examples:
  lykill person phone --config /etc/lykill.toml --user-id mette-hald --phone '+47 900 00 101'
  lykill person phone --config /etc/lykill.toml --user-id mette-hald --none

The person is told by every way by which they could be reached before. No code goes to the new number
for a day.")]
    Phone {
        #[command(flatten)]
        place: PlaceArguments,
        /// Whose number
        #[arg(long)]
        user_id: String,
        /// The number, with a plus before the country's where that is another one
        #[arg(long, required_unless_present = "none")]
        phone: Option<String>,
        /// Take the number away: no code goes anywhere
        #[arg(long, conflicts_with = "phone")]
        none: bool,
    },
    /// Block, unblock and let somebody in again
    #[command(flatten)]
    Access(access::Command),
    /// List people with their user ids, oldest first
    #[command(after_help = "\
Examples:
  lykill person list --config /etc/lykill.toml
  lykill person list --data-dir ./lykill-demo --limit 10 --json")]
    List {
        #[command(flatten)]
        place: PlaceArguments,
        /// How many at most
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
}

/// What `lykill person add` takes.
#[derive(Debug, clap::Args)]
pub struct Add {
    #[command(flatten)]
    place: PlaceArguments,
    /// The name as it stands on letters
    #[arg(long)]
    name: String,
    /// The civil date of birth
    #[arg(long, value_name = "YYYY-MM-DD")]
    birth_date: Date,
    /// The national number, if the person has one
    #[arg(long, value_name = "DIGITS")]
    national_id: Option<String>,
    /// The person's own address, for notices
    #[arg(long)]
    email: Option<String>,
    /// The telephone number
    #[arg(long)]
    phone: Option<String>,
    /// A line of the postal address; to be given for each line
    #[arg(long, value_name = "LINE")]
    address: Vec<String>,
    /// The language of letters and e-mails: nb, nn, da or en
    #[arg(long, default_value = "nb", value_parser = language)]
    language: Language,
    /// The user id; one is made when none is given
    #[arg(long)]
    user_id: Option<String>,
    /// Read the person's own password from standard input
    #[arg(long)]
    password_stdin: bool,
    /// How sure the registration is of who this is: low, substantial or high
    #[arg(long, default_value = "substantial", value_parser = level)]
    proofed: Level,
    /// Tell name and address to nobody: Norwegian address codes 6 and 7, Danish protection
    #[arg(long)]
    protected: bool,
    /// The population register has this date of birth although the number tells another one
    #[arg(long)]
    birth_date_from_register: bool,
}

fn language(text: &str) -> Result<Language, String> {
    let exact = Language::ALL
        .into_iter()
        .find(|language| language.tag() == text);
    exact.ok_or_else(|| "nb, nn, da or en is expected".to_owned())
}

fn level(text: &str) -> Result<Level, String> {
    Level::from_word(text).ok_or_else(|| "low, substantial or high is expected".to_owned())
}

pub(super) async fn run(command: Command, as_json: bool) -> Exit {
    match command {
        Command::Add(add) => {
            let password = match add.password_stdin.then(password).transpose() {
                Ok(password) => password,
                Err(error) => {
                    admin::tell("usage", &[format!("standard input: {error}")], as_json);
                    return Exit::Usage;
                }
            };
            let (place, person) = (add.place.clone(), to_add(*add, password));
            let command = AdminCommand::PersonAdd(Box::new(person));
            admin::carry_out(place, command, as_json).await
        }
        Command::ReissueLetter {
            place,
            user_id,
            by_telephone,
            by,
        } => {
            let command = by.name().map(|by| {
                AdminCommand::PersonReissueLetter(LettersToOrder {
                    user_id,
                    by,
                    by_telephone,
                })
            });
            admin::carry_out_if(place, command, as_json).await
        }
        Command::Protect { place, user_id } => {
            admin::carry_out(place, protect(user_id, true), as_json).await
        }
        Command::Unprotect { place, user_id } => {
            admin::carry_out(place, protect(user_id, false), as_json).await
        }
        Command::Address {
            place,
            user_id,
            address,
        } => {
            let wanted = AddressToChange { user_id, address };
            let command = AdminCommand::PersonAddress(wanted);
            admin::carry_out(place, command, as_json).await
        }
        Command::Phone {
            place,
            user_id,
            phone,
            none: _,
        } => {
            let command = AdminCommand::PersonPhone(PhoneToChange { user_id, phone });
            admin::carry_out(place, command, as_json).await
        }
        Command::Access(command) => access::run(command, as_json).await,
        Command::List { place, limit } => {
            admin::carry_out(place, AdminCommand::PersonList { limit }, as_json).await
        }
    }
}

const fn protect(user_id: String, is_protected: bool) -> AdminCommand {
    AdminCommand::PersonProtect {
        user_id,
        is_protected,
    }
}

/// A longer text is no password.
const PASSWORD_BYTES_MAX: u64 = 4096;

/// The first line of standard input.
fn password() -> std::io::Result<Secret<String>> {
    let mut text = String::new();
    std::io::stdin()
        .take(PASSWORD_BYTES_MAX)
        .read_to_string(&mut text)?;
    let text = Secret::new(text);
    let line = text.expose().split(['\n', '\r']).next().unwrap_or_default();
    Ok(Secret::new(line.to_owned()))
}

fn to_add(add: Add, password: Option<Secret<String>>) -> PersonToAdd {
    PersonToAdd {
        name: add.name,
        birth_date: add.birth_date,
        national_id: add.national_id,
        email: add.email,
        phone: add.phone,
        address: add.address,
        language: add.language,
        user_id: add.user_id,
        password,
        proofed: add.proofed,
        is_protected: add.protected,
        birth_date_from_register: add.birth_date_from_register,
    }
}
