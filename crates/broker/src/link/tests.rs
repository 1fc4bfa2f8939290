use super::*;
use crate::fixtures::{at, login_id};
use LinkCodeState::{Dead, Live, Spent, Superseded};
use lykill_core::Lookup;
use lykill_core::id::LinkCodeId;
use proptest::collection::vec;
use proptest::{prop_assert, prop_assert_eq, proptest};

fn code(login: u8, sent: i64, state: LinkCodeState) -> LinkCode {
    LinkCode {
        id: LinkCodeId::from_slice(&[1; 16]).unwrap(),
        login: login_id(login),
        hash: Lookup(vec![u8::try_from(sent % 251).unwrap()]),
        valid_until: at(sent) + CODE_VALID,
        state,
    }
}

fn judged(codes: &[LinkCode], matching: Option<usize>, tries: u32, now: i64) -> Judgement {
    judge(login_id(1), codes, matching, tries, at(now))
}

#[test]
fn case_056_a_code_is_good_for_five_minutes_and_not_a_moment_longer() {
    let codes = [code(1, 1000, Live)];
    let when = |micros| {
        judge(
            login_id(1),
            &codes,
            Some(0),
            0,
            Timestamp::from_micros(micros),
        )
    };
    let end = (1000 + 300) * 1_000_000;
    assert_eq!(judged(&codes, Some(0), 0, 1000), Judgement::Right);
    assert_eq!(
        judged(&codes, Some(0), 0, 1000 + 299),
        Judgement::Right,
        "at 4:59"
    );
    assert_eq!(when(end - 1), Judgement::Right);
    assert_eq!(when(end), Judgement::Expired, "at 5:00");
    assert_eq!(
        judged(&codes, Some(0), 0, 1000 + 86_400),
        Judgement::Expired
    );
}

#[test]
fn case_057_a_code_of_another_login_or_an_earlier_e_mail_is_refused() {
    let others = [code(2, 1000, Live)];
    assert_eq!(
        judged(&others, Some(0), 0, 1010),
        Judgement::Wrong { left: 4 }
    );
    let two = [code(1, 1040, Live), code(1, 1000, Superseded)];
    assert_eq!(judged(&two, Some(1), 0, 1050), Judgement::Superseded);
    assert_eq!(judged(&two, Some(0), 0, 1050), Judgement::Right);
    let both_live = [code(1, 1040, Live), code(1, 1000, Live)];
    assert_eq!(judged(&both_live, Some(1), 0, 1050), Judgement::Superseded);
}

#[test]
fn every_state_and_count_has_its_judgement() {
    let table = [
        (Live, Some(0), 4, Judgement::Right),
        (Live, Some(0), 5, Judgement::TooMany),
        (Live, None, 0, Judgement::Wrong { left: 4 }),
        (Live, None, 3, Judgement::Wrong { left: 1 }),
        (Live, None, 4, Judgement::TooMany),
        (Live, None, 5, Judgement::TooMany),
        (Live, None, u32::MAX, Judgement::TooMany),
        (Live, Some(7), 0, Judgement::Wrong { left: 4 }),
        (Spent, Some(0), 0, Judgement::Expired),
        (Dead, Some(0), 0, Judgement::TooMany),
        (Superseded, Some(0), 0, Judgement::Superseded),
    ];
    for (state, matching, tries, expected) in table {
        let codes = [code(1, 1000, state)];
        assert_eq!(
            judged(&codes, matching, tries, 1001),
            expected,
            "{state:?} {tries}"
        );
    }
    assert_eq!(judged(&[], None, 0, 1001), Judgement::Wrong { left: 4 });
}

#[test]
fn case_043_a_new_e_mail_does_not_reset_the_tries() {
    let mut codes = vec![code(1, 1000, Live)];
    let mut tries = 0;
    for _ in 0..4 {
        assert!(matches!(
            judged(&codes, None, tries, 1001),
            Judgement::Wrong { .. }
        ));
        tries += 1;
    }
    codes[0].state = Superseded;
    codes.insert(0, code(1, 1040, Live));
    assert_eq!(judged(&codes, None, tries, 1041), Judgement::TooMany);
}

#[test]
fn case_058_a_thousand_clicks_send_three_and_in_a_day_ten() {
    let mut sent = Vec::new();
    for _ in 0..1000 {
        sent = may_send(&sent, at(5000)).unwrap_or(sent);
    }
    assert_eq!(sent.len(), PER_TEN_MINUTES);
    assert_eq!(may_send(&sent, at(5000)), Err(Until(at(5600))));
    assert_eq!(may_send(&sent, at(5599)), Err(Until(at(5600))));
    assert!(may_send(&sent, at(5600)).is_ok());

    let mut moments = vec![];
    let mut stored = Vec::new();
    for second in 0..2 * 86_400 {
        if let Ok(next) = may_send(&stored, at(second)) {
            stored = next;
            moments.push(second);
        }
    }
    let first_day = moments.iter().filter(|second| **second < 86_400).count();
    assert_eq!((first_day, moments.len()), (PER_DAY, 2 * PER_DAY));
}

#[test]
fn case_058_a_new_e_mail_may_be_asked_for_after_thirty_seconds() {
    assert_eq!(may_resend(at(100), at(100)), Err(Until(at(130))));
    assert_eq!(may_resend(at(100), at(129)), Err(Until(at(130))));
    assert_eq!(may_resend(at(100), at(130)), Ok(()));
    assert_eq!(
        may_resend(at(100), at(90)),
        Err(Until(at(130))),
        "the clock went back"
    );
}

#[test]
fn only_six_ascii_digits_are_a_code() {
    for typed in ["048291", " 048 291 ", "048-291", "048.291"] {
        assert_eq!(read_code(typed).as_deref(), Ok("048291"), "{typed}");
    }
    let huge = "1".repeat(1_000_000);
    for typed in [
        "",
        "48291",
        "0482911",
        "０４８２９１",
        "٠٤٨٢٩١",
        "04829x",
        "048291\0",
        &huge,
    ] {
        assert_eq!(read_code(typed), Err(NotACode), "{typed:.20?}");
    }
}

proptest! {
    #[test]
    fn case_058_no_window_ever_holds_more_than_its_limit(steps in vec(0_i64..2_000, 0..200)) {
        let (mut now, mut stored, mut all) = (0, Vec::new(), Vec::new());
        for step in steps {
            now += step;
            match may_send(&stored, at(now)) {
                Ok(next) => {
                    stored = next;
                    all.push(now);
                }
                Err(Until(until)) => {
                    prop_assert!(until > at(now));
                    prop_assert!(may_send(&stored, until).is_ok());
                }
            }
        }
        let within = |end: i64, seconds: i64| {
            all.iter().filter(|sent| **sent <= end && **sent > end - seconds).count()
        };
        for end in &all {
            prop_assert!(within(*end, 600) <= PER_TEN_MINUTES);
            prop_assert!(within(*end, 86_400) <= PER_DAY);
        }
    }

    #[test]
    fn case_057_nothing_but_the_newest_live_code_of_this_login_is_right(
        states in vec(0_usize..4, 0..5),
        matching in 0_usize..6,
        tries in 0_u32..7,
        now in 0_i64..1_000,
    ) {
        let all = [Live, Superseded, Spent, Dead];
        let states: Vec<_> = states.into_iter().map(|n| all[n]).collect();
        let codes: Vec<_> = states.iter().map(|state| code(1, 300, *state)).collect();
        let right = matching == 0 && states.first() == Some(&Live) && tries < TRIES && now < 600;
        prop_assert_eq!(judged(&codes, Some(matching), tries, now) == Judgement::Right, right);
    }
}
