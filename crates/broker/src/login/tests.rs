use super::*;
use crate::fixtures::{at, card, eid, login, login_id, person, proof};
use crate::link::{CODE_VALID, TRIES};
use crate::outcome::{AfterProof, EmployeeRow, LinkFacts};
use crate::sms_code::awaited_sms;
use crate::types::{AwaitedCard, AwaitedDevice, AwaitedOtp, CardStage, RefusedReason};
use lykill_core::proof::Verified;
use lykill_core::{Factor, MethodKind};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::{option, prop_assert, prop_assert_eq, proptest};

fn awaited_key() -> AwaitedKey {
    AwaitedKey {
        eid: eid(),
        person: person(),
        card: card(),
        number: 4711,
        method: "key-card".to_owned(),
        chosen_password: None,
        chosen_user_id: None,
        chosen_strength: None,
        shown_in: None,
    }
}

fn row() -> EmployeeRow {
    EmployeeRow {
        company: "fjordvik".parse().unwrap(),
        employee_id: "1001".to_owned(),
        work_email: "mette@fjordvik.example".to_owned(),
    }
}

fn facts(needs_link: bool) -> AfterProof {
    let employees = if needs_link { vec![row()] } else { Vec::new() };
    AfterProof {
        asked: Level::Substantial,
        reached: Level::Substantial,
        rights: Ok(lykill_core::Rights::Full),
        network_ok: true,
        needs_link,
        link: LinkFacts {
            employees,
            ..LinkFacts::default()
        },
    }
}

fn proven(needs_link: bool) -> Event {
    Event::Proven {
        proof: proof(),
        facts: Box::new(facts(needs_link)),
    }
}

fn chosen() -> Event {
    Event::MethodChosen {
        method: "key-card".to_owned(),
        kind: MethodKind::KeyCard,
    }
}

fn code_sent(seconds: i64) -> Event {
    Event::CodeSent {
        code: code_id(),
        valid_until: at(seconds) + CODE_VALID,
    }
}

fn code_id() -> LinkCodeId {
    LinkCodeId::from_slice(&[9; 16]).unwrap()
}

/// Plays events one second apart; the last answer to the service is given back.
fn play(login: &mut Login, events: Vec<Event>) -> Result<Option<Done>, WrongStep> {
    let mut done = None;
    for (second, event) in (1..).zip(events) {
        let next = advance(login, event, at(second))?;
        login.state = next.state;
        done = next.done;
    }
    Ok(done)
}

fn in_state(state: LoginState) -> Login {
    Login { state, ..login() }
}

/// Every state once, in the order of the journey.
fn all_states() -> Vec<LoginState> {
    let events = [
        chosen(),
        Event::Asked(awaited_key()),
        proven(true),
        code_sent(9),
        Event::Linked,
    ];
    let mut at_each = login();
    let mut states = vec![at_each.state.clone()];
    for event in events {
        play(&mut at_each, vec![event]).unwrap();
        states.push(at_each.state.clone());
    }
    states.push(LoginState::NewPassword {
        eid: eid(),
        method: "key-card".to_owned(),
    });
    states.push(LoginState::Otp(AwaitedOtp {
        eid: eid(),
        person: person(),
        method: "key-viewer".to_owned(),
    }));
    states.push(LoginState::SmartCard(AwaitedCard {
        method: "smart-card".to_owned(),
        attempt: "a".to_owned(),
        stage: CardStage::Away,
    }));
    states.push(LoginState::Device {
        method: "code-device".to_owned(),
    });
    states.push(LoginState::DevicePassword(AwaitedDevice {
        eid: eid(),
        person: person(),
        method: "code-device".to_owned(),
        valid_until: at(300),
    }));
    states.push(LoginState::Passkey {
        method: "passkey".to_owned(),
    });
    states.push(LoginState::Sms(awaited_sms()));
    let sent = UpstreamEvent::Sent {
        method: "bank".to_owned(),
        attempt: "7c".to_owned(),
    };
    let away = advance(&login(), Event::Upstream(sent), at(1)).unwrap();
    states.push(away.state);
    states.push(LoginState::Nothing);
    states.push(LoginState::Refused {
        reason: RefusedReason::NoCard,
    });
    states.push(LoginState::Cancelled);
    states
}

#[test]
fn the_first_login_links_the_work_account_and_the_next_one_does_not() {
    let mut first = login();
    let steps = vec![
        chosen(),
        Event::Asked(awaited_key()),
        proven(true),
        code_sent(4),
        Event::CodeWrong,
        code_sent(6),
        Event::Linked,
        Event::Continue,
    ];
    let done = play(&mut first, steps).unwrap().unwrap();
    assert_eq!(done.work_email.as_deref(), Some("mette@fjordvik.example"));
    assert_eq!((done.proof, first.state), (proof(), LoginState::Nothing));

    let mut next = login();
    let steps = vec![chosen(), Event::Asked(awaited_key()), proven(false)];
    assert!(play(&mut next, steps).unwrap().is_some());
}

