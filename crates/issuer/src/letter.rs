//! Letters and what they carry: the number of a welcome letter, how far apart the posts of an
//! order are, when a print job is stuck, how long a changed address waits.

use crate::age::{civil_today, start_of};
use lykill_core::random::digits;
use lykill_core::time::days;
use lykill_core::{Profile, Rng, Secret, Timestamp};
use std::time::Duration;

/// Wrong temporary passwords that one letter stands; then only a new letter helps (issue 3;
/// security.md case 23).
pub const TRIES: u32 = 5;

/// Nothing is posted to a new address for so long (security.md case 20).
pub const NEW_ADDRESS_WAITS: Duration = days(14);

/// What a caller orders by telephone is posted so much later: the holder, who is told at once, can
/// stop it (security.md case 20).
pub const TELEPHONE_WAITS: Duration = days(3);

/// Digits of a letter's number. 40 bits: with a million letters out, a guess meets one once in a
/// million, so nobody uses up the tries of strangers' letters.
const NUMBER_DIGITS: usize = 12;

/// The longest text that is looked at: a number with room for people's separators.
const NUMBER_BYTES: usize = 64;

/// A new letter's number as it is printed, such as `4821 0937 5562`.
pub fn number(rng: &dyn Rng) -> Secret<String> {
    let groups: Vec<String> = (0..NUMBER_DIGITS / 4).map(|_| digits(rng, 4)).collect();
    Secret::new(groups.join(" "))
}

/// A letter's number as it was typed, without what people put between the digits; none when it is
/// no such number.
pub fn read_number(text: &str) -> Option<String> {
    if text.len() > NUMBER_BYTES {
        return None;
    }
    let between = |c: char| matches!(c, ' ' | '.' | '-' | '\u{a0}' | '\u{2010}'..='\u{2013}');
    let kept: String = text.trim().chars().filter(|c| !between(*c)).collect();
    let is_number = kept.len() == NUMBER_DIGITS && kept.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(kept)
}

/// From when the next post of an order may leave, when the one before it left at `posted_at`:
/// after the spacing, and never on the same civil day (security.md case 21). With a spacing of
/// less than a day it may leave at once.
pub fn next_post(posted_at: Timestamp, spacing: Duration, profile: Profile) -> Timestamp {
    let whole = i32::try_from(spacing.as_secs() / 86_400).unwrap_or(i32::MAX);
    if whole == 0 {
        return posted_at;
    }
    let day = civil_today(posted_at, profile);
    let later = day.checked_add(jiff::Span::new().days(whole)).ok();
    let midnight = later.and_then(|day| start_of(day, profile));
    midnight.map_or(posted_at + spacing, |midnight| {
        midnight.max(posted_at + spacing)
    })
}

/// From when something may be posted to a person whose address changed at `changed_at`.
pub fn address_settled(changed_at: Timestamp) -> Timestamp {
    changed_at + NEW_ADDRESS_WAITS
}

/// Whether a job that was queued then waits too long for its acknowledgement (security.md
/// case 218).
pub fn is_stuck(queued_at: Timestamp, now: Timestamp, alarm_after: Duration) -> bool {
    now >= queued_at + alarm_after
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{prop_assert, proptest};
    use std::sync::atomic::{AtomicU32, Ordering};

    struct Counter(AtomicU32);
    impl Rng for Counter {
        fn fill(&self, bytes: &mut [u8]) {
            let drawn = self.0.fetch_add(1, Ordering::Relaxed);
            bytes.copy_from_slice(&drawn.to_be_bytes());
        }
    }

    fn at(text: &str) -> Timestamp {
        let moment: jiff::Timestamp = text.parse().expect("a moment");
        Timestamp::from_micros(moment.as_microsecond())
    }

    #[test]
    fn a_number_is_three_groups_of_four_digits() {
        let printed = number(&Counter(AtomicU32::new(9)));
        assert_eq!(printed.expose(), "0009 0010 0011");
        assert_eq!(
            read_number(printed.expose()).as_deref(),
            Some("000900100011")
        );
    }

    #[test]
    fn a_number_may_be_typed_in_any_grouping_and_nothing_else_is_one() {
        for typed in [
            "482109375562",
            " 4821 0937 5562 ",
            "4821-0937-5562",
            "4821.0937.5562",
            "4821\u{a0}0937\u{2013}5562",
        ] {
            assert_eq!(
                read_number(typed).as_deref(),
                Some("482109375562"),
                "{typed}"
            );
        }
        let long = "4".repeat(1_000_000);
        for typed in [
            "",
            "48210937556",
            "4821093755620",
            "٤٨٢١٠٩٣٧٥٥٦٢",
            "4821o9375562",
            &long,
        ] {
            assert_eq!(read_number(typed), None, "{typed:.40}");
        }
    }

    #[test]
    fn case_021_the_next_post_leaves_on_another_civil_day() {
        let table = [
            // Noon: 24 hours later.
            ("2026-11-22T11:00:00Z", "2026-11-23T11:00:00Z"),
            // Just after the midnight that begins a day of 25 hours: 24 hours later it is still
            // the same day in Oslo, so the next midnight counts.
            ("2026-10-24T22:10:00Z", "2026-10-25T23:00:00Z"),
            // A day of 23 hours.
            ("2026-03-28T23:10:00Z", "2026-03-29T23:10:00Z"),
        ];
        for (posted, next) in table {
            assert_eq!(
                next_post(at(posted), days(1), Profile::No),
                at(next),
                "{posted}"
            );
        }
        let posted = at("2026-11-22T11:00:00Z");
        assert_eq!(next_post(posted, Duration::ZERO, Profile::No), posted);
    }

    #[test]
    fn case_020_a_new_address_waits_fourteen_days() {
        let changed = at("2026-11-22T11:00:00Z");
        assert_eq!(address_settled(changed), at("2026-12-06T11:00:00Z"));
    }

    #[test]
    fn case_218_a_job_is_stuck_from_its_hour_on() {
        let queued = at("2026-11-22T11:00:00Z");
        let hours = |count: u64| Duration::from_secs(count * 3600);
        let last = Timestamp::from_micros((queued + hours(12)).micros() - 1);
        assert!(!is_stuck(queued, last, hours(12)));
        assert!(is_stuck(queued, queued + hours(12), hours(12)));
    }

    proptest! {
        #[test]
        fn case_021_two_posts_never_share_a_day(
            seconds in 0_i64..4_000_000_000,
            count in 1_u64..31,
        ) {
            let posted = Timestamp::from_seconds(seconds);
            let next = next_post(posted, days(count), Profile::Dk);
            let day = |moment| civil_today(moment, Profile::Dk);
            let (first, second) = (day(posted), day(next));
            prop_assert!(first < second, "{first} {second}");
            prop_assert!(next >= posted + days(count));
        }
    }
}
