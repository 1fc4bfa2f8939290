//! Passkeys, as the store loads and saves them.

use lykill_core::id::{EidId, PasskeyId, PersonId};
use lykill_core::{DisplayName, Level, MethodKind, Timestamp};

/// A credential of an authenticator, bound to an eID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// The row's id.
    pub id: PasskeyId,
    /// Whose it is.
    pub person: PersonId,
    /// The eID that it logs in with.
    pub eid: EidId,
    /// The credential's name, 16 to 1023 bytes.
    pub credential: Vec<u8>,
    /// Its public key, as COSE writes it.
    pub key: Vec<u8>,
    /// How often the authenticator says that it was used; 0 where it does not count.
    pub counter: u32,
    /// Whether it can leave the authenticator, as it said when it was made.
    pub backup_eligible: bool,
    /// Whether it has, as it said last.
    pub backed_up: bool,
    /// The model of the authenticator, as it says.
    pub aaguid: [u8; 16],
    /// What its holder calls it.
    pub label: DisplayName,
    /// The level of the login in which it was bound.
    pub bound_level: Level,
    /// The kind of the method of that login.
    pub bound_by: MethodKind,
    /// When it was bound.
    pub added_at: Timestamp,
    /// From when on it logs in.
    pub usable_from: Timestamp,
    /// When it was used last.
    pub used_at: Option<Timestamp>,
    /// Whether it is in use.
    pub state: PasskeyState,
}

/// The states of a passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasskeyState {
    /// In use, once its waiting time is over.
    Active,
    /// Removed by its holder, stopped or blocked: for ever.
    Blocked {
        /// Since when.
        at: Timestamp,
        /// Why: `holder`, `stopped`, `eid-blocked`, `restored`, or `operator: ` and words.
        why: String,
    },
}
