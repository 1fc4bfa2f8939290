//! Ages and civil dates.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use lykill_core::{Profile, Timestamp};
use std::sync::LazyLock;

/// Completed years on a civil date; below 0 before the birth. Who is born on 29 February
/// completes a year on 1 March of a year without that day: no right comes a day early.
pub fn age_on(birth_date: Date, today: Date) -> i16 {
    let years = today.year() - birth_date.year();
    let had_birthday = (today.month(), today.day()) >= (birth_date.month(), birth_date.day());
    if had_birthday { years } else { years - 1 }
}

/// The day on which somebody completes so many years.
pub fn completes(birth_date: Date, years: i16) -> Date {
    let year = birth_date.year().saturating_add(years);
    let (month, day) = (birth_date.month(), birth_date.day());
    let day_after = || Date::new(year, 3, 1);
    Date::new(year, month, day)
        .or_else(|_| day_after())
        .unwrap_or(Date::MAX)
}

/// The civil date at a moment, in the profile's zone: a birthday begins at midnight there.
pub fn civil_today(now: Timestamp, profile: Profile) -> Date {
    now.to_jiff().to_zoned(zone(profile)).date()
}

/// The moment at which a civil date begins in the profile's zone; none outside the calendar.
pub fn start_of(day: Date, profile: Profile) -> Option<Timestamp> {
    let begins = day.to_zoned(zone(profile)).ok()?.timestamp();
    Some(Timestamp::from_micros(begins.as_microsecond()))
}

/// The zone's rules come with the program, not from the machine, so that two nodes agree.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// The zone of a profile; a test proves that the rules of every profile's zone are there.
fn zone(profile: Profile) -> TimeZone {
    let found = ZONES.get(profile.time_zone());
    found.unwrap_or_else(|_| TimeZone::fixed(Offset::constant(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn case_027_an_age_is_completed_on_the_day_that_is_told() {
        let table = [
            (date(2011, 6, 15), date(2026, 6, 15)),
            (date(2012, 2, 29), date(2027, 3, 1)),
            (date(2013, 1, 1), date(2028, 1, 1)),
            (date(9999, 1, 1), Date::MAX),
        ];
        for (born, from) in table {
            assert_eq!(completes(born, 15), from, "{born}");
        }
        for (born, from) in &table[..3] {
            assert_eq!(age_on(*born, *from), 15);
            assert_eq!(age_on(*born, from.yesterday().unwrap()), 14);
        }
    }

    #[test]
    fn case_027_a_leap_day_child_gets_no_right_a_day_early() {
        let born = date(2012, 2, 29);
        let table = [
            (date(2026, 2, 28), 13),
            (date(2027, 2, 28), 14),
            (date(2027, 3, 1), 15),
            (date(2028, 2, 28), 15),
            (date(2028, 2, 29), 16),
        ];
        for (today, age) in table {
            assert_eq!(age_on(born, today), age, "{today}");
        }
        assert_eq!(age_on(born, date(2012, 2, 28)), -1);
    }

    #[test]
    fn case_027_the_date_changes_at_midnight_in_the_profiles_zone() {
        let at = |text: &str| {
            let moment: jiff::Timestamp = text.parse().expect("a moment");
            Timestamp::from_micros(moment.as_microsecond())
        };
        for profile in Profile::ALL {
            let day = |text| civil_today(at(text), profile);
            assert_eq!(day("2026-01-14T22:59:59Z"), date(2026, 1, 14), "{profile}");
            assert_eq!(day("2026-01-14T23:00:00Z"), date(2026, 1, 15), "{profile}");
            assert_eq!(day("2026-07-14T21:59:59Z"), date(2026, 7, 14), "{profile}");
            assert_eq!(day("2026-07-14T22:00:00Z"), date(2026, 7, 15), "{profile}");
        }
    }

    proptest! {
        #[test]
        fn an_age_never_falls_from_one_day_to_the_next(
            born in 0_i64..40_000,
            days in 0_i64..40_000,
        ) {
            let start = date(1920, 1, 1);
            let day = |n| start.checked_add(jiff::Span::new().days(n)).expect("in range");
            let step = age_on(day(born), day(days + 1)) - age_on(day(born), day(days));
            prop_assert!((0..=1).contains(&step));
        }
    }
}
