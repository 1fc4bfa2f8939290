//! Registering a person and issuing an eID with its first card.

mod add;
mod address;
mod list;
mod protect;
mod refusal;
mod reissue;

pub use add::{NewPerson, PersonAdded, add};
pub(crate) use add::{number_lookups, open_number, sealed_number};
pub use address::{Moved, change_address};
pub use list::{PersonSummary, list};
pub use protect::protect;
pub use refusal::PersonRefusal;
pub use reissue::{ReissueRefusal, reissue_asked, reissue_letter};
