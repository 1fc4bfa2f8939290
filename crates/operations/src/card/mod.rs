//! Key cards: ordering, blocking, listing, and the refill that follows the last keys.

mod block;
mod list;
mod order;
pub(crate) mod refill;
mod threshold;

pub use block::block;
pub use list::{CardSummary, list};
pub use order::{CardOrdered, order};
pub(crate) use order::{checked, place};
pub use threshold::set_threshold;

use crate::order::NotHeld;
use lykill_issuer::key_card::NotAThreshold;

/// Why something cannot be done with a card.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CardRefusal {
    /// Nobody has this user id.
    #[error("no eID has this user id; `lykill person list` shows them")]
    NoSuchUserId,
    /// No card has this label.
    #[error("no card has this label; `lykill card list` shows the cards of a user id")]
    NoSuchCard,
    /// The card cannot be blocked any more.
    #[error("this card is blocked or retired already")]
    NotInUse,
    /// The reason cannot be shown.
    #[error("reason: 1 to 200 characters and no line breaks or control characters")]
    Reason,
    /// Three cards are on their way (seed 2).
    #[error("three extra cards are outstanding already; no more can be ordered")]
    TooMany,
    /// Something came back from the person's address.
    #[error("post to this person came back; give the right address with `lykill person address`")]
    PostHeld,
    /// The holder may not choose this.
    #[error(transparent)]
    Threshold(#[from] NotAThreshold),
    /// It is not even held for a second person.
    #[error(transparent)]
    NotHeld(#[from] NotHeld),
    /// The eID is blocked.
    #[error("this eID is blocked; it is opened again only by new proofing")]
    EidBlocked,
}
