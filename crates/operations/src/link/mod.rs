//! Linking a person to a work account (seed 0), and the explicit way out.

mod answer_code;
pub(crate) mod facts;
mod release;
mod send_code;

pub use answer_code::answer_code;
pub use release::{LinkFilter, list, release};
pub use send_code::send_code;