#[test]
fn activation_asks_for_an_own_password_and_leaving_spends_nothing() {
    let own = AwaitedKey {
        chosen_password: Some("hash".to_owned()),
        ..awaited_key()
    };
    let temporary = || Event::TemporaryPasswordRight { eid: eid() };
    let mut left = login();
    let steps = vec![
        chosen(),
        temporary(),
        Event::StartAgain,
        chosen(),
        temporary(),
    ];
    assert_eq!(play(&mut left, steps), Ok(None));
    let without = advance(&left, Event::Asked(awaited_key()), at(9));
    assert_eq!(
        without,
        Err(wrong(Page::NewPassword)),
        "no own password was chosen"
    );
    let steps = vec![Event::Asked(own.clone()), proven(false)];
    assert!(play(&mut left, steps).unwrap().is_some());

    let mut plain = login();
    play(&mut plain, vec![chosen()]).unwrap();
    assert_eq!(
        advance(&plain, Event::Asked(own), at(9)),
        Err(wrong(Page::Password))
    );
}

#[test]
fn case_057_a_proof_of_another_login_eid_or_person_proves_nothing() {
    let verified = || Verified {
        subject: person(),
        eid: eid(),
        authenticator: MethodKind::KeyCard,
        method: "key-card".to_owned(),
        login: login_id(1),
        factors: vec![Factor::Pwd, Factor::Otp],
        bound_at: Level::Substantial,
        at: at(1),
    };
    let other_person = lykill_core::id::PersonId::from_slice(&[99; 16]).unwrap();
    let other_eid = EidId::from_slice(&[99; 16]).unwrap();
    let strangers = [
        Verified {
            login: login_id(2),
            ..verified()
        },
        Verified {
            eid: other_eid,
            ..verified()
        },
        Verified {
            subject: other_person,
            ..verified()
        },
        Verified {
            method: "guest-card".to_owned(),
            ..verified()
        },
    ];
    let awaiting = in_state(LoginState::Key(awaited_key()));
    for stranger in strangers {
        let facts = Box::new(facts(false));
        let event = Event::Proven {
            proof: Proof::verified(stranger),
            facts,
        };
        assert_eq!(advance(&awaiting, event, at(2)), Err(wrong(Page::Key)));
    }
    let of_another = AwaitedKey {
        person: other_person,
        ..awaited_key()
    };
    let by_another_method = AwaitedKey {
        method: "guest-card".to_owned(),
        ..awaited_key()
    };
    for asked_again in [of_another, by_another_method] {
        assert_eq!(
            advance(&awaiting, Event::Asked(asked_again), at(2)),
            Err(wrong(Page::Key))
        );
    }
}

#[test]
fn case_068_no_linking_step_comes_before_the_electronic_id() {
    for state in all_states() {
        let name = state.name();
        let here = in_state(state);
        let sent = advance(&here, code_sent(9), at(9)).is_ok();
        let linked = advance(&here, Event::Linked, at(9)).is_ok();
        let proves = advance(&here, proven(true), at(9)).is_ok();
        assert_eq!(sent, matches!(name, "link" | "code"), "{name}");
        assert_eq!(linked, name == "code", "{name}");
        assert_eq!(proves, name == "key", "{name}");
    }
}

#[test]
fn case_043_after_five_wrong_codes_nothing_is_sent_or_linked() {
    let mut tried = login();
    let steps = vec![
        chosen(),
        Event::Asked(awaited_key()),
        proven(true),
        code_sent(4),
    ];
    play(&mut tried, steps).unwrap();
    for count in 1..=TRIES + 2 {
        play(&mut tried, vec![Event::CodeWrong]).unwrap();
        let tries = expect_code(&tried, at(5)).unwrap().link.tries;
        assert_eq!(tries, count.min(TRIES));
        assert_eq!(advance(&tried, code_sent(6), at(6)).is_ok(), count < TRIES);
        assert_eq!(advance(&tried, Event::Linked, at(6)).is_ok(), count < TRIES);
    }
}

#[test]
fn a_refusal_after_the_proof_says_why() {
    let low = AfterProof {
        reached: Level::Low,
        ..facts(false)
    };
    let mut refused = login();
    let event = Event::Proven {
        proof: proof(),
        facts: Box::new(low),
    };
    let done = play(
        &mut refused,
        vec![chosen(), Event::Asked(awaited_key()), event],
    );
    assert_eq!(done, Ok(None));
    assert_eq!(
        refused.state,
        LoginState::Refused {
            reason: RefusedReason::Level
        }
    );
}

