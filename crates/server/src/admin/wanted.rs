//! What commands about orders take, as it travels over the admin socket.

use lykill_core::CardFormat;
use lykill_operations::order::Asked;
use serde::{Deserialize, Serialize};

/// A key card to order.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardToOrder {
    /// For this user id.
    pub user_id: String,
    /// In this format, and the cards that follow, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<CardFormat>,
    /// Who orders it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Whether a caller on the telephone wants it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_telephone: bool,
}

/// Letters to order for somebody who has not activated their eID.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LettersToOrder {
    /// For this user id.
    pub user_id: String,
    /// Who orders them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Whether a caller on the telephone wants them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_telephone: bool,
}

/// A card or letter of codes, and why something is done with it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelAndWhy {
    /// Its name on paper.
    pub label: String,
    /// Why, for the record.
    pub reason: String,
}

/// At how many keys left somebody's next card is ordered.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThresholdToSet {
    /// Whose.
    pub user_id: String,
    /// 10 to 100, as digits.
    pub keys_left: String,
}

/// Another telephone number for somebody.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhoneToChange {
    /// Whose.
    pub user_id: String,
    /// The number; none to take it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// Another address for somebody.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddressToChange {
    /// Whose.
    pub user_id: String,
    /// The address, a line each.
    pub address: Vec<String>,
}

/// An eID, and why something is done with it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhoAndWhy {
    /// Whose.
    pub user_id: String,
    /// Why, or how they were proofed, for the record.
    pub reason: String,
}

/// Letters to order for somebody who was blocked or forgot their password.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LettersAndWhy {
    /// Whose.
    pub user_id: String,
    /// Why, or how they were proofed, for the record.
    pub reason: String,
    /// Who orders them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Whether a caller on the telephone wants them; nobody is unblocked so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_telephone: bool,
}

/// An order that waits, and who decides on it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderToDecide {
    /// Its id.
    pub order: String,
    /// Who decides.
    pub by: String,
}

/// How an order came.
pub(super) const fn asked(by: Option<String>, by_telephone: bool) -> Asked {
    Asked { by, by_telephone }
}
