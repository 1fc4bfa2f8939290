use super::*;
use crate::fixtures::{NOW, client};
use crate::types::Prompt;
use proptest::prelude::*;

fn request() -> AuthorizeRequest {
    let client = client();
    let redirect_uri = client.redirect_uris[0].clone();
    AuthorizeRequest::begin(&client, redirect_uri)
}

fn silent() -> AuthorizeRequest {
    AuthorizeRequest {
        prompt: Prompt {
            none: true,
            ..Prompt::default()
        },
        ..request()
    }
}

fn ago(count: u64) -> Timestamp {
    NOW - minutes(count)
}

fn held() -> Held<'static> {
    Held {
        session: SessionState {
            level: Level::Substantial,
            authenticated_at: ago(20),
            last_seen_at: ago(10),
            ended_at: None,
        },
        sub: Some("sub-1"),
        link_missing: false,
    }
}

fn with(change: impl FnOnce(&mut SessionState)) -> Held<'static> {
    let mut held = held();
    change(&mut held.session);
    held
}

fn ask(request: &AuthorizeRequest, held: Option<Held<'_>>) -> Answer {
    let circumstances = Circumstances {
        network_allowed: true,
        timers: Timers::default(),
        now: NOW,
    };
    answer(request, held, &circumstances)
}

fn refused(answer: Answer) -> (&'static str, &'static str) {
    let Answer::Refuse(error) = answer else {
        panic!("{answer:?} is no error")
    };
    (error.code.as_str(), error.reason)
}

#[test]
fn a_live_session_answers() {
    assert_eq!(ask(&request(), Some(held())), Answer::Reuse);
    assert_eq!(ask(&silent(), Some(held())), Answer::Reuse);
}

#[test]
fn a_session_ends_after_thirty_minutes_idle_and_a_hundred_and_twenty_at_most() {
    for (session, lives) in [
        (with(|s| s.last_seen_at = ago(29)), true),
        (with(|s| s.last_seen_at = ago(30)), false),
        (with(|s| s.authenticated_at = ago(119)), true),
        (with(|s| s.authenticated_at = ago(120)), false),
        (with(|s| s.ended_at = Some(ago(1))), false),
    ] {
        let none = Answer::LoginNeeded(LoginReason::NoSession);
        let expected = if lives { Answer::Reuse } else { none };
        assert_eq!(ask(&request(), Some(session)), expected, "{session:?}");
    }
    let timers = Timers::default();
    assert_eq!(timers.ends_at(ago(110), NOW), NOW + minutes(10));
    assert_eq!(timers.ends_at(NOW, NOW), NOW + minutes(30));
}

#[test]
fn case_086_a_silent_request_gets_an_error_and_never_a_page() {
    assert_eq!(
        refused(ask(&silent(), None)),
        ("login_required", "session-none")
    );
    let high = AuthorizeRequest {
        minimum: Some(Level::High),
        ..silent()
    };
    assert_eq!(
        refused(ask(&high, Some(held()))),
        ("login_required", "session-level")
    );
    let fresh = AuthorizeRequest {
        max_age: Some(60),
        ..silent()
    };
    assert_eq!(
        refused(ask(&fresh, Some(held()))),
        ("login_required", "session-too-old")
    );
    let unlinked = Held {
        link_missing: true,
        ..held()
    };
    assert_eq!(
        refused(ask(&silent(), Some(unlinked))),
        ("interaction_required", "link-missing")
    );
}

#[test]
fn case_104_a_session_of_a_lower_level_does_not_answer() {
    for (minimum, expected) in [
        (None, Answer::Reuse),
        (Some(Level::Low), Answer::Reuse),
        (Some(Level::Substantial), Answer::Reuse),
        (Some(Level::High), Answer::LoginNeeded(LoginReason::Level)),
    ] {
        let request = AuthorizeRequest {
            minimum,
            ..request()
        };
        assert_eq!(ask(&request, Some(held())), expected);
    }
}

