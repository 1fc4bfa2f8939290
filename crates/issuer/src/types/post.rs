//! Paper: what lies at the print house, and the letters that activate an eID.

use super::StoredHash;
use lykill_core::id::{CardId, EidId, LetterId, OutboxId, PersonId};
use lykill_core::{EffectKind, Lookup, Timestamp};
use serde::{Deserialize, Serialize};

/// A queue of the print house. Who prints one must not see the other: a card and the password
/// that goes with it never lie before the same eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PrintQueue {
    /// Key cards and letters of codes: each a second factor beside a password.
    Cards,
    /// Welcome letters, temporary passwords and notices.
    Letters,
}

impl PrintQueue {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Cards, Self::Letters];

    /// `cards` or `letters`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cards => "cards",
            Self::Letters => "letters",
        }
    }

    /// The queue of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|queue| queue.word() == word)
    }

    /// The queue that prints what an effect asks for; none when it asks for no paper.
    pub const fn of(kind: &EffectKind) -> Option<Self> {
        match kind {
            EffectKind::KeyCard { .. } | EffectKind::PinLetter { .. } => Some(Self::Cards),
            EffectKind::WelcomeLetter { .. }
            | EffectKind::TemporaryPasswordLetter { .. }
            | EffectKind::NoticeLetter { .. } => Some(Self::Letters),
            _ => None,
        }
    }
}

/// What became of a print job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PrintState {
    /// Its files lie in the folder of its queue.
    Queued,
    /// It was printed and handed to the post.
    Acknowledged,
    /// It came back from the post.
    Returned,
    /// What it carries is no longer good.
    Void,
}

impl PrintState {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Queued, Self::Acknowledged, Self::Returned, Self::Void];

    /// The word that is stored, and that reports use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Acknowledged => "acknowledged",
            Self::Returned => "returned",
            Self::Void => "void",
        }
    }

    /// The state of a stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// A letter or card that was given to the print house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintJob {
    /// The outbox row that was printed; its files bear this name.
    pub id: OutboxId,
    /// Who prints it.
    pub queue: PrintQueue,
    /// The word of its effect, such as `key-card`.
    pub kind: String,
    /// To whom it goes.
    pub person: PersonId,
    /// The card, on a key card or letter of codes.
    pub card: Option<CardId>,
    /// What became of it.
    pub state: PrintState,
    /// When its files were whole.
    pub queued_at: Timestamp,
    /// When it was printed and posted.
    pub acknowledged_at: Option<Timestamp>,
    /// When it came back or became void.
    pub ended_at: Option<Timestamp>,
}

impl PrintJob {
    /// The job of an outbox row whose files are whole now; none when its effect asks for no paper.
    pub fn queued(
        id: OutboxId,
        effect: &EffectKind,
        person: PersonId,
        now: Timestamp,
    ) -> Option<Self> {
        Some(Self {
            id,
            queue: PrintQueue::of(effect)?,
            kind: effect.word().to_owned(),
            person,
            card: effect.card(),
            state: PrintState::Queued,
            queued_at: now,
            acknowledged_at: None,
            ended_at: None,
        })
    }
}

/// What became of a pair of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LetterState {
    /// It activates its eID, until its time is over.
    Live,
    /// It did.
    Used,
    /// Newer letters were ordered, or these came back from the post.
    Void,
}

impl LetterState {
    /// The word that is stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Used => "used",
            Self::Void => "void",
        }
    }

    /// The state of a stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        let all = [Self::Live, Self::Used, Self::Void];
        all.into_iter().find(|state| state.word() == word)
    }
}

/// A welcome letter and the letter with the temporary password: together with the card's first
/// key they activate an eID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The row's id.
    pub id: LetterId,
    /// What is activated.
    pub eid: EidId,
    /// The keyed hash of the number on the welcome letter.
    pub number: Lookup,
    /// The hash of the temporary password.
    pub temporary: StoredHash,
    /// What became of it.
    pub state: LetterState,
    /// When it can be used no longer.
    pub valid_until: Timestamp,
    /// The post that carries the number.
    pub welcome_post: OutboxId,
    /// The post that carries the temporary password.
    pub password_post: OutboxId,
    /// When it was ordered.
    pub issued_at: Timestamp,
}

/// Whether and from when a person can be posted anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonPost {
    /// Since when nothing is posted, and why: something came back.
    pub held: Option<(Timestamp, String)>,
    /// When the address was changed last.
    pub address_changed_at: Option<Timestamp>,
    /// Until when the post waits, since something was ordered by telephone.
    pub waits_until: Option<Timestamp>,
}
