//! Registering a person and issuing an eID with its first card.

mod add;
mod address;
mod block;
mod find;
mod list;
mod phone;
mod protect;
mod refusal;
mod reissue;
mod reopen;
mod restart;

pub use add::{NewPerson, PersonAdded, add};
pub(crate) use add::{number_lookups, open_number, sealed_number};
pub use address::{Moved, change_address};
pub use block::block;
pub(crate) use find::find_eid;
pub use list::{PersonSummary, list};
pub use phone::{PhoneChanged, change_phone};
pub use protect::protect;
pub use refusal::{EidRefusal, PersonRefusal};
pub use reissue::{ReissueRefusal, reissue_letter};
pub(crate) use reissue::{checked, place};
pub use reopen::reopen;
pub(crate) use restart::{Restart, restart, restartable};
pub use restart::{end_password, unblock};
