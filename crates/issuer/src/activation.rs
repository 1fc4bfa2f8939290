//! Activation: the temporary password that is posted, and until when it is good.

use lykill_core::random::below;
use lykill_core::time::days;
use lykill_core::{Rng, Secret, Timestamp};
use std::time::Duration;

/// How long a posted temporary password is good (domain.md section 4, as MinID's letter).
pub const VALID: Duration = days(60);

/// Without look-alikes (0/O, 1/l/I) and without vowels, so that no letter spells a word:
/// 12 of these 28 carry 57 bits.
const ALPHABET: [char; 28] = [
    'b', 'c', 'd', 'f', 'g', 'h', 'j', 'k', 'm', 'n', 'p', 'q', 'r', 's', 't', 'v', 'w', 'x', 'y',
    'z', '2', '3', '4', '5', '6', '7', '8', '9',
];

/// Groups of four on paper.
const GROUPS: usize = 3;

/// A new temporary password as it is printed, such as `kx7m-4wqd-9htn`.
///
/// What is hashed is its [`normalise_temporary`] form.
pub fn temporary_password(rng: &dyn Rng) -> Secret<String> {
    let symbol = || ALPHABET.get(below(rng, 28) as usize).copied();
    let mut text = String::with_capacity(GROUPS * 5);
    for group in 0..GROUPS {
        if group > 0 {
            text.push('-');
        }
        text.extend((0..4).filter_map(|_| symbol()));
    }
    Secret::new(text)
}

/// What a holder typed, as it is hashed: hyphens and spaces do not count, nor does case, since
/// paper is copied by eye. An own password is never treated so.
pub fn normalise_temporary(text: &str) -> String {
    let kept = |c: &char| {
        !matches!(
            c,
            '-' | ' ' | '\u{a0}' | '\u{2010}' | '\u{2011}' | '\u{2013}'
        )
    };
    let typed = text.chars().filter(kept);
    typed.map(|c| c.to_ascii_lowercase()).collect()
}

/// When a temporary password ends that is issued `now`.
pub fn valid_until(now: Timestamp) -> Timestamp {
    now + VALID
}

/// Whether it is good still. At its last moment it no longer is (security.md case 22).
pub fn is_valid(now: Timestamp, valid_until: Timestamp) -> bool {
    now < valid_until
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{prop_assert, prop_assert_eq, proptest};
    use std::sync::atomic::{AtomicU32, Ordering};

    /// Counts up in steps that visit all symbols.
    struct Counter(AtomicU32);
    impl Rng for Counter {
        fn fill(&self, bytes: &mut [u8]) {
            let drawn = self.0.fetch_add(1, Ordering::Relaxed);
            bytes.copy_from_slice(&drawn.to_be_bytes());
        }
    }

    #[test]
    fn it_is_three_groups_of_four() {
        let printed = temporary_password(&Counter(AtomicU32::new(0)));
        assert_eq!(printed.expose(), "bcdf-ghjk-mnpq");
    }

    #[test]
    fn it_carries_enough_bits() {
        assert!(12.0 * f64::log2(28.0) >= 55.0);
    }

    #[test]
    fn case_022_it_ends_at_its_moment() {
        let issued = Timestamp::from_seconds(1_700_000_000);
        let end = valid_until(issued);
        assert_eq!(end, Timestamp::from_seconds(1_700_000_000 + 60 * 86_400));
        assert!(is_valid(issued, end));
        assert!(is_valid(Timestamp::from_micros(end.micros() - 1), end));
        assert!(!is_valid(end, end));
    }

    #[test]
    fn it_may_be_typed_in_any_grouping() {
        for typed in [
            "kx7m-4wqd-9htn",
            "KX7M 4WQD 9HTN",
            " kx7m4wqd9htn",
            "kx7m‑4wqd–9htn",
        ] {
            assert_eq!(normalise_temporary(typed), "kx7m4wqd9htn", "{typed}");
        }
        assert_ne!(normalise_temporary("kx7m-4wqd-9htm"), "kx7m4wqd9htn");
    }

    proptest! {
        #[test]
        fn no_symbol_is_taken_for_another(start: u32) {
            let printed = temporary_password(&Counter(AtomicU32::new(start)));
            let typed = normalise_temporary(printed.expose());
            prop_assert_eq!(typed.chars().count(), 12);
            prop_assert!(!typed.contains(['0', 'o', '1', 'l', 'i', 'a', 'e', 'u']));
        }
    }
}
