//! Sessions at any time of day: expiry, tabs, capacity.

use std::str::FromStr;

use super::*;
use crate::level::Level;
use crate::login::Wish;
use crate::oidc::Token;
use openidconnect::{Nonce, PkceCodeVerifier};

/// The token is kept only for the logout hint, so an unsigned one is enough here.
const TOKEN: &str = "eyJhbGciOiJFUzI1NiJ9.\
    eyJpc3MiOiJodHRwczovL2kiLCJzdWIiOiJzIiwiYXVkIjoiYSIsImV4cCI6MSwiaWF0IjoxfQ.AA";

fn at(minutes: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
}

fn person(name: &str) -> Person {
    Person {
        subject: "sub".into(),
        name: Some(name.into()),
        work_email: None,
        level: Level::Substantial,
        acr: String::new(),
        methods: Vec::new(),
        authenticated: None,
        issuer_session: None,
        id_token: Token::from_str(TOKEN).unwrap(),
    }
}

fn login(state: &str, begun: Timestamp) -> Pending {
    Pending {
        state: state.into(),
        nonce: Nonce::new("n".into()),
        verifier: PkceCodeVerifier::new("v".repeat(43)),
        issuer: "https://id.example".into(),
        wish: Wish::Enter,
        language: Language::Nb,
        begun,
    }
}

fn sign_in(sessions: &Sessions, minutes: i64) -> String {
    sessions.sign_in(None, person("Kari"), "s".into(), Language::Nb, at(minutes))
}

#[test]
fn thirty_minutes_without_use_end_a_session() {
    let sessions = Sessions::default();
    let id = sign_in(&sessions, 0);
    assert!(sessions.who(Some(&id), at(29)).is_some());
    assert!(sessions.who(Some(&id), at(58)).is_some(), "use prolongs");
    assert!(sessions.who(Some(&id), at(88)).is_none());
    assert!(
        sessions.who(Some(&id), at(59)).is_none(),
        "it does not come back"
    );
}

#[test]
fn eight_hours_end_a_session_in_any_case() {
    let sessions = Sessions::default();
    let id = sign_in(&sessions, 0);
    for minutes in (20..480).step_by(20) {
        assert!(sessions.who(Some(&id), at(minutes)).is_some(), "{minutes}");
    }
    assert!(sessions.who(Some(&id), at(480)).is_none());
}

#[test]
fn a_login_waits_an_hour_and_is_answered_once() {
    let sessions = Sessions::default();
    let id = sessions.begin(None, login("a", at(0)), at(0));
    assert_eq!(
        sessions.begin(Some(&id), login("b", at(1)), at(1)),
        id,
        "one session per browser"
    );
    assert!(matches!(
        sessions.take(Some(&id), "a", at(59)),
        Found::Login(_)
    ));
    assert!(matches!(
        sessions.take(Some(&id), "a", at(59)),
        Found::UnknownState
    ));
    assert!(
        matches!(sessions.take(Some(&id), "b", at(61)), Found::NoSession),
        "too old"
    );
    assert!(matches!(sessions.take(None, "b", at(2)), Found::NoSession));
}

#[test]
fn an_id_that_the_browser_made_up_is_never_taken_over() {
    let sessions = Sessions::default();
    assert_ne!(
        sessions.begin(Some("made-up"), login("a", at(0)), at(0)),
        "made-up"
    );
}

#[test]
fn the_sixth_tab_displaces_the_first() {
    let sessions = Sessions::default();
    let mut id = sessions.begin(None, login("0", at(0)), at(0));
    for tab in 1..=LOGINS_PER_BROWSER {
        id = sessions.begin(Some(&id), login(&tab.to_string(), at(0)), at(0));
    }
    assert!(matches!(
        sessions.take(Some(&id), "0", at(0)),
        Found::UnknownState
    ));
    for tab in 1..=LOGINS_PER_BROWSER {
        assert!(matches!(
            sessions.take(Some(&id), &tab.to_string(), at(0)),
            Found::Login(_)
        ));
    }
}

#[test]
fn signing_in_moves_the_other_tabs_logins_to_the_new_id() {
    let sessions = Sessions::default();
    let old = sessions.begin(None, login("other tab", at(0)), at(0));
    let new = sessions.sign_in(Some(&old), person("Kari"), "s".into(), Language::Da, at(0));
    assert_ne!(old, new);
    assert!(matches!(
        sessions.take(Some(&old), "other tab", at(0)),
        Found::NoSession
    ));
    assert!(matches!(
        sessions.take(Some(&new), "other tab", at(0)),
        Found::Login(_)
    ));
    assert!(matches!(
        sessions.take(Some(&new), "s", at(0)),
        Found::Finished
    ));
}

#[test]
fn a_flood_of_begun_logins_is_capped_and_logs_nobody_out() {
    let sessions = Sessions::default();
    let kari = sign_in(&sessions, 0);
    let first = sessions.begin(None, login("first", at(1)), at(1));
    for _ in 0..CAPACITY + 100 {
        sessions.begin(None, login("flood", at(2)), at(2));
    }
    assert_eq!(sessions.lock().len(), CAPACITY);
    assert!(matches!(
        sessions.take(Some(&first), "first", at(2)),
        Found::NoSession
    ));
    assert!(sessions.who(Some(&kari), at(2)).is_some());
}

#[test]
fn a_full_house_is_swept_before_anything_living_goes() {
    let sessions = Sessions::default();
    for _ in 0..CAPACITY {
        sessions.begin(None, login("old", at(0)), at(0));
    }
    sessions.begin(None, login("new", at(61)), at(61));
    assert_eq!(sessions.lock().len(), 1);
}

#[test]
fn only_the_browser_that_left_has_left() {
    let sessions = Sessions::default();
    let id = sessions.leave("state".into(), Language::Da, at(0));
    assert_eq!(
        sessions.has_left(Some(&id), "state", at(1)),
        Some(Language::Da)
    );
    assert_eq!(sessions.has_left(Some(&id), "other", at(1)), None);
    assert_eq!(sessions.has_left(None, "state", at(1)), None);
    assert_eq!(sessions.has_left(Some(&id), "state", at(61)), None);
}
