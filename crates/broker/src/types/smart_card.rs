//! What a login by a certificate on a card holds.

use lykill_core::id::{EidId, PersonId};
use lykill_core::{Level, Timestamp};
use serde::{Deserialize, Serialize};

/// The data of a login by a certificate on a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwaitedCard {
    /// The method that was chosen, by its configured name.
    pub method: String,
    /// Names this attempt where certificates are shown: 256 random bits, told to this browser only.
    pub attempt: String,
    /// How far it came.
    pub stage: CardStage,
}

/// How far a login by a certificate came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CardStage {
    /// The card is to be shown.
    Away,
    /// A card was shown; the browser brings the ticket that it got for it.
    Shown(ShownCard),
    /// It came to nothing; the person may try again or choose another electronic ID.
    Failed(CardFault),
}

/// A card that was shown, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownCard {
    /// The SHA-256 of the ticket.
    pub ticket: Vec<u8>,
    /// The ticket must come before this moment.
    pub valid_until: Timestamp,
    /// Whose card it is.
    pub person: PersonId,
    /// The electronic identity that it is.
    pub eid: EidId,
    /// The level of the policy under which it was issued.
    pub level: Level,
    /// When it was shown.
    pub at: Timestamp,
}

/// Why a login by a certificate came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CardFault {
    /// No certificate was shown.
    Nothing,
    /// It is over.
    Ended,
    /// Its issuer revoked it, or does not know it.
    Revoked,
    /// No issuer that is trusted here issued it for this.
    Untrusted,
    /// It is not for logging in; a card often holds another one that is.
    WrongUse,
    /// Its issuer cannot be asked whether it was revoked.
    Down,
    /// Its level is not enough here.
    Level,
    /// Nobody here is whom it names.
    Unknown,
    /// The way back took too long.
    Late,
}
