//! Key cards: ordering, blocking, listing, and the refill that follows the last keys.

mod block;
mod list;
mod order;
pub(crate) mod refill;
mod threshold;

pub use block::block;
pub(crate) use block::block_of;
pub(crate) use list::list_of;
pub use list::{CardSummary, list};
pub use order::{CardOrdered, order};
pub(crate) use order::{checked, kind_of, order_of, place};
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
    /// No letter of codes has this label.
    #[error("no letter has this label; `lykill pin-letter list` shows those of a user id")]
    NoSuchLetter,
    /// Whoever has no national number cannot log in with a letter.
    #[error("this person has no national number, which a login by letter asks for")]
    NoNationalId,
    /// One letter of codes is on its way.
    #[error("a letter of codes is on its way, and was not used yet")]
    LetterOnItsWay,
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
