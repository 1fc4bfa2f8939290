//! The steps of a login at another provider: away, answered once, vouched for or failed.

use super::steps::may_choose;
use crate::types::{AwaitedUpstream, LoginState, UpstreamFault, UpstreamStage};
use lykill_core::Timestamp;

/// Something that happened in a login at another provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpstreamEvent {
    /// The browser is sent there.
    Sent {
        /// The configured name of the method, which [`crate::method::choose`] allowed.
        method: String,
        /// The name of the attempt: another one each time.
        attempt: String,
    },
    /// The browser came back with an answer of this attempt.
    Answered,
    /// The answer came to nothing.
    Failed(UpstreamFault),
}

/// What follows; none where it does not belong to the step.
pub(super) fn next(state: &LoginState, event: UpstreamEvent, now: Timestamp) -> Option<LoginState> {
    match (state, event) {
        (state, UpstreamEvent::Sent { method, attempt }) if may_choose(state) => {
            Some(LoginState::Upstream(AwaitedUpstream {
                method,
                attempt,
                asked_at: now,
                stage: UpstreamStage::Away,
            }))
        }
        (LoginState::Upstream(upstream), UpstreamEvent::Answered) => {
            moved(upstream, UpstreamStage::Away, UpstreamStage::Answered)
        }
        (LoginState::Upstream(upstream), UpstreamEvent::Failed(fault)) => {
            let failed = |from| moved(upstream, from, UpstreamStage::Failed(fault));
            let down = fault == UpstreamFault::Down;
            // Who cannot be reached gives no answer.
            let unanswered = || failed(UpstreamStage::Away).filter(|_| down);
            failed(UpstreamStage::Answered).or_else(unanswered)
        }
        _ => None,
    }
}

/// From one stage to the next and from no other: an answer is taken once.
fn moved(
    upstream: &AwaitedUpstream,
    from: UpstreamStage,
    stage: UpstreamStage,
) -> Option<LoginState> {
    let awaited = AwaitedUpstream {
        stage,
        ..upstream.clone()
    };
    (upstream.stage == from).then_some(LoginState::Upstream(awaited))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{at, eid, login};
    use crate::login::{Event, Page, WrongStep, advance, expect_upstream, page};
    use crate::types::Login;
    use lykill_core::MethodKind;

    fn sent(attempt: &str) -> Event {
        Event::Upstream(UpstreamEvent::Sent {
            method: "bank".to_owned(),
            attempt: attempt.to_owned(),
        })
    }

    fn answered() -> Event {
        Event::Upstream(UpstreamEvent::Answered)
    }

    fn failed() -> Event {
        Event::Upstream(UpstreamEvent::Failed(UpstreamFault::Declined))
    }

    fn play(events: Vec<Event>) -> Login {
        let mut login = login();
        for event in events {
            login.state = advance(&login, event, at(1)).unwrap().state;
        }
        login
    }

    #[test]
    fn case_117_an_answer_is_taken_once() {
        let login = play(vec![sent("a"), answered()]);
        let refused: Result<_, WrongStep> = advance(&login, answered(), at(2));
        assert_eq!(refused.map_err(|wrong| wrong.page), Err(Page::Upstream));
        let again = play(vec![sent("a"), answered(), failed(), sent("b")]);
        let awaited = expect_upstream(&again, at(2)).unwrap();
        assert_eq!(
            (awaited.attempt.as_str(), awaited.stage),
            ("b", UpstreamStage::Away)
        );
    }

    #[test]
    fn case_220_a_provider_that_is_down_needs_no_answer() {
        let failed = |fault| Event::Upstream(UpstreamEvent::Failed(fault));
        let away = play(vec![sent("a")]);
        assert!(advance(&away, failed(UpstreamFault::Down), at(2)).is_ok());
        assert!(advance(&away, failed(UpstreamFault::Wrong), at(2)).is_err());
    }

    #[test]
    fn an_attempt_that_failed_leads_to_every_other_method() {
        for events in [
            vec![sent("a")],
            vec![sent("a"), answered()],
            vec![sent("a"), answered(), failed()],
        ] {
            let login = play(events);
            assert_eq!(page(&login, at(2)), Page::Upstream);
            let method = "key-card".to_owned();
            let kind = MethodKind::KeyCard;
            let next = advance(&login, Event::MethodChosen { method, kind }, at(2)).unwrap();
            assert_eq!(next.state.name(), "password");
            assert_eq!(
                advance(&login, Event::StartAgain, at(2)).unwrap().state,
                LoginState::Method
            );
            assert!(advance(&login, Event::Cancel, at(2)).is_ok());
        }
    }

    #[test]
    fn somebody_is_sent_away_from_each_step_in_which_nothing_was_typed() {
        let method = || "other".to_owned();
        let (password, device) = (
            LoginState::Password { method: method() },
            LoginState::Device { method: method() },
        );
        for state in [LoginState::Method, password, device] {
            let login = Login { state, ..login() };
            let next = advance(&login, sent("a"), at(1)).unwrap();
            assert_eq!(next.state.name(), "upstream", "{login:?}");
        }
    }

    #[test]
    fn nobody_is_sent_away_after_something_was_proven() {
        let method = "key-card".to_owned();
        let new_password = LoginState::NewPassword { eid: eid(), method };
        for state in [new_password, LoginState::Nothing] {
            let login = Login { state, ..login() };
            assert!(advance(&login, sent("a"), at(1)).is_err());
        }
    }
}
