//! The table of steps: what may happen in which, and what comes next.

use super::passkey;
use super::smart_card::{self, CardEvent};
use super::upstream::{self, UpstreamEvent};
use super::{WrongStep, expect_open, page, wrong};
use crate::link::TRIES;
use crate::outcome::{AfterProof, Next, after_proof};
use crate::sms_code;
use crate::types::{
    AwaitedDevice, AwaitedKey, AwaitedLink, AwaitedOtp, AwaitedSms, Login, LoginState,
    RefusedReason,
};
use lykill_core::id::{EidId, LinkCodeId};
use lykill_core::{MethodKind, Proof, Timestamp};

/// Something that happened in a login. Each was checked by whoever reports it: a password by the
/// hasher, a key by the card's spend, a code by [`crate::link::judge`] and its spend.
#[derive(Debug, Clone)]
pub enum Event {
    /// A method was chosen and [`crate::method::choose`] allowed it.
    MethodChosen {
        /// Its configured name.
        method: String,
        /// Its kind, which says what is awaited first.
        kind: MethodKind,
    },
    /// Something of a login by a certificate on a card.
    SmartCard(CardEvent),
    /// Something of a login at another provider.
    Upstream(UpstreamEvent),
    /// The holder wants another electronic ID, or the number was answered elsewhere.
    StartAgain,
    /// The temporary password was right: an own one is awaited.
    TemporaryPasswordRight {
        /// The eID that is being activated.
        eid: EidId,
    },
    /// The own password was right, or was chosen, or another card is at hand: a number is asked.
    Asked(AwaitedKey),
    /// The own password was right: the code of the holder's key viewer is asked.
    OtpAsked(AwaitedOtp),
    /// The code of a code device was right and is spent: the password is asked.
    DeviceRight(AwaitedDevice),
    /// A code went to the holder's telephone: the first after the password, or a newer one.
    SmsSent(AwaitedSms),
    /// A wrong code was typed.
    SmsWrong,
    /// The asked key was right and is spent.
    Proven {
        /// The verifier's proof.
        proof: Proof,
        /// What is known of the person at this service.
        facts: Box<AfterProof>,
    },
    /// An e-mail with a code was ordered.
    CodeSent {
        /// The code.
        code: LinkCodeId,
        /// When it ends.
        valid_until: Timestamp,
    },
    /// A wrong code was typed.
    CodeWrong,
    /// The right code was typed, is spent, and the link is made.
    Linked,
    /// "Continue" on the receipt.
    Continue,
    /// The person goes back to the service.
    Cancel,
    /// The login is refused for another reason than what follows a proof.
    Refuse(RefusedReason),
}

/// The next step, and the answer to the service when the login has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advance {
    /// What the login awaits now.
    pub state: LoginState,
    /// Present only when the service gets its answer.
    pub done: Option<Done>,
}

/// What the answer to the service is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Who was authenticated, how and when.
    pub proof: Proof,
    /// The linked address at the service's company, when there is one.
    pub work_email: Option<String>,
}

/// What follows from an event in the step that a login awaits. The caller saves the state under
/// the version that it loaded, so that of two tabs one wins.
///
/// # Errors
/// [`WrongStep`] when the event does not belong to the step, the login's time is over, or a proof
/// is not of this login, eID and person (proofs never combine).
pub fn advance(login: &Login, event: Event, now: Timestamp) -> Result<Advance, WrongStep> {
    let state = expect_open(login, now)?;
    let next = match (state, event) {
        (state, Event::MethodChosen { method, kind }) if may_choose(state) => {
            Some(to(first_step(kind, method)))
        }
        (state, Event::SmartCard(event)) => smart_card::next(state, event).map(to),
        (state, Event::Upstream(event)) => upstream::next(state, event, now).map(to),
        (state, Event::StartAgain) if is_before_proof(state) => Some(to(LoginState::Method)),
        (LoginState::Password { method }, Event::TemporaryPasswordRight { eid }) => {
            let method = method.clone();
            Some(to(LoginState::NewPassword { eid, method }))
        }
        (state, Event::Asked(key)) if may_ask(state, &key) => Some(to(LoginState::Key(key))),
        (LoginState::Password { method }, Event::OtpAsked(otp)) if *method == otp.method => {
            Some(to(LoginState::Otp(otp)))
        }
        (LoginState::Device { method }, Event::DeviceRight(device)) if *method == device.method => {
            Some(to(LoginState::DevicePassword(device)))
        }
        (state, Event::SmsSent(sms)) if may_send(state, &sms) => Some(to(LoginState::Sms(sms))),
        (LoginState::Sms(sms), Event::SmsWrong) => Some(to(LoginState::Sms(AwaitedSms {
            tries: sms.tries.saturating_add(1).min(sms_code::TRIES),
            ..sms.clone()
        }))),
        (LoginState::Key(key), Event::Proven { proof, facts }) if proves(login, key, &proof) => {
            Some(proven(proof, &facts))
        }
        (_, Event::Proven { proof, facts }) if passkey::proves(login, &proof) => {
            Some(proven(proof, &facts))
        }
        (state, Event::CodeSent { code, valid_until }) => {
            code_sent(state, code, valid_until, now).map(to)
        }
        (state, Event::CodeWrong) => code_wrong(state).map(to),
        (LoginState::Code { link, .. }, Event::Linked) if link.tries < TRIES => {
            Some(to(receipt(link)))
        }
        (
            LoginState::Receipt {
                proof, work_email, ..
            },
            Event::Continue,
        ) => Some(done(proof.clone(), Some(work_email.clone()))),
        (_, Event::Cancel) => Some(to(LoginState::Cancelled)),
        (_, Event::Refuse(reason)) => Some(to(LoginState::Refused { reason })),
        _ => None,
    };
    next.ok_or_else(|| wrong(page(login, now)))
}