#[test]
fn case_105_max_age_zero_asks_for_a_login_even_in_the_same_second() {
    let just_now = with(|s| s.authenticated_at = NOW);
    for (max_age, session, expected) in [
        (Some(0), just_now, Answer::LoginNeeded(LoginReason::TooOld)),
        (Some(1), just_now, Answer::Reuse),
        (Some(1200), held(), Answer::Reuse),
        (Some(1199), held(), Answer::LoginNeeded(LoginReason::TooOld)),
    ] {
        let request = AuthorizeRequest {
            max_age,
            ..request()
        };
        assert_eq!(ask(&request, Some(session)), expected, "{max_age:?}");
    }
}

#[test]
fn a_prompt_for_the_person_shows_the_login() {
    for prompt in [
        Prompt {
            login: true,
            ..Prompt::default()
        },
        Prompt {
            consent: true,
            ..Prompt::default()
        },
        Prompt {
            select_account: true,
            ..Prompt::default()
        },
    ] {
        let request = AuthorizeRequest {
            prompt,
            ..request()
        };
        assert_eq!(
            ask(&request, Some(held())),
            Answer::LoginNeeded(LoginReason::Prompt)
        );
    }
}

#[test]
fn another_person_than_the_named_one_does_not_answer() {
    let named = |sub: &str| AuthorizeRequest {
        subject: Some(sub.to_owned()),
        ..request()
    };
    assert_eq!(ask(&named("sub-1"), Some(held())), Answer::Reuse);
    let other = Answer::LoginNeeded(LoginReason::OtherPerson);
    assert_eq!(ask(&named("sub-2"), Some(held())), other);
    assert_eq!(
        ask(
            &named("sub-2"),
            Some(Held {
                sub: None,
                ..held()
            })
        ),
        other
    );
    assert!(check_subject(&named("sub-1"), "sub-1").is_ok());
    let error = check_subject(&named("sub-2"), "sub-1").unwrap_err();
    assert_eq!(error.code, ErrorCode::LoginRequired);
}

#[test]
fn a_refused_network_is_told_before_anything_else() {
    let circumstances = Circumstances {
        network_allowed: false,
        timers: Timers::default(),
        now: NOW,
    };
    assert_eq!(
        answer(&request(), None, &circumstances),
        Answer::NetworkRefused
    );
    let error = refused(answer(&silent(), Some(held()), &circumstances));
    assert_eq!(error, ("access_denied", "network"));
}

#[test]
fn a_missing_link_keeps_the_session() {
    let unlinked = Held {
        link_missing: true,
        ..held()
    };
    assert_eq!(ask(&request(), Some(unlinked)), Answer::LinkNeeded);
}

proptest! {
    #[test]
    fn case_086_silence_is_kept_and_no_demand_is_lowered(
        none: bool, login: bool, max_age in proptest::option::of(0_u64..3000),
        level in 0..3_usize, minimum in proptest::option::of(0..3_usize),
        idle in 0..60_u64, older in 0..90_u64, link_missing: bool, network_allowed: bool,
    ) {
        let request = AuthorizeRequest {
            prompt: Prompt { none, login: login && !none, ..Prompt::default() },
            max_age,
            minimum: minimum.map(|at| Level::ALL[at]),
            ..request()
        };
        let session = SessionState {
            level: Level::ALL[level],
            authenticated_at: ago(idle + older),
            last_seen_at: ago(idle),
            ended_at: None,
        };
        let held = Held { session, sub: None, link_missing };
        let timers = Timers::default();
        let circumstances = Circumstances { network_allowed, timers, now: NOW };
        let answer = answer(&request, Some(held), &circumstances);
        if none {
            prop_assert!(matches!(answer, Answer::Reuse | Answer::Refuse(_)));
        } else {
            prop_assert!(!matches!(answer, Answer::Refuse(_)));
        }
        if answer == Answer::Reuse {
            prop_assert!(network_allowed && !link_missing && !request.prompt.login);
            prop_assert!(request.minimum.is_none_or(|minimum| session.level >= minimum));
            prop_assert!(idle < 30 && idle + older < 120);
            prop_assert!(max_age.is_none_or(|age| age > 0 && (idle + older) * 60 <= age));
        }
    }
}
