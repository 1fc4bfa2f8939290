//! Values that the tests of several rules need.

use crate::method::built_in;
use crate::types::{Login, Method, Session};
use lykill_core::id::{CardId, EidId, LoginId, PersonId, SessionId};
use lykill_core::proof::Verified;
use lykill_core::{Factor, Language, Level, MethodKind, Proof, Timestamp};

/// A moment in seconds.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

/// The login of a number.
pub fn login_id(n: u8) -> LoginId {
    LoginId::from_slice(&[n; 16]).unwrap()
}

/// The one person of the tests.
pub fn person() -> PersonId {
    PersonId::from_slice(&[3; 16]).unwrap()
}

/// The electronic identity of that person.
pub fn eid() -> EidId {
    EidId::from_slice(&[4; 16]).unwrap()
}

/// That person's card.
pub fn card() -> CardId {
    CardId::from_slice(&[5; 16]).unwrap()
}

/// The default method.
pub fn key_card() -> Method {
    built_in(MethodKind::KeyCard)
}

/// A proof in login 1.
pub fn proof_with(factors: &[Factor], bound_at: Level) -> Proof {
    Proof::verified(Verified {
        subject: person(),
        eid: eid(),
        authenticator: MethodKind::KeyCard,
        method: "key-card".to_owned(),
        login: login_id(1),
        factors: factors.to_vec(),
        bound_at,
        at: at(100),
    })
}

/// A whole key card proof in login 1.
pub fn proof() -> Proof {
    proof_with(&[Factor::Pwd, Factor::Otp], Level::Substantial)
}

/// A low session of these factors.
pub fn session_with(factors: &[Factor]) -> Session {
    Session {
        id: SessionId::from_slice(&[7; 16]).unwrap(),
        person: person(),
        eid: eid(),
        only_client: None,
        level: Level::Low,
        method: MethodKind::KeyCard,
        method_name: "guest-card".to_owned(),
        factors: factors.to_vec(),
        authenticated_at: at(100),
        last_seen_at: at(100),
        ended_at: None,
    }
}

/// Login 1, just begun at moment 0.
pub fn login() -> Login {
    let new = crate::login::NewLogin {
        id: login_id(1),
        client: "min-lonn".parse().unwrap(),
        browser: vec![1; 32],
        asked: Level::Substantial,
        language: Language::Nb,
    };
    crate::login::start(new, at(0))
}
