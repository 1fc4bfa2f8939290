//! The 6-digit code that goes to a telephone, after national number and password (design.md section
//! 5, `sms-code`). Unlike the code of [`crate::link`], with which it shares its limits, it is a
//! factor.

use crate::link::{Judgement, judge_within};
use crate::types::LinkCode;
use lykill_core::Timestamp;
use lykill_core::id::LoginId;
use lykill_core::time::minutes;
use std::time::Duration;

pub use crate::link::{RESEND_AFTER, Until, may_resend, may_send, read_code};

/// How long a code is good; never extended.
pub const CODE_VALID: Duration = minutes(5);
/// Wrong codes in one login; a new one does not reset them (security.md case 43).
pub const TRIES: u32 = 3;

/// Judges a code in one login, as [`crate::link::judge`] does.
pub fn judge(
    login: LoginId,
    codes: &[LinkCode],
    matching: Option<usize>,
    tries: u32,
    now: Timestamp,
) -> Judgement {
    judge_within(TRIES, (login, codes), matching, tries, now)
}

#[cfg(test)]
pub(crate) use tests::awaited_sms;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{at, login, login_id};
    use crate::login::{Event, advance};
    use crate::types::{AwaitedSms, LinkCodeState, Login, LoginState};
    use lykill_core::Lookup;
    use lykill_core::id::LinkCodeId;

    /// A code that was sent at moment 1.
    pub(crate) fn awaited_sms() -> AwaitedSms {
        AwaitedSms {
            eid: crate::fixtures::eid(),
            person: crate::fixtures::person(),
            method: "sms-code".to_owned(),
            to: "••• •• •01".to_owned(),
            sent_at: at(1),
            valid_until: at(301),
            tries: 0,
        }
    }

    fn code(state: LinkCodeState) -> LinkCode {
        LinkCode {
            id: LinkCodeId::from_slice(&[1; 16]).unwrap(),
            login: login_id(1),
            hash: Lookup(vec![1; 33]),
            valid_until: at(300),
            state,
        }
    }

    #[test]
    fn three_wrong_codes_end_it_and_the_right_one_comes_too_late_then() {
        let codes = [code(LinkCodeState::Live)];
        let wrong = |tries| judge(login_id(1), &codes, None, tries, at(1));
        assert_eq!(wrong(0), Judgement::Wrong { left: 2 });
        assert_eq!(wrong(1), Judgement::Wrong { left: 1 });
        assert_eq!(wrong(2), Judgement::TooMany);
        let right = |tries, now| judge(login_id(1), &codes, Some(0), tries, at(now));
        assert_eq!(right(2, 299), Judgement::Right);
        assert_eq!(right(3, 299), Judgement::TooMany);
    }

    #[test]
    fn case_056_a_code_is_good_for_five_minutes_to_the_second() {
        let codes = [code(LinkCodeState::Live)];
        let right = |now| judge(login_id(1), &codes, Some(0), 0, at(now));
        assert_eq!(
            (right(299), right(300)),
            (Judgement::Right, Judgement::Expired)
        );
        let older = [code(LinkCodeState::Live), code(LinkCodeState::Superseded)];
        let second = judge(login_id(1), &older, Some(1), 0, at(1));
        assert_eq!(second, Judgement::Superseded);
        let elsewhere = judge(login_id(2), &codes, Some(0), 0, at(1));
        assert_eq!(elsewhere, Judgement::Wrong { left: 2 }, "case 57");
    }

    #[test]
    fn case_043_a_newer_text_code_keeps_the_tries_and_its_holder() {
        let at_step = |state| Login { state, ..login() };
        let password = LoginState::Password {
            method: "sms-code".to_owned(),
        };
        let sent = |sms| Event::SmsSent(sms);
        let first = advance(&at_step(password.clone()), sent(awaited_sms()), at(1)).unwrap();
        assert_eq!(first.state, LoginState::Sms(awaited_sms()));
        let tried = AwaitedSms {
            tries: 1,
            ..awaited_sms()
        };
        assert!(advance(&at_step(password), sent(tried.clone()), at(1)).is_err());
        let wrong = advance(&at_step(first.state), Event::SmsWrong, at(2)).unwrap();
        assert_eq!(wrong.state, LoginState::Sms(tried.clone()));
        let login = at_step(wrong.state);
        assert!(advance(&login, sent(awaited_sms()), at(3)).is_err());
        assert!(advance(&login, sent(tried.clone()), at(3)).is_ok());
        let elsewhere = AwaitedSms {
            method: "other".to_owned(),
            ..tried.clone()
        };
        assert!(advance(&login, sent(elsewhere), at(3)).is_err());
        let over = AwaitedSms { tries: 3, ..tried };
        let over = at_step(LoginState::Sms(over));
        let LoginState::Sms(same) = over.state.clone() else {
            panic!("three tries");
        };
        assert!(advance(&over, sent(same), at(4)).is_err());
    }
}
