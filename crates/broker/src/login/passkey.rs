//! Where a passkey may answer: chosen first, picked in the field of the user id, or, after the
//! password, in place of the key or code that its holder would have to copy.

use super::{WrongStep, expect_open, page, wrong};
use crate::types::{Login, LoginState};
use lykill_core::id::EidId;
use lykill_core::{MethodKind, Proof, Timestamp};

/// Whose passkey may answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByPasskey {
    /// Anybody's: it says itself whose it is.
    Anybody,
    /// One of this eID, whose password was right.
    Holder(EidId),
}

/// Whose passkey may answer in the step that a login awaits.
///
/// # Errors
/// [`WrongStep`] when the step takes none.
pub fn expect_passkey(login: &Login, now: Timestamp) -> Result<ByPasskey, WrongStep> {
    match expect_open(login, now)? {
        LoginState::Passkey { .. } | LoginState::Password { .. } => Ok(ByPasskey::Anybody),
        // A key that activates must be the card's: nothing else was in the letter's envelope.
        LoginState::Key(key) if key.chosen_password.is_none() => Ok(ByPasskey::Holder(key.eid)),
        LoginState::Otp(otp) => Ok(ByPasskey::Holder(otp.eid)),
        _ => Err(wrong(page(login, now))),
    }
}

/// Whether a proof is that of a passkey which may answer in this login.
pub(super) fn proves(login: &Login, proof: &Proof) -> bool {
    let may = match expect_passkey(login, proof.at()) {
        Ok(ByPasskey::Anybody) => true,
        Ok(ByPasskey::Holder(eid)) => proof.eid() == eid,
        Err(_) => false,
    };
    may && proof.authenticator() == MethodKind::Passkey && proof.login() == login.id
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{at, eid, login, login_id, person};
    use crate::login::{Event, advance};
    use crate::outcome::{AfterProof, LinkFacts};
    use crate::types::AwaitedOtp;
    use lykill_core::proof::Verified;
    use lykill_core::{Factor, Level};

    fn proven(login: u8, of: EidId, authenticator: MethodKind) -> Event {
        let proof = Proof::verified(Verified {
            subject: person(),
            eid: of,
            authenticator,
            method: "passkey".to_owned(),
            login: login_id(login),
            factors: vec![Factor::Swk, Factor::User],
            bound_at: Level::Substantial,
            at: at(1),
        });
        let facts = AfterProof {
            asked: Level::Substantial,
            reached: Level::Substantial,
            rights: Ok(lykill_core::Rights::Full),
            network_ok: true,
            needs_link: false,
            link: LinkFacts::default(),
        };
        Event::Proven {
            proof,
            facts: Box::new(facts),
        }
    }

    fn other() -> EidId {
        EidId::from_slice(&[9; 16]).unwrap()
    }

    fn otp() -> LoginState {
        LoginState::Otp(AwaitedOtp {
            eid: eid(),
            person: person(),
            method: "key-viewer".to_owned(),
        })
    }

    #[test]
    fn case_157_after_a_password_only_its_holders_passkey_proves() {
        let method = "key-card".to_owned();
        let first = LoginState::Password { method };
        let may = |state: &LoginState, login_number: u8, of| {
            let login = Login {
                state: state.clone(),
                ..login()
            };
            advance(&login, proven(login_number, of, MethodKind::Passkey), at(1)).is_ok()
        };
        assert!(may(&first, 1, eid()) && may(&first, 1, other()));
        assert!(may(&otp(), 1, eid()));
        assert!(!may(&otp(), 1, other()), "somebody else's");
        assert!(!may(&otp(), 2, eid()), "of another login");
        for state in [LoginState::Method, LoginState::Nothing] {
            assert!(!may(&state, 1, eid()), "{state:?}");
        }
    }

    #[test]
    fn another_kind_of_proof_does_not_pass_as_a_passkeys() {
        let state = otp();
        let login = Login { state, ..login() };
        let by_card = proven(1, eid(), MethodKind::KeyCard);
        assert!(advance(&login, by_card, at(1)).is_err());
    }

    #[test]
    fn a_chosen_passkey_leads_to_its_step_and_back() {
        let (method, kind) = ("passkey".to_owned(), MethodKind::Passkey);
        let chosen = advance(&login(), Event::MethodChosen { method, kind }, at(1)).unwrap();
        let login = Login {
            state: chosen.state,
            ..login()
        };
        assert_eq!(expect_passkey(&login, at(1)), Ok(ByPasskey::Anybody));
        let back = advance(&login, Event::StartAgain, at(1)).unwrap();
        assert_eq!(back.state, LoginState::Method);
    }
}
