//! What can be asked and answered, as it travels over the admin socket.

use super::passkeys::{PasskeyToBlock, PasskeysToList};
use super::tokens::{TokenToAssign, TokenToBlock, TokenToResync, TokensToImport, TokensToList};
use super::wanted::{
    AddressToChange, CardToOrder, LabelAndWhy, LettersAndWhy, LettersToOrder, OrderToDecide,
    PhoneToChange, ThresholdToSet, WhoAndWhy,
};
use jiff::civil::Date;
use lykill_core::{Language, Level, Secret};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use std::path::PathBuf;

/// A command: an object whose `command` names it, such as
/// `{"command":"card-order","user_id":"mette-hald"}`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "kebab-case", deny_unknown_fields)]
pub enum AdminCommand {
    /// Registers a person.
    PersonAdd(Box<PersonToAdd>),
    /// Lists people.
    PersonList {
        /// How many at most.
        limit: u32,
    },
    /// Orders new letters for somebody who has not activated their eID.
    PersonReissueLetter(LettersToOrder),
    /// Protects a person's name and address, or ends that.
    PersonProtect {
        /// Whose.
        user_id: String,
        /// Whether they are protected from now on.
        is_protected: bool,
    },
    /// Gives a person another address.
    PersonAddress(AddressToChange),
    /// Gives a person another telephone number, or none any more.
    PersonPhone(PhoneToChange),
    /// Blocks a whole eID.
    PersonBlock(WhoAndWhy),
    /// Lets an eID that was blocked be activated anew.
    PersonUnblock(LettersAndWhy),
    /// Forgets the failures of a user id.
    PersonReopen(WhoAndWhy),
    /// Ends a password that its holder forgot, and posts letters for another one.
    PersonNewPassword(LettersAndWhy),
    /// Sets at how many keys left the next card is ordered.
    CardThreshold(ThresholdToSet),
    /// Orders an extra key card.
    CardOrder(CardToOrder),
    /// Blocks a key card.
    CardBlock(LabelAndWhy),
    /// Orders a letter of codes.
    PinLetterOrder(LettersToOrder),
    /// Blocks a letter of codes.
    PinLetterBlock(LabelAndWhy),
    /// Lists the letters of codes of a user id.
    PinLetterList {
        /// Whose.
        user_id: String,
    },
    /// Lists the key cards of a user id.
    CardList {
        /// The user id.
        user_id: String,
    },
    /// Lists orders that wait for a second person.
    OrderList {
        /// How many at most.
        limit: u32,
    },
    /// Approves an order that waits.
    OrderApprove(OrderToDecide),
    /// Refuses an order that waits.
    OrderRefuse(OrderToDecide),
    /// Imports a vendor's seed file of devices that show one-time codes.
    TokenImport(TokensToImport),
    /// Lists such devices.
    TokenList(TokensToList),
    /// Makes a device somebody's.
    TokenAssign(TokenToAssign),
    /// Puts a device in step.
    TokenResync(TokenToResync),
    /// Blocks a device.
    TokenBlock(TokenToBlock),
    /// Lists the passkeys of a user id.
    PasskeyList(PasskeysToList),
    /// Blocks a passkey.
    PasskeyBlock(PasskeyToBlock),
    /// Lists print jobs.
    PrintList {
        /// Of this queue only: `cards` or `letters`.
        #[serde(default)]
        queue: Option<String>,
        /// In this state.
        state: String,
        /// How many at most.
        limit: u32,
    },
    /// Print jobs were printed and posted.
    PrintAcknowledge {
        /// Their ids.
        jobs: Vec<String>,
    },
    /// A print job came back from the post.
    PrintReturned {
        /// Its id.
        job: String,
    },
    /// Orders what a print job carried anew, with new secrets.
    PrintReprint {
        /// Its id.
        job: String,
    },
    /// Adds a company.
    CompanyAdd(CompanyToAdd),
    /// Imports a company's register.
    CompanyImportEmployees(EmployeesToImport),
    /// Lists companies.
    CompanyList,
    /// Lists links.
    LinkList(LinksToList),
    /// Releases a link.
    LinkRelease {
        /// The link.
        link: String,
    },
    /// Lists the living sessions of a user id.
    SessionList {
        /// The user id.
        user_id: String,
    },
    /// Ends sessions.
    SessionEnd(SessionsToEnd),
    /// Registers a client.
    ClientAdd {
        /// RFC 7591 metadata and our `lykill_…` members.
        metadata: Value,
    },
    /// Lists clients.
    ClientList,
    /// Lists the server's own keys.
    KeyList,
    /// Exchanges one of them.
    KeyRotate {
        /// Which.
        kind: KeyKind,
        /// Whether somebody else may have it.
        #[serde(default)]
        compromised: bool,
    },
    /// Removes an earlier key that nothing needs any more.
    KeyRemove {
        /// Its id.
        key: String,
    },
    /// Lists what was to leave the house.
    OutboxList(OutboxToList),
    /// Lists the audit log.
    AuditList(AuditToList),
    /// Verifies the audit log.
    AuditVerify {
        /// The witness, by its absolute path; the configured one when it is left out.
        #[serde(default)]
        anchor: Option<PathBuf>,
    },
    /// Writes a backup.
    Backup {
        /// The file, by its absolute path.
        file: PathBuf,
        /// Whether the key file is copied, too.
        #[serde(default)]
        with_keys: bool,
    },
    /// Lists what became of the logout tokens of a client.
    ClientLogouts {
        /// The client.
        client_id: String,
    },
    /// Looks for problems that only the one who holds the database can see.
    DatabaseCheck,
}