/// What a login awaits once a method of this kind and configured name is chosen.
pub fn first_step(kind: MethodKind, method: String) -> LoginState {
    match kind {
        MethodKind::KeyCard
        | MethodKind::KeyViewer
        | MethodKind::SmsCode
        | MethodKind::PinLetter => LoginState::Password { method },
        MethodKind::CodeDevice => LoginState::Device { method },
        MethodKind::Passkey => LoginState::Passkey { method },
        // No card is asked for but by [`CardEvent::Asked`], and nobody is sent to another provider
        // but by [`UpstreamEvent::Sent`].
        MethodKind::SmartCard | MethodKind::UpstreamOidc => LoginState::Method,
    }
}

const fn to(state: LoginState) -> Advance {
    Advance { state, done: None }
}

fn done(proof: Proof, work_email: Option<String>) -> Advance {
    let done = Some(Done { proof, work_email });
    Advance {
        state: LoginState::Nothing,
        done,
    }
}

/// A method is chosen at the choice, and another one instead while nothing was typed, or while a
/// code to the telephone does not come.
pub(super) const fn may_choose(state: &LoginState) -> bool {
    matches!(
        state,
        LoginState::Method
            | LoginState::Password { .. }
            | LoginState::Device { .. }
            | LoginState::SmartCard(_)
            | LoginState::Passkey { .. }
            | LoginState::Sms(_)
            | LoginState::Upstream(_)
    )
}

/// Whether nothing was proven yet, so that going back throws nothing away.
const fn is_before_proof(state: &LoginState) -> bool {
    matches!(
        state,
        LoginState::Password { .. }
            | LoginState::NewPassword { .. }
            | LoginState::Key(_)
            | LoginState::Otp(_)
            | LoginState::Device { .. }
            | LoginState::DevicePassword(_)
            | LoginState::SmartCard(_)
            | LoginState::Sms(_)
            | LoginState::Passkey { .. }
            | LoginState::Upstream(_)
    )
}

/// A number is asked after the own password, after a new one was chosen for the same eID, and
/// again for the same eID when another card is at hand. The method stays the chosen one.
fn may_ask(state: &LoginState, key: &AwaitedKey) -> bool {
    if state.method() != key.method {
        return false;
    }
    match state {
        LoginState::Password { .. } => key.chosen_password.is_none(),
        LoginState::NewPassword { eid, .. } => key.eid == *eid && key.chosen_password.is_some(),
        LoginState::Key(before) => {
            let same_holder = (key.eid, key.person) == (before.eid, before.person);
            same_holder && key.chosen_password == before.chosen_password
        }
        _ => false,
    }
}

/// A code goes out after the password, and a newer one to the same holder while tries are left,
/// which the newer one does not give back.
fn may_send(state: &LoginState, sms: &AwaitedSms) -> bool {
    if state.method() != sms.method {
        return false;
    }
    match state {
        LoginState::Password { .. } => sms.tries == 0,
        LoginState::Sms(before) => {
            let same_holder = (sms.eid, sms.person) == (before.eid, before.person);
            same_holder && sms.tries == before.tries && sms.tries < sms_code::TRIES
        }
        _ => false,
    }
}

/// Whether a proof is the answer to what this login asked.
fn proves(login: &Login, key: &AwaitedKey, proof: &Proof) -> bool {
    let given = (proof.login(), proof.eid(), proof.subject());
    given == (login.id, key.eid, key.person) && proof.method() == key.method
}

fn proven(proof: Proof, facts: &AfterProof) -> Advance {
    match after_proof(&proof, facts) {
        Next::Refuse(reason) => to(LoginState::Refused { reason }),
        Next::Link(link) => to(LoginState::Link(link)),
        Next::Done { work_email } => done(proof, work_email),
    }
}

/// A first e-mail, or a newer one; none any more after five wrong codes.
fn code_sent(
    state: &LoginState,
    code: LinkCodeId,
    valid_until: Timestamp,
    now: Timestamp,
) -> Option<LoginState> {
    let (LoginState::Link(link) | LoginState::Code { link, .. }) = state else {
        return None;
    };
    (link.tries < TRIES).then(|| LoginState::Code {
        link: link.clone(),
        code,
        valid_until,
        sent_at: now,
    })
}

fn code_wrong(state: &LoginState) -> Option<LoginState> {
    let mut next = state.clone();
    let LoginState::Code { link, .. } = &mut next else {
        return None;
    };
    link.tries = link.tries.saturating_add(1).min(TRIES);
    Some(next)
}

fn receipt(link: &AwaitedLink) -> LoginState {
    LoginState::Receipt {
        proof: link.proof.clone(),
        company: link.company.clone(),
        work_email: link.work_email.clone(),
    }
}
