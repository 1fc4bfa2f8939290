use super::*;
use jiff::ToSpan as _;
use jiff::civil::date;
use proptest::prelude::*;

const BEFORE: Date = Date::constant(2026, 11, 22);
const AFTER: Date = Date::constant(2032, 1, 1);

fn refused(profile: Profile, text: &str) -> NotANationalId {
    NationalId::parse(profile, text).expect_err(text)
}

#[test]
fn people_may_write_spaces_and_a_hyphen() {
    let id = NationalId::parse(Profile::Dk, "010180-1234").expect("a CPR number");
    assert_eq!(id.digits(), "0101801234");
    assert!(NationalId::parse(Profile::TestNo, "018180 12337").is_ok());
    assert!(!format!("{id:?}").contains("0101"));
}

#[test]
fn another_count_or_another_digit_is_refused() {
    for bad in [
        "",
        "123",
        "٠١٠١٨٠١٢٣٤٥",
        "0101801234x",
        "010180123456",
        "0181801233",
    ] {
        let why = refused(Profile::TestNo, bad);
        assert_eq!(why, NotANationalId::Digits(11), "{bad:?}");
    }
    let padded = format!("{}0101801234", " ".repeat(5));
    assert_eq!(refused(Profile::Dk, &padded), NotANationalId::Digits(10));
}

/// CPR-kontoret's table of the seventh digit, at its edges.
#[test]
fn a_danish_number_tells_its_century() {
    for (digits, born) in [
        ("010100-0000", date(1900, 1, 1)),
        ("311299-3999", date(1999, 12, 31)),
        ("010136-4000", date(2036, 1, 1)),
        ("010137-4000", date(1937, 1, 1)),
        ("010100-5000", date(2000, 1, 1)),
        ("010157-8999", date(2057, 1, 1)),
        ("010158-5000", date(1858, 1, 1)),
        ("010199-8000", date(1899, 1, 1)),
        ("010136-9000", date(2036, 1, 1)),
        ("010137-9999", date(1937, 1, 1)),
        ("290200-4000", date(2000, 2, 29)),
    ] {
        let id = NationalId::parse(Profile::Dk, digits).expect(digits);
        assert!(id.fits(Profile::Dk, born, BEFORE), "{digits}");
        let other = born.saturating_add(100.years());
        assert!(!id.fits(Profile::Dk, other, BEFORE), "{digits}");
    }
    for no_date in [
        "290200-0000",
        "310480-1234",
        "000180-1234",
        "011380-1234",
        "320180-1234",
    ] {
        assert_eq!(
            refused(Profile::Dk, no_date),
            NotANationalId::Date,
            "{no_date}"
        );
    }
}

/// Numbers given out since 2007 need not fit the old check digit: all ten last digits are read.
#[test]
fn case_029_a_danish_number_needs_no_check_digit() {
    for last in 0..10 {
        let digits = format!("010165-123{last}");
        assert!(NationalId::parse(Profile::Dk, &digits).is_ok(), "{digits}");
    }
}

#[test]
fn made_up_numbers_live_in_test_profiles_and_real_ones_do_not() {
    for (test, real, made_up, own) in [
        (Profile::TestDk, Profile::Dk, "610180-1234", "010180-1234"),
        (Profile::TestNo, Profile::No, "01818012337", "01018012371"),
        (Profile::TestNo, Profile::No, "70818212184", "41018012365"),
    ] {
        assert!(NationalId::parse(test, made_up).is_ok(), "{made_up}");
        assert_eq!(
            refused(real, made_up),
            NotANationalId::Synthetic,
            "{made_up}"
        );
        assert!(NationalId::parse(real, own).is_ok(), "{own}");
        let why = refused(test, own);
        assert!(matches!(why, NotANationalId::Real(_)), "{own}: {why}");
    }
}

