//! Orders of paper that a second person approves (security.md case 20): to an address that is new,
//! and whatever a caller asks for. Nobody knows who calls: a national number is no proof of it.

mod approve;
mod hold;
mod list;
mod refuse;

pub use approve::{Approved, approve};
pub(crate) use hold::{Verdict, Wish, hold};
pub use list::{OrderSummary, list};
pub use refuse::refuse;

use crate::card::CardRefusal;
use crate::person::{EidRefusal, ReissueRefusal};
use lykill_core::Timestamp;
use lykill_core::id::HeldOrderId;
use lykill_issuer::held_order::{NotAClerk, Undecided};

/// How an order came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Who gives the command. It is needed where a second person approves the order.
    pub by: Option<String>,
    /// Whether a caller on the telephone wants it, and not somebody who was proofed.
    pub by_telephone: bool,
}

/// An order that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placed<T> {
    /// It was made.
    Made(T),
    /// It waits for a second person.
    Held(Held),
}

/// An order that waits for a second person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Its id.
    pub order: HeldOrderId,
    /// When it can be approved no longer.
    pub expires_at: Timestamp,
}

/// Why an order is not even held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotHeld {
    /// The address was changed lately, and the order came by telephone.
    #[error("the address is newer than 14 days: no order by telephone until then; let them come")]
    AddressIsNew,
    /// Nobody said who orders.
    #[error("a second person must approve this order: say with --by who gives it")]
    Nameless,
    /// That is no name.
    #[error("by: {0}")]
    Name(#[from] NotAClerk),
    /// The same was ordered before.
    #[error("such an order waits for a second person already; `lykill order list` shows it")]
    WaitsAlready,
}

/// Why an order that waits is not approved or refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrderRefusal {
    /// There is no such order.
    #[error("no order has this id; `lykill order list` shows those that wait")]
    NoSuchOrder,
    /// That is nobody's name.
    #[error("by: {0}")]
    Name(#[from] NotAClerk),
    /// It cannot be decided on, or not by this person.
    #[error(transparent)]
    Undecided(#[from] Undecided),
    /// The card cannot be ordered.
    #[error(transparent)]
    Card(#[from] CardRefusal),
    /// The letters cannot be ordered.
    #[error(transparent)]
    Letters(#[from] ReissueRefusal),
    /// The eID cannot be activated anew.
    #[error(transparent)]
    Eid(#[from] EidRefusal),
}