#[test]
fn each_step_is_expected_by_its_own_function_only() {
    for state in all_states() {
        let name = state.name();
        let (here, now) = (in_state(state), at(9));
        let found = [
            ("method", expect_method(&here, now).is_ok()),
            ("password", expect_password(&here, now).is_ok()),
            ("new-password", expect_new_password(&here, now).is_ok()),
            ("key", expect_key(&here, now).is_ok()),
            ("otp", expect_otp(&here, now).is_ok()),
            ("device", expect_device(&here, now).is_ok()),
            (
                "device-password",
                expect_device_password(&here, now).is_ok(),
            ),
            ("link", expect_link(&here, now).is_ok()),
            ("code", expect_code(&here, now).is_ok()),
            ("receipt", expect_receipt(&here, now).is_ok()),
            ("smart-card", expect_card(&here, now).is_ok()),
            ("upstream", expect_upstream(&here, now).is_ok()),
        ];
        for (step, is_ok) in found {
            assert_eq!(is_ok, step == name, "{step} in {name}");
        }
        let is_open = expect_open(&here, now).is_ok();
        assert_eq!(
            is_open,
            !matches!(name, "nothing" | "refused" | "cancelled"),
            "{name}"
        );
    }
}

#[test]
fn a_login_lives_an_hour_and_then_says_that_it_is_over() {
    for state in all_states() {
        let here = in_state(state);
        assert_ne!(page(&here, at(3599)), Page::Expired);
        let late = page(&here, at(3600));
        if here.state.is_over() {
            assert_eq!(late, page(&here, at(1)), "what ended says how it ended");
        } else {
            assert_eq!(late, Page::Expired);
            let cancelled = advance(&here, Event::Cancel, at(3600));
            assert_eq!(cancelled, Err(wrong(Page::Expired)));
        }
    }
}

#[test]
fn a_states_name_is_the_word_in_its_json_and_its_page_is_its_own() {
    let mut pages = Vec::new();
    for state in all_states() {
        let json = serde_json::to_value(&state).unwrap();
        assert_eq!(json["awaits"], state.name());
        assert_eq!(serde_json::from_value::<LoginState>(json).unwrap(), state);
        let page = page(&in_state(state), at(1));
        assert!(!pages.contains(&page), "{page:?}");
        pages.push(page);
    }
    assert_eq!(pages.len(), 17);
}

fn any_proof() -> impl Strategy<Value = Proof> {
    (1_u8..3, any::<bool>(), any::<bool>()).prop_map(|(login, own_eid, own_person)| {
        let other = [99; 16];
        Proof::verified(Verified {
            subject: if own_person {
                person()
            } else {
                lykill_core::id::PersonId::from_slice(&other).unwrap()
            },
            eid: if own_eid {
                eid()
            } else {
                EidId::from_slice(&other).unwrap()
            },
            authenticator: MethodKind::KeyCard,
            method: "key-card".to_owned(),
            login: login_id(login),
            factors: vec![Factor::Pwd, Factor::Otp],
            bound_at: Level::Substantial,
            at: at(1),
        })
    })
}

fn any_event() -> impl Strategy<Value = Event> {
    let proven = (any_proof(), any::<bool>(), any::<bool>()).prop_map(|(proof, link, enough)| {
        let reached = if enough {
            Level::Substantial
        } else {
            Level::Low
        };
        Event::Proven {
            proof,
            facts: Box::new(AfterProof {
                reached,
                ..facts(link)
            }),
        }
    });
    let asked = option::of(Just("hash".to_owned())).prop_map(|chosen_password| {
        Event::Asked(AwaitedKey {
            chosen_password,
            ..awaited_key()
        })
    });
    prop_oneof![
        3 => Just(chosen()),
        3 => asked,
        4 => proven,
        2 => Just(code_sent(4)),
        2 => Just(Event::Linked),
        2 => Just(Event::Continue),
        1 => Just(Event::StartAgain),
        1 => Just(Event::TemporaryPasswordRight { eid: eid() }),
        1 => Just(Event::CodeWrong),
    ]
}

proptest! {
    #[test]
    fn case_068_whatever_happens_nobody_is_done_without_a_proof(events in vec(any_event(), 0..40)) {
        let mut here = login();
        let mut accepted: Option<Proof> = None;
        for event in events {
            let offered = match (&here.state, &event) {
                (LoginState::Key(_), Event::Proven { proof, facts }) => {
                    let own = proof.login() == login_id(1) && proof.eid() == eid();
                    let whole = own && proof.subject() == person();
                    (whole && facts.reached == Level::Substantial).then(|| proof.clone())
                }
                _ => None,
            };
            let before = here.state.clone();
            let Ok(next) = advance(&here, event, at(5)) else { continue };
            accepted = offered.or(accepted);
            prop_assert!(!before.is_over(), "nothing follows an end");
            prop_assert_eq!(next.done.is_some(), next.state == LoginState::Nothing);
            if let Some(done) = next.done {
                prop_assert_eq!(Some(done.proof), accepted.clone());
            }
            let linking = matches!(next.state.name(), "link" | "code" | "receipt");
            prop_assert!(!linking || accepted.is_some());
            here.state = next.state;
        }
    }
}
