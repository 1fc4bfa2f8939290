//! Devices that show one-time codes, as the store loads and saves them.

use lykill_core::id::{EidId, OtpTokenId, PersonId};
use lykill_core::{OathProfile, Sealed, Timestamp};
use std::fmt;

/// A key viewer or code device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtpToken {
    /// The row's id.
    pub id: OtpTokenId,
    /// The number on its back.
    pub serial: TokenSerial,
    /// Who made it, as the seed file says; may be empty.
    pub manufacturer: String,
    /// The secret that it shares with us, sealed.
    pub secret: Sealed,
    /// How it makes its codes.
    pub profile: OathProfile,
    /// The lowest counter or time step whose code was not accepted and not passed over yet: what
    /// is below it is never accepted again.
    pub next: u64,
    /// How many time steps its clock is ahead of ours; 0 for one with a counter.
    pub drift: i64,
    /// What it is.
    pub state: OtpTokenState,
    /// When it was imported.
    pub imported_at: Timestamp,
    /// When a code of it was last accepted.
    pub used_at: Option<Timestamp>,
    /// When its holder was warned that it will be blocked, unless it was used since.
    pub warned_at: Option<Timestamp>,
}

impl OtpToken {
    /// Whether this eID logs in with it now.
    pub fn is_held_with(&self, eid: EidId) -> bool {
        match &self.state {
            OtpTokenState::Assigned(holder) => holder.eid == eid,
            OtpTokenState::Stock | OtpTokenState::Blocked { .. } => false,
        }
    }
}

/// The states of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OtpTokenState {
    /// Imported, and nobody's yet.
    Stock,
    /// Somebody's.
    Assigned(Holder),
    /// Blocked; who held it, if anybody.
    Blocked {
        /// Since when.
        at: Timestamp,
        /// Why.
        why: TokenBlock,
        /// Who held it.
        holder: Option<Holder>,
    },
}

/// Whose a device is, and what for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    /// Whose.
    pub person: PersonId,
    /// With which eID it logs in.
    pub eid: EidId,
    /// By which method.
    pub purpose: TokenPurpose,
    /// Since when.
    pub at: Timestamp,
}

/// By which method a device logs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenPurpose {
    /// After user id and password, in place of the key card.
    KeyViewer,
    /// After the national number, before the password.
    CodeDevice,
}

impl TokenPurpose {
    /// Both.
    pub const ALL: [Self; 2] = [Self::KeyViewer, Self::CodeDevice];

    /// The word in storage and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::KeyViewer => "key-viewer",
            Self::CodeDevice => "code-device",
        }
    }

    /// The purpose of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.word() == word)
    }
}

/// Why a device is blocked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenBlock {
    /// Nobody used it for too long (domain.md row N6).
    Unused,
    /// The database came back from a backup: codes that were used since look unused in it.
    Restored,
    /// Lost, stolen or given back, in the operator's words.
    Operator(String),
}

impl TokenBlock {
    /// The text that is stored.
    pub fn stored(&self) -> String {
        match self {
            Self::Unused => "unused".to_owned(),
            Self::Restored => "restored".to_owned(),
            Self::Operator(words) => format!("operator: {words}"),
        }
    }

    /// The reason of a stored text.
    pub fn from_stored(text: &str) -> Option<Self> {
        match text {
            "unused" => Some(Self::Unused),
            "restored" => Some(Self::Restored),
            _ => {
                let words = text.strip_prefix("operator: ")?;
                Some(Self::Operator(words.to_owned()))
            }
        }
    }
}

/// The number on a device's back: 1 to 64 letters, digits or `-`, letters in capitals.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenSerial(String);

/// The text is no serial number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a serial number is 1 to 64 letters A to Z, digits or -")]
pub struct NotASerial;

impl TokenSerial {
    /// Reads a serial number; spaces around it and the case of letters do not matter.
    ///
    /// # Errors
    /// [`NotASerial`] for anything else.
    pub fn parse(text: &str) -> Result<Self, NotASerial> {
        let text = text.trim().to_ascii_uppercase();
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        if (1..=64).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text))
        } else {
            Err(NotASerial)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TokenSerial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
