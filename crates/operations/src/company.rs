//! Companies and their registers.

mod add;
mod import;

pub use add::{CompanyRefusal, NewCompany, add, list};
pub use import::{ImportRefusal, Imported, check_employees, import_employees};
