//! User ids: what a holder logs in with. They name nobody: a national number is refused, and a
//! generated one is no word and no first name (security.md case 39).

use crate::types::UserId;
use unicode_normalization::UnicodeNormalization;

/// Characters of a user id, counted in its normal form.
pub const LENGTH: std::ops::RangeInclusive<usize> = 5..=64;

/// The longest text that is looked at, in bytes.
const TEXT_BYTES: usize = 512;

/// Why a text is no user id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAUserId {
    /// It is too short or too long.
    #[error("a user id has 5 to 64 characters")]
    Length,
    /// It begins with a mark, or has a character that no user id has.
    #[error("a user id begins with a letter or digit; letters, digits and . _ - @ may follow")]
    Character,
    /// It looks like a national number, which is personal data (domain.md P1), or like the number
    /// of a letter.
    #[error("a national number or the number of a letter cannot be a user id")]
    NationalNumber,
}

/// The normal form of what was typed: trimmed, NFKC, lower case. Two texts that people would
/// call the same user id have the same normal form, whatever keyboard wrote them.
///
/// # Errors
/// [`NotAUserId`]. At a login its reason must not be shown: such a text is an unknown user id.
pub fn parse(text: &str) -> Result<UserId, NotAUserId> {
    if text.len() > TEXT_BYTES {
        return Err(NotAUserId::Length);
    }
    let normal = normal_form(text.trim());
    if !LENGTH.contains(&normal.chars().count()) {
        return Err(NotAUserId::Length);
    }
    let allowed = |c: char| is_letter_or_digit(c) || matches!(c, '.' | '_' | '-' | '@');
    if !normal.chars().all(allowed) || !normal.starts_with(is_letter_or_digit) {
        return Err(NotAUserId::Character);
    }
    if is_like_a_national_number(&normal) {
        return Err(NotAUserId::NationalNumber);
    }
    Ok(UserId::from_normal(normal))
}

/// Lower case may bring back what NFKC would write otherwise, so NFKC comes before and after.
fn normal_form(text: &str) -> String {
    let folded = text.nfkc().collect::<String>().to_lowercase();
    folded.nfkc().collect()
}

fn is_letter_or_digit(c: char) -> bool {
    c.is_alphabetic() || c.is_ascii_digit()
}

/// Ten digits (Denmark), eleven (Norway) or twelve (a letter of ours), with or without marks
/// between them.
fn is_like_a_national_number(normal: &str) -> bool {
    let mut letters = normal.chars().filter(|c| c.is_alphabetic());
    let digits = normal.chars().filter(char::is_ascii_digit).count();
    letters.next().is_none() && matches!(digits, 10..=12)
}

/// The user id as its login's pages show it: `m•••••d`. Always five dots, so that the length
/// stays unknown.
pub fn masked(user_id: &UserId) -> String {
    let mut characters = user_id.as_str().chars();
    let first = characters.next().map(String::from).unwrap_or_default();
    let last = characters.next_back().map(String::from).unwrap_or_default();
    format!("{first}•••••{last}")
}

/// Consonants that are not taken for a digit or for each other; 16, so that 4 bits choose one.
const CONSONANTS: [char; 16] = [
    'b', 'c', 'd', 'f', 'g', 'h', 'j', 'k', 'm', 'n', 'p', 'r', 't', 'v', 'x', 'z',
];

/// Digits that are not taken for a letter; 8, so that 3 bits choose one.
const DIGITS: [char; 8] = ['2', '3', '4', '5', '6', '7', '8', '9'];

/// A new user id of 10 characters: five times a consonant and a digit, each pair from one byte
/// (35 bits). The caller draws again when it is taken.
pub fn generate(random: [u8; 5]) -> UserId {
    let pairs = random.map(|byte| {
        let consonant = CONSONANTS.get(usize::from(byte & 0x0f));
        let digit = DIGITS.get(usize::from(byte >> 4 & 0x07));
        [consonant, digit].into_iter().flatten().collect::<String>()
    });
    UserId::from_normal(pairs.concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn normal(text: &str) -> Result<String, NotAUserId> {
        parse(text).map(|id| id.as_str().to_owned())
    }

    #[test]
    fn what_people_type_becomes_one_form() {
        let table = [
            (" Mette.Hald ", "mette.hald"),
            ("MADS-2K", "mads-2k"),
            ("ﬁnn_5", "finn_5"),
            ("ＡＢＣ４５", "abc45"),
            ("sa\u{30a}stad", "såstad"),
            ("Å-ØST", "å-øst"),
            ("m@arbejde.example", "m@arbejde.example"),
        ];
        for (typed, expected) in table {
            assert_eq!(normal(typed).as_deref(), Ok(expected), "{typed}");
        }
    }

    #[test]
    fn what_is_no_user_id_is_refused_with_its_reason() {
        use NotAUserId::{Character, Length, NationalNumber};
        let long = "x".repeat(65);
        let huge = "x".repeat(1_000_000);
        let table = [
            ("", Length),
            ("four", Length),
            (long.as_str(), Length),
            (huge.as_str(), Length),
            ("with space", Character),
            ("nul\0inside", Character),
            ("line\nbreak", Character),
            (".....", Character),
            ("-option", Character),
            ("semi;colon", Character),
            ("٠١٠١٨٠", Character),
            ("half½half", Character),
            ("0101801234", NationalNumber),
            ("01018012345", NationalNumber),
            ("010180-1234", NationalNumber),
            ("010180.12345", NationalNumber),
            ("4821-0937-5562", NationalNumber),
            ("０１０１８０１２３４", NationalNumber),
        ];
        for (typed, expected) in table {
            assert_eq!(normal(typed), Err(expected), "{typed:.40?}");
        }
    }

    #[test]
    fn digits_of_another_count_may_be_a_user_id() {
        assert!(parse("123456789").is_ok(), "a NemID number has nine");
        assert!(parse("0101801234a").is_ok());
    }

    #[test]
    fn a_masked_user_id_hides_its_length() {
        let shown = |text| masked(&parse(text).expect("a user id"));
        assert_eq!(shown("mads-hald"), "m•••••d");
        assert_eq!(shown("åge-ø"), "å•••••ø");
    }

    #[test]
    fn case_039_a_generated_user_id_is_no_first_name() {
        let id = generate([0x00, 0x11, 0x7f, 0xff, 0x35]);
        assert_eq!(id.as_str(), "b2c3z9z9h5");
    }

    proptest! {
        #[test]
        fn a_normal_form_stays_as_it_is(text in "\\PC{0,20}") {
            if let Ok(id) = parse(&text) {
                prop_assert_eq!(parse(id.as_str()), Ok(id));
            }
        }

        #[test]
        fn case_039_every_generated_user_id_is_one_and_spells_nothing(random: [u8; 5]) {
            let id = generate(random);
            prop_assert_eq!(parse(id.as_str()), Ok(id.clone()));
            prop_assert_eq!(id.as_str().chars().count(), 10);
            prop_assert!(!id.as_str().contains(['a', 'e', 'i', 'o', 'u', 'y', 'l', '0', '1']));
        }
    }
}
