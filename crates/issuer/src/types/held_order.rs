//! An order of paper that waits for a second person.

use lykill_core::id::{EidId, HeldOrderId};
use lykill_core::{CardFormat, Timestamp};

/// Somebody who works here, by the name under which they give commands: see
/// [`crate::held_order::clerk`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Clerk(String);

impl Clerk {
    /// Wraps a name that is known to be normal: from the store, or from `held_order::clerk`.
    pub fn from_normal(text: String) -> Self {
        Self(text)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ordered {
    /// A key card.
    KeyCard,
    /// The letters that activate an eID.
    Letters,
    /// Letters to who forgot their password: it ends, and the eID is activated anew.
    NewPassword,
    /// Letters and a card to who was blocked and proofed anew.
    Unblock,
    /// A letter of codes.
    PinLetter,
}

impl Ordered {
    /// All that can be ordered.
    pub const ALL: [Self; 5] = [
        Self::KeyCard,
        Self::Letters,
        Self::NewPassword,
        Self::Unblock,
        Self::PinLetter,
    ];

    /// The word that is stored, and that reports use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::KeyCard => "key-card",
            Self::Letters => "letters",
            Self::NewPassword => "new-password",
            Self::Unblock => "unblock",
            Self::PinLetter => "pin-letter",
        }
    }

    /// What a stored word means.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.word() == word)
    }
}

/// What became of an order that was held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HeldState {
    /// It waits for a second person, until its time is over.
    Waiting,
    /// It was approved and made.
    Approved,
    /// Somebody said no.
    Refused,
    /// The address changed, so nobody knows any more what was asked for.
    Void,
}

impl HeldState {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Approved, Self::Refused, Self::Void];

    /// The word that is stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Void => "void",
        }
    }

    /// The state of a stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// An order that was held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldOrder {
    /// The row's id.
    pub id: HeldOrderId,
    /// For whom.
    pub eid: EidId,
    /// What.
    pub what: Ordered,
    /// The format that was asked for, of a key card.
    pub format: Option<CardFormat>,
    /// Why, in the words of who ordered it; empty where none are asked for.
    pub reason: String,
    /// Whether a caller on the telephone wanted it.
    pub by_telephone: bool,
    /// Who ordered it, and may not approve it.
    pub asked_by: Clerk,
    /// When.
    pub asked_at: Timestamp,
    /// When it can be approved no longer.
    pub expires_at: Timestamp,
    /// What became of it.
    pub state: HeldState,
    /// When that was.
    pub ended_at: Option<Timestamp>,
}
