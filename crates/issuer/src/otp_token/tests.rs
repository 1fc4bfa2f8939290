use super::*;
use crate::types::{Holder, OtpToken, OtpTokenState, TokenPurpose, TokenSerial};
use lykill_core::id::{EidId, OtpTokenId, PersonId};
use lykill_core::{OathHash, OathProfile, Sealed};
use proptest::prelude::*;

const SECRET: &[u8] = b"12345678901234567890";
const NOW: Timestamp = Timestamp::from_seconds(1_768_464_015);
const CLOCK: Moving = Moving::Clock { period_s: 30 };

fn token(moving: Moving, next: u64) -> OtpToken {
    OtpToken {
        id: OtpTokenId::from_slice(&[1; 16]).unwrap(),
        serial: TokenSerial::parse("a-1").unwrap(),
        manufacturer: String::new(),
        secret: Sealed(Vec::new()),
        profile: OathProfile {
            hash: OathHash::Sha1,
            digits: OathDigits::Six,
            moving,
        },
        next,
        drift: 0,
        state: OtpTokenState::Assigned(Holder {
            person: PersonId::from_slice(&[2; 16]).unwrap(),
            eid: EidId::from_slice(&[3; 16]).unwrap(),
            purpose: TokenPurpose::KeyViewer,
            at: NOW,
        }),
        imported_at: NOW,
        used_at: None,
        warned_at: None,
    }
}

fn shown(counter: u64) -> TypedCode {
    let code = oath::code(SECRET, counter, OathHash::Sha1, OathDigits::Six);
    read_code(&oath::shown(code, OathDigits::Six)).unwrap()
}

#[test]
fn case_025_ten_codes_ahead_are_taken_and_not_the_eleventh() {
    // The last accepted counter was 41.
    let token = token(Moving::Counter, 42);
    for ahead in 1..=10 {
        let counter = 41 + ahead;
        assert_eq!(find(&token, SECRET, shown(counter), NOW), Some(counter));
    }
    assert_eq!(find(&token, SECRET, shown(52), NOW), None);
    assert_eq!(find(&token, SECRET, shown(41), NOW), None);
    assert_eq!(find(&token, SECRET, shown(0), NOW), None);
}

#[test]
fn case_025_two_codes_in_a_row_put_a_device_in_step() {
    let token = token(Moving::Counter, 42);
    let two = |first, second| find_two(&token, SECRET, (shown(first), shown(second)), NOW);
    assert_eq!(two(500, 501), Some(501));
    assert_eq!(two(1041, 1042), Some(1042), "the last candidate");
    assert_eq!(two(1042, 1043), None, "beyond it");
    assert_eq!(two(500, 502), None, "not in a row");
    assert_eq!(two(501, 500), None, "not in this order");
    assert_eq!(two(500, 500), None, "one code twice");
    assert_eq!(two(40, 41), None, "both were passed");
    assert_eq!(two(41, 42), None, "the first was passed");
}

#[test]
fn case_212_a_clock_may_be_one_step_off_and_no_step_comes_twice() {
    let here = oath::step(NOW.seconds(), 30);
    let mut clock = token(CLOCK, 0);
    let taken = |token: &OtpToken| {
        let steps = here - 3..=here + 3;
        let taken = steps.filter(|step| find(token, SECRET, shown(*step), NOW) == Some(*step));
        taken
            .map(|step| step as i64 - here as i64)
            .collect::<Vec<_>>()
    };
    assert_eq!(taken(&clock), [-1, 0, 1]);
    clock.next = here + 1;
    assert_eq!(taken(&clock), [1], "what was accepted is past");
    clock.drift = -2;
    clock.next = 0;
    assert_eq!(taken(&clock), [-3, -2, -1]);
    let late = here - 120;
    let two = (shown(late), shown(late + 1));
    clock.drift = 0;
    assert_eq!(find_two(&clock, SECRET, two, NOW), Some(late + 1));
    assert_eq!(drift_at(&clock, late + 1, NOW), -119);
}

#[test]
fn a_code_of_another_length_is_another_code() {
    let eight = OtpToken {
        profile: OathProfile {
            hash: OathHash::Sha1,
            digits: OathDigits::Eight,
            moving: Moving::Counter,
        },
        ..token(Moving::Counter, 0)
    };
    let code = oath::code(SECRET, 0, OathHash::Sha1, OathDigits::Eight);
    assert_eq!(oath::shown(code, OathDigits::Eight), "84755224");
    let typed = read_code(" 8475 5224\n").unwrap();
    assert_eq!(find(&eight, SECRET, typed, NOW), Some(0));
    assert_eq!(find(&eight, SECRET, shown(0), NOW), None);
    let six = token(Moving::Counter, 0);
    assert_eq!(find(&six, SECRET, typed, NOW), None);
    let padded = read_code("00755224").unwrap();
    assert_eq!(find(&six, SECRET, padded, NOW), None, "two zeros more");
}

#[test]
fn what_is_no_code_is_none() {
    for bad in [
        "",
        "12345",
        "1234567",
        "123456789",
        "١٢٣٤٥٦",
        "12345a",
        "-12345",
        "+12345",
    ] {
        assert_eq!(read_code(bad), Err(NotACode), "{bad:?}");
    }
}

#[test]
fn an_unused_device_is_blocked_after_two_years_and_never_without_a_warning() {
    let rule = UnusedRule::default();
    let mut token = token(Moving::Counter, 0);
    let end = NOW + days(730);
    let warning = |blocked_from| Due::Warning { blocked_from };
    let second = Duration::from_secs(1);
    assert_eq!(due(&token, rule, end - days(60) - second), Due::Nothing);
    assert_eq!(due(&token, rule, end - days(60)), warning(end));
    // The job did not run for long: the time of the warning is kept all the same.
    assert_eq!(due(&token, rule, end), warning(end + days(60)));
    token.warned_at = Some(end - days(60));
    assert_eq!(due(&token, rule, end - second), Due::Nothing);
    assert_eq!(due(&token, rule, end), Due::Block);
    token.warned_at = Some(end - days(1));
    assert_eq!(due(&token, rule, end), Due::Nothing);
    assert_eq!(due(&token, rule, end + days(59)), Due::Block);
    token.used_at = Some(NOW + days(100));
    assert_eq!(due(&token, rule, end), Due::Nothing);
    token.state = OtpTokenState::Stock;
    assert_eq!(due(&token, rule, end + days(9000)), Due::Nothing);
}

proptest! {
    /// Whatever is typed and whenever: what is accepted was not accepted or passed over before.
    #[test]
    fn case_024_no_counter_comes_back(next in 0..u64::MAX, offset in -20_i64..20, clock: bool) {
        let moving = if clock { CLOCK } else { Moving::Counter };
        let token = token(moving, next);
        let here = if clock { oath::step(NOW.seconds(), 30) } else { next };
        let counter = here.saturating_add_signed(offset);
        if let Some(found) = find(&token, SECRET, shown(counter), NOW) {
            prop_assert!(found >= token.next);
        }
    }
}