/// A person as the operator registers them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonToAdd {
    /// The name as it stands on letters.
    pub name: String,
    /// The civil date of birth, `YYYY-MM-DD`.
    pub birth_date: Date,
    /// The national number, if there is one.
    #[serde(default)]
    pub national_id: Option<String>,
    /// The address for notices.
    #[serde(default)]
    pub email: Option<String>,
    /// The telephone number.
    #[serde(default)]
    pub phone: Option<String>,
    /// The postal address, a line each.
    #[serde(default)]
    pub address: Vec<String>,
    /// The language of letters and e-mails.
    pub language: Language,
    /// The user id; one is made when none is given.
    #[serde(default)]
    pub user_id: Option<String>,
    /// The own password of somebody who is present; without one a temporary one is posted.
    #[serde(
        default,
        serialize_with = "exposed",
        skip_serializing_if = "Option::is_none"
    )]
    pub password: Option<Secret<String>>,
    /// How sure the registration is of who this is.
    pub proofed: Level,
    /// Whether name and address are told to nobody.
    #[serde(default)]
    pub is_protected: bool,
    /// Whether the population register has this date although the number tells another one.
    #[serde(default)]
    pub birth_date_from_register: bool,
}

/// The socket is the one way that a typed password may take in clear: it never leaves the machine.
pub(super) fn exposed<S: Serializer>(
    secret: &Option<Secret<String>>,
    to: S,
) -> Result<S::Ok, S::Error> {
    secret.as_ref().map(Secret::expose).serialize(to)
}

/// A company as the operator adds it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompanyToAdd {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whom an employee asks about the register.
    pub payroll_name: String,
    /// That contact's address.
    pub payroll_email: String,
    /// That contact's telephone number.
    pub payroll_phone: String,
}

/// A register to import.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmployeesToImport {
    /// The employer.
    pub company: String,
    /// The file.
    pub csv: String,
    /// Whether it is only checked.
    #[serde(default)]
    pub dry_run: bool,
}

/// A kind of key that the server has of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum KeyKind {
    /// Signs tokens
    Signing,
    /// Seals what is stored
    Sealing,
    /// Goes into password hashes, key cards and look-up values
    Pepper,
}

/// Which sessions to end: one, or all of a user id.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionsToEnd {
    /// The session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// Whose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all_of: Option<String>,
}

/// Which rows of the outbox to list, the newest first.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutboxToList {
    /// In this state: `waiting`, `done`, `dead` or `expired`.
    pub state: String,
    /// Only this person's.
    #[serde(default)]
    pub person: Option<String>,
    /// Only of this kind.
    #[serde(default)]
    pub kind: Option<String>,
    /// At most so many.
    pub limit: u32,
}

/// Which audit rows to list, the newest first.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditToList {
    /// Only this person's.
    #[serde(default)]
    pub person: Option<String>,
    /// Only of this kind.
    #[serde(default)]
    pub kind: Option<String>,
    /// At most so many.
    pub limit: u32,
}

/// Which links to list; all that live when nothing is said.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinksToList {
    /// Only this person's.
    #[serde(default)]
    pub person: Option<String>,
    /// Only at this company.
    #[serde(default)]
    pub company: Option<String>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum AdminReply {
    /// It was done.
    Done {
        /// What to show; secrets that are shown once stand in it.
        result: Value,
    },
    /// A rule stands against it; nothing was changed.
    Refused {
        /// One line each.
        reasons: Vec<String>,
    },
    /// It could not be carried out.
    Failed {
        /// One line.
        reason: String,
    },
}

impl AdminReply {
    /// A refusal for one reason.
    pub(crate) fn refused(reason: impl ToString) -> Self {
        Self::Refused {
            reasons: vec![reason.to_string()],
        }
    }

    /// A failure.
    pub(crate) fn failed(reason: impl ToString) -> Self {
        Self::Failed {
            reason: reason.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_travels_as_documented() {
        let text = r#"{"command":"card-order","user_id":"mette-hald"}"#;
        let command: AdminCommand = serde_json::from_str(text).expect("a command");
        assert_eq!(serde_json::to_string(&command).expect("json"), text);
        assert!(serde_json::from_str::<AdminCommand>(r#"{"command":"drop-tables"}"#).is_err());
    }

    #[test]
    fn a_password_travels_but_never_shows() {
        let text = r#"{"command":"person-add","name":"Mette Hald","birth_date":"1980-02-29",
            "language":"nb","proofed":"substantial","password":"canary"}"#;
        let command: AdminCommand = serde_json::from_str(text).expect("a command");
        assert!(!format!("{command:?}").contains("canary"));
        assert!(
            serde_json::to_string(&command)
                .expect("json")
                .contains("canary")
        );
        let unknown = text.replace("proofed", "prof");
        assert!(serde_json::from_str::<AdminCommand>(&unknown).is_err());
    }
}