/// Skatteetaten's own examples of numbers from 2032 on; the date of the first two is read by the
/// rule before 2032 as well.
#[test]
fn norwegian_numbers_of_2032_are_read_beside_the_old_ones() {
    for (digits, born) in [
        ("02013299997", date(2032, 1, 2)),
        ("02013299903", date(2032, 1, 2)),
        ("30108299920", date(1982, 10, 30)),
        ("30108299939", date(1982, 10, 30)),
    ] {
        let id = NationalId::parse(Profile::No, digits).expect(digits);
        assert!(id.fits(Profile::No, born, AFTER), "{digits}");
        let next_day = born.saturating_add(1.days());
        assert!(!id.fits(Profile::No, next_day, AFTER), "{digits}");
    }
    // A remainder of 1 cannot have been given out before 2032; nor does an old number mean
    // another century then.
    let new = NationalId::parse(Profile::No, "30108299939").expect("a number");
    assert!(!new.fits(Profile::No, date(1982, 10, 30), BEFORE));
    let old = NationalId::parse(Profile::No, "01018012371").expect("a number");
    assert!(old.fits(Profile::No, date(1980, 1, 1), BEFORE));
    assert!(!old.fits(Profile::No, date(2080, 1, 1), BEFORE));
}

#[test]
fn a_d_number_adds_forty_to_the_day() {
    let id = NationalId::parse(Profile::No, "41018012365").expect("a D-number");
    assert!(id.fits(Profile::No, date(1980, 1, 1), BEFORE));
}

#[test]
fn help_numbers_are_nobodys_in_the_register() {
    // The month + 40, and days from 72 on.
    for help in ["01418012345", "81018012345", "90018012345"] {
        assert_eq!(refused(Profile::No, help), NotANationalId::Help, "{help}");
    }
    for no_date in [
        "00018012345",
        "31028012345",
        "40018012345",
        "01138012345",
        "01668012345",
    ] {
        assert_eq!(
            refused(Profile::No, no_date),
            NotANationalId::Date,
            "{no_date}"
        );
    }
}

/// The years in which each made-up number of the rule before 2032 is given out.
fn birth_dates() -> impl Strategy<Value = Date> {
    let first = Date::constant(1900, 1, 1);
    let days = (BEFORE - first).get_days();
    (0..days).prop_map(move |day| first.saturating_add(day.days()))
}

proptest! {
    #[test]
    fn a_made_up_number_is_read_and_tells_its_date(
        born in birth_dates(),
        serial in 0_usize..300,
        danish in any::<bool>(),
    ) {
        let profile = if danish { Profile::TestDk } else { Profile::TestNo };
        let id = NationalId::synthetic(profile, born, serial).expect("one is left");
        prop_assert_eq!(NationalId::parse(profile, id.digits()), Ok(id.clone()));
        prop_assert!(id.fits(profile, born, BEFORE) && id.fits(profile, born, AFTER));
        let next = NationalId::synthetic(profile, born, serial + 1);
        prop_assert_ne!(next.as_ref(), Some(&id));
    }

    /// Both check sums together find each single wrong digit: the weights are no multiples of 11,
    /// and the second sum is exact. That the first one leaves four remainders does not weaken it.
    #[test]
    fn one_wrong_digit_is_found(
        born in birth_dates(),
        serial in 0_usize..300,
        at in 0_usize..11,
        more in 1_u8..10,
    ) {
        let id = NationalId::synthetic(Profile::TestNo, born, serial).expect("one is left");
        let mut digits = id.digits().as_bytes().to_vec();
        digits[at] = (digits[at] - b'0' + more) % 10 + b'0';
        let typed = String::from_utf8(digits).expect("digits");
        prop_assert!(NationalId::parse(Profile::TestNo, &typed).is_err());
    }

    #[test]
    fn anything_may_be_typed(text in ".{0,20}") {
        for profile in Profile::ALL {
            if let Ok(id) = NationalId::parse(profile, &text) {
                prop_assert_eq!(NationalId::from_stored(profile, id.digits()), Some(id));
            }
        }
    }
}

#[test]
fn what_was_stored_under_older_rules_is_still_its_holders() {
    assert!(NationalId::from_stored(Profile::TestNo, "01818012345").is_some());
    assert!(NationalId::from_stored(Profile::TestNo, "0181801234").is_none());
    assert!(NationalId::from_stored(Profile::TestNo, "0181801234x").is_none());
}
