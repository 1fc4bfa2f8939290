//! What the issuer's rules decide about; the shapes that the store loads and saves.

pub mod card_place;

use jiff::civil::Date;
use lykill_core::id::{CardId, CompanyId, EidId, PersonId};
use lykill_core::{DisplayName, Language, Level, Lookup, Sealed, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

mod held_order;
mod otp_token;
mod passkey;
mod post;
pub use held_order::*;
pub use otp_token::*;
pub use passkey::*;
pub use post::*;

/// Keys on one card (seed 2).
pub const CARD_KEYS: u32 = 148;
/// Codes in one letter (domain.md row N4).
pub const LETTER_PINS: u32 = 20;

/// A national number as it is stored: to be opened with the key, or found by keyed hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedNationalId {
    /// The digits, sealed to their row.
    pub sealed: Sealed,
    /// The keyed hash of the digits.
    pub lookup: Lookup,
}

/// A human being, as registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The row's id.
    pub id: PersonId,
    /// The name as it is shown.
    pub name: DisplayName,
    /// The civil date of birth.
    pub birth_date: Date,
    /// The national number, sealed; none when the person has none.
    pub national_id: Option<SealedNationalId>,
    /// The person's own address for notices.
    pub email: Option<EmailAddress>,
    /// The telephone number as registered.
    pub phone: Option<String>,
    /// The postal address, a line each.
    pub address: Vec<String>,
    /// The language of letters and e-mails.
    pub language: Language,
    /// Whether name and address are kept from everybody but the postman: Norwegian address codes
    /// 6 and 7, Danish protection of name and address.
    pub is_protected: bool,
    /// When the person was registered.
    pub created_at: Timestamp,
}

impl Person {
    /// The name, where it may be told: to services, employers and the operator's lists. None for
    /// a protected identity. Letters to the person alone say the name itself.
    pub fn told_name(&self) -> Option<&DisplayName> {
        (!self.is_protected).then_some(&self.name)
    }
}

/// A user id in its normal form: what [`crate::user_id::parse`] made of what was typed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(String);

impl UserId {
    /// Wraps a text that is known to be normal: from the store, or from `user_id::parse`.
    pub fn from_normal(text: String) -> Self {
        Self(text)
    }

    /// The normal form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserId(…)")
    }
}

/// A password hash as the crypto crate writes it: algorithm, parameters, salt and pepper id in
/// one text. Only the hasher reads it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StoredHash(pub String);

impl fmt::Debug for StoredHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoredHash(…)")
    }
}

/// An electronic identity that was issued to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Eid {
    /// The row's id.
    pub id: EidId,
    /// Whose it is.
    pub person: PersonId,
    /// What its holder logs in with.
    pub user_id: UserId,
    /// How sure the registration was of who this is.
    pub proofed: Level,
    /// What the eID awaits or is.
    pub state: EidState,
    /// Keys left at which the next card is ordered: 20, or the holder's own 10 to 100.
    pub card_threshold: u32,
    /// When it was issued.
    pub created_at: Timestamp,
}

/// The states of an eID, named by what they await.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EidState {
    /// The first login with the temporary password and the card's first key.
    AwaitsActivation {
        /// The hash of the temporary password.
        temporary: StoredHash,
        /// When the temporary password ends.
        valid_until: Timestamp,
    },
    /// In use.
    Active {
        /// The hash of the holder's own password.
        password: StoredHash,
    },
    /// Blocked: opened again only by new proofing.
    Blocked {
        /// Since when.
        at: Timestamp,
        /// Why, in the operator's words.
        reason: String,
    },
}

/// The name of a card on paper and screen, such as `R413-882`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CardLabel(pub String);

impl fmt::Display for CardLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is printed with numbers and keys. Each kind has an active one of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CardKind {
    /// A key card, of [`CARD_KEYS`].
    KeyCard,
    /// A posted letter of [`LETTER_PINS`] codes, numbered from 1.
    PinLetter,
}

impl CardKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::KeyCard, Self::PinLetter];

    /// The word that is stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::KeyCard => "key-card",
            Self::PinLetter => "pin-letter",
        }
    }

    /// The kind of a stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Keys that one has when it is new.
    pub const fn keys(self) -> u32 {
        match self {
            Self::KeyCard => CARD_KEYS,
            Self::PinLetter => LETTER_PINS,
        }
    }
}

/// One printed card, or letter of codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The row's id.
    pub id: CardId,
    /// The eID it belongs to.
    pub eid: EidId,
    /// What it is.
    pub kind: CardKind,
    /// Its name on paper.
    pub label: CardLabel,
    /// The sealed random secret from which numbers and keys are derived.
    pub secret: Sealed,
    /// How far it came.
    pub state: CardState,
    /// The number that is asked until it is answered: pinned per card, shared by all logins.
    pub pinned: Option<u16>,
    /// How many keys were used.
    pub used: u32,
    /// Whether the card that follows was ordered because few keys are left.
    pub successor_ordered: bool,
    /// When it was ordered.
    pub ordered_at: Timestamp,
}

impl Card {
    /// Keys that were not used yet.
    pub fn keys_left(&self) -> u32 {
        self.kind.keys().saturating_sub(self.used)
    }
}

/// The states of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardState {
    /// Ordered or in the post; its first correct key makes it the active one.
    Dormant,
    /// The one card whose numbers are asked.
    Active,
    /// Used up, or followed by a newer card.
    Retired,
    /// Lost, stolen or blocked by its holder or operator.
    Blocked {
        /// Since when.
        at: Timestamp,
        /// Why, in the operator's words.
        reason: String,
    },
}

/// An e-mail address that was checked by [`crate::company::email`]: exactly one, no display name.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Wraps an address that is known to be checked: from the store, or from `company::email`.
    pub fn from_checked(text: String) -> Self {
        Self(text)
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

/// A tenant: an employer who keeps a register of work addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    /// Its id, chosen by the operator.
    pub id: CompanyId,
    /// Its name.
    pub name: DisplayName,
    /// Whom an employee asks who cannot read the work mailbox (seed 0): required.
    pub payroll: PayrollContact,
    /// When it was added.
    pub created_at: Timestamp,
}

/// Whom an employee asks about the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayrollContact {
    /// A name or department.
    pub name: DisplayName,
    /// Its address.
    pub email: EmailAddress,
    /// Its telephone number, as people write it.
    pub phone: String,
}

/// One row of a company's register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Employee {
    /// The employer.
    pub company: CompanyId,
    /// The employer's own id of the employee.
    pub employee_id: String,
    /// The name in the register.
    pub name: DisplayName,
    /// The national number in the register, by which the person is found.
    pub national_id: Option<SealedNationalId>,
    /// The address that is linked; nobody but the employer changes it.
    pub work_email: EmailAddress,
}
