//! Registering a person and issuing an eID with its first card.

mod add;
mod list;
mod refusal;

pub use add::{NewPerson, PersonAdded, add};
pub(crate) use add::{number_lookups, open_number, sealed_number};
pub use list::{PersonSummary, list};
pub use refusal::PersonRefusal;
