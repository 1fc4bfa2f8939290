//! Admin commands: one list of what can be asked, one place that carries it out. The command line
//! asks a running server through its socket, and opens the database itself only when none runs.

mod access;
mod ask;
mod audit;
mod cards;
mod client;
mod command;
#[cfg(test)]
mod documented;
mod execute;
mod keys;
mod orders;
mod outbox;
mod passkeys;
mod print;
mod sessions;
pub mod socket;
mod tokens;
mod wanted;

pub use ask::{AskError, Place, ask};
pub use command::{
    AdminCommand, AdminReply, AuditToList, CompanyToAdd, EmployeesToImport, KeyKind, LinksToList,
    OutboxToList, PersonToAdd, SessionsToEnd,
};
pub use execute::execute;
pub use passkeys::{PasskeyToBlock, PasskeysToList};
pub use tokens::{TokenToAssign, TokenToBlock, TokenToResync, TokensToImport, TokensToList};
pub use wanted::{
    AddressToChange, CardToOrder, LabelAndWhy, LettersAndWhy, LettersToOrder, OrderToDecide,
    PhoneToChange, ThresholdToSet, WhoAndWhy,
};
