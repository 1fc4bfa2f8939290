//! The steps of a login by a certificate on a card: asked for, shown where certificates are shown,
//! and concluded by the browser that brings the ticket, or failed.

use super::steps::may_choose;
use crate::types::{AwaitedCard, CardFault, CardStage, LoginState, ShownCard};

/// Something that happened in a login by a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardEvent {
    /// The card is asked for.
    Asked {
        /// The configured name of the method, which [`crate::method::choose`] allowed.
        method: String,
        /// The name of the attempt: another one each time.
        attempt: String,
    },
    /// A certificate that is good and somebody's was shown, and a ticket given for it.
    Shown(ShownCard),
    /// It came to nothing.
    Failed(CardFault),
}

/// What follows; none where it does not belong to the step.
pub(super) fn next(state: &LoginState, event: CardEvent) -> Option<LoginState> {
    match (state, event) {
        (state, CardEvent::Asked { method, attempt }) if may_choose(state) => {
            Some(LoginState::SmartCard(AwaitedCard {
                method,
                attempt,
                stage: CardStage::Away,
            }))
        }
        (LoginState::SmartCard(card), CardEvent::Shown(shown)) => {
            let is_first = card.stage == CardStage::Away;
            is_first.then(|| moved(card, CardStage::Shown(shown)))
        }
        (LoginState::SmartCard(card), CardEvent::Failed(fault)) => {
            let is_open = !matches!(card.stage, CardStage::Failed(_));
            is_open.then(|| moved(card, CardStage::Failed(fault)))
        }
        _ => None,
    }
}

fn moved(card: &AwaitedCard, stage: CardStage) -> LoginState {
    LoginState::SmartCard(AwaitedCard {
        stage,
        ..card.clone()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{at, eid, login, person};
    use crate::login::{Event, Page, advance, page};
    use crate::types::Login;
    use lykill_core::{Level, MethodKind};

    fn asked(attempt: &str) -> Event {
        Event::SmartCard(CardEvent::Asked {
            method: "buypass".to_owned(),
            attempt: attempt.to_owned(),
        })
    }

    fn shown() -> Event {
        Event::SmartCard(CardEvent::Shown(ShownCard {
            ticket: vec![7; 32],
            valid_until: at(61),
            person: person(),
            eid: eid(),
            level: Level::High,
            at: at(1),
        }))
    }

    fn failed() -> Event {
        Event::SmartCard(CardEvent::Failed(CardFault::Late))
    }

    fn play(events: Vec<Event>) -> Login {
        let mut login = login();
        for event in events {
            login.state = advance(&login, event, at(1)).unwrap().state;
        }
        login
    }

    #[test]
    fn case_174_a_card_is_shown_once_for_each_attempt() {
        let once = play(vec![asked("a"), shown()]);
        assert!(advance(&once, shown(), at(2)).is_err());
        let over = play(vec![asked("a"), failed()]);
        assert!(advance(&over, shown(), at(2)).is_err());
        assert!(advance(&over, failed(), at(2)).is_err());
        assert!(advance(&login(), shown(), at(2)).is_err());
        let again = play(vec![asked("a"), failed(), asked("b"), shown()]);
        assert_eq!(page(&again, at(2)), Page::SmartCard);
    }

    #[test]
    fn an_attempt_that_failed_leads_to_every_other_method() {
        for events in [vec![asked("a")], vec![asked("a"), failed()]] {
            let login = play(events);
            let method = "key-card".to_owned();
            let kind = MethodKind::KeyCard;
            let next = advance(&login, Event::MethodChosen { method, kind }, at(2)).unwrap();
            assert_eq!(next.state.name(), "password");
            let again = advance(&login, Event::StartAgain, at(2)).unwrap();
            assert_eq!(again.state, LoginState::Method);
        }
    }
}
