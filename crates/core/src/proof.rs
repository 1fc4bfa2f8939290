//! Evidence that somebody was authenticated, made only by a verifier.

use crate::id::{EidId, LoginId, PersonId};
use crate::{Level, Timestamp};
use serde::{Deserialize, Serialize};

/// The kinds of electronic ID that this release knows (design.md section 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MethodKind {
    /// User id and password, then a key from a printed card.
    KeyCard,
    /// User id and password, then the code of a device that stands for the card.
    KeyViewer,
    /// National number and the code of a device, then the password.
    CodeDevice,
    /// A certificate on a card, shown over TLS.
    SmartCard,
    /// National number and password, then a code by SMS.
    SmsCode,
    /// National number and password, then a code from a posted letter.
    PinLetter,
    /// A key in an authenticator that verifies its user (WebAuthn).
    Passkey,
    /// Another OpenID Provider, which says who was logged in there and how surely.
    UpstreamOidc,
}

impl MethodKind {
    /// All kinds, in the order of the documents.
    pub const ALL: [Self; 8] = [
        Self::KeyCard,
        Self::KeyViewer,
        Self::CodeDevice,
        Self::Passkey,
        Self::SmartCard,
        Self::SmsCode,
        Self::PinLetter,
        Self::UpstreamOidc,
    ];

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The word in configuration and storage.
    pub const fn word(self) -> &'static str {
        match self {
            Self::KeyCard => "key-card",
            Self::KeyViewer => "key-viewer",
            Self::CodeDevice => "code-device",
            Self::SmartCard => "smart-card",
            Self::SmsCode => "sms-code",
            Self::PinLetter => "pin-letter",
            Self::Passkey => "passkey",
            Self::UpstreamOidc => "upstream-oidc",
        }
    }
}

/// One authentication factor, named as RFC 8176 section 2 names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Factor {
    /// A password.
    Pwd,
    /// A one-time password: a key of the card, a letter's code, or a device's.
    Otp,
    /// A key in hardware of its own: the device's, the card's.
    Hwk,
    /// The PIN without which such a key does nothing.
    Pin,
    /// A code by SMS.
    Sms,
    /// A key that can be copied to other devices of its holder: a synced passkey's.
    Swk,
    /// The authenticator's own check of its user, by PIN or body: which of them it does not tell.
    User,
}

impl Factor {
    /// The value in `amr`.
    pub const fn amr(self) -> &'static str {
        match self {
            Self::Pwd => "pwd",
            Self::Otp => "otp",
            Self::Hwk => "hwk",
            Self::Pin => "pin",
            Self::Sms => "sms",
            Self::Swk => "swk",
            Self::User => "user",
        }
    }
}

/// What was proven about whom, in which login. Only [`Proof::verified`] makes one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    subject: PersonId,
    eid: EidId,
    authenticator: MethodKind,
    #[serde(default)]
    method: String,
    login: LoginId,
    factors: Vec<Factor>,
    bound_at: Level,
    at: Timestamp,
}

/// Everything that a verifier saw; see [`Proof::verified`].
#[derive(Debug, Clone)]
pub struct Verified {
    /// The person.
    pub subject: PersonId,
    /// The electronic identity that was used.
    pub eid: EidId,
    /// The authenticator that was used.
    pub authenticator: MethodKind,
    /// The configured name of the method that was chosen: two methods may be of one kind.
    pub method: String,
    /// The login in which it was used.
    pub login: LoginId,
    /// The factors that were shown, in order.
    pub factors: Vec<Factor>,
    /// The lower of identity proofing and the login in which the authenticator was bound.
    pub bound_at: Level,
    /// When the last factor was verified.
    pub at: Timestamp,
}

impl Proof {
    /// Vouches for an authentication. To be called by verifiers only, after the last factor was
    /// verified, and what works once is spent, in that transaction.
    pub fn verified(seen: Verified) -> Self {
        let Verified {
            subject,
            eid,
            authenticator,
            method,
            login,
            factors,
            bound_at,
            at,
        } = seen;
        Self {
            subject,
            eid,
            authenticator,
            method,
            login,
            factors,
            bound_at,
            at,
        }
    }

    /// The person.
    pub const fn subject(&self) -> PersonId {
        self.subject
    }

    /// The electronic identity that was used.
    pub const fn eid(&self) -> EidId {
        self.eid
    }

    /// The authenticator that was used.
    pub const fn authenticator(&self) -> MethodKind {
        self.authenticator
    }

    /// The configured name of the method that was chosen; empty in a proof that an earlier release
    /// stored.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The login in which it was used: a proof is good in no other.
    pub const fn login(&self) -> LoginId {
        self.login
    }

    /// The factors that were shown, in order.
    pub fn factors(&self) -> &[Factor] {
        &self.factors
    }

    /// The lower of identity proofing and the login in which the authenticator was bound.
    pub const fn bound_at(&self) -> Level {
        self.bound_at
    }

    /// When the last factor was verified.
    pub const fn at(&self) -> Timestamp {
        self.at
    }
}
