//! What leaves the house: e-mails, letters and key cards, drained from the outbox.
mod compose;
mod inert;
mod letterhead;
mod pdf;
mod words;
pub use letterhead::{Letterhead, UnknownZone};
