//! The key card: every pair, in the place that the page tells.

use super::read::{self, Word};
use super::*;
use lykill_crypto::pure::card::format_key;
use lykill_issuer::types::card_place::{Place, place};
use std::collections::BTreeMap;

#[test]
fn every_pair_stands_on_the_card_and_can_be_read_back() {
    for language in Language::ALL {
        let pdf = card_to(&address(), language);
        for arguments in [&["-layout", "FILE", "-"][..], &["FILE", "-"]] {
            let text = read::one_spaced(&read::said("pdftotext", arguments, &pdf));
            for (number, key) in pairs() {
                let key = format_key(key);
                let both = format!("{number} {} {}", &key[..3], &key[3..]);
                assert!(text.contains(&both), "{both} in {text}");
            }
            assert!(text.contains("R413-882") && text.contains("Áile Sárá Ŋŋ Somby"));
            assert!(!text.contains("{$") && !text.contains("card-"), "{text}");
        }
    }
}

/// The ranks of values that differ by more than half a millimetre.
fn ranks(mut values: Vec<f32>) -> Vec<f32> {
    values.sort_by(f32::total_cmp);
    values.dedup_by(|a, b| (*a - *b).abs() < 0.5);
    values
}

fn rank(of: f32, ranks: &[f32]) -> u8 {
    let found = ranks.iter().position(|value| (value - of).abs() < 0.5);
    u8::try_from(found.expect("a rank")).expect("small")
}

/// Where each number stands on the paper, measured: the fold lines give the panel, and the
/// numbers' own left and top edges the column and the row.
fn measured(words: &[Word]) -> BTreeMap<u16, Place> {
    let digits = |word: &&Word| word.text.len() == 4 && word.text.parse::<u16>().is_ok();
    let is_number = |word: &&Word| digits(word) && word.y > 112.0 && word.right < 105.6;
    let numbers: Vec<&Word> = words.iter().filter(is_number).collect();
    let panel_of = |word: &Word| ((word.y - 112.0) / 54.0) as u8;
    let lefts = ranks(numbers.iter().map(|word| word.x).collect());
    let mut places = BTreeMap::new();
    for panel in 0..3 {
        let on_panel = || numbers.iter().filter(|word| panel_of(word) == panel);
        let tops = ranks(on_panel().map(|word| word.y).collect());
        for word in on_panel() {
            let place = Place {
                panel,
                column: rank(word.x, &lefts),
                row: rank(word.y, &tops),
            };
            places.insert(word.text.parse().expect("a number"), place);
        }
    }
    places
}

#[test]
fn the_place_that_the_page_tells_is_the_place_on_the_paper() {
    let words = read::boxes(&card_to(&address(), Language::Da));
    let numbers: Vec<u16> = pairs().iter().map(|(number, _)| *number).collect();
    let measured = measured(&words);
    assert_eq!(measured.len(), 148);
    for number in &numbers {
        // What `operations::login::view` asks for the page.
        assert_eq!(
            place(&numbers, *number),
            measured.get(number).copied(),
            "{number}"
        );
    }
}

#[test]
fn a_key_stands_right_of_its_number_on_the_same_line() {
    let words = read::boxes(&card_to(&address(), Language::Nb));
    for (number, key) in pairs() {
        let on_card = |word: &&Word| word.text == number.to_string() && word.y > 112.0;
        let at = words.iter().find(on_card).expect("the number");
        let right = |word: &&Word| word.x > at.right && word.x < at.right + 12.0;
        let beside = words
            .iter()
            .filter(right)
            .filter(|word| (word.y - at.y).abs() < 0.5);
        let digits: String = beside.map(|word| word.text.as_str()).collect();
        assert_eq!(digits, format_key(key), "{number}");
    }
}

#[test]
fn nothing_of_the_card_stands_on_a_fold_or_outside_it() {
    let words = read::boxes(&card_to(&address(), Language::En));
    let on_card = words
        .iter()
        .filter(|word| word.y > 111.0 && word.right < 107.0);
    for word in on_card {
        assert!(word.x >= 20.0 && word.right <= 105.6, "{word:?}");
        assert!(word.y >= 112.0 && word.bottom <= 274.0, "{word:?}");
        for fold in [166.0, 220.0] {
            assert!(word.bottom < fold || word.y > fold, "{word:?} on {fold}");
        }
    }
}

#[test]
fn a_screen_reader_gets_each_key_under_its_number_column_by_column() {
    let text = read::structure(&card_to(&address(), Language::En));
    assert_eq!(text.matches("Table (block)").count(), 12, "{text}");
    assert_eq!(text.matches("/Scope /Row").count(), 148);
    let mut said = text.lines().map(str::trim).filter(|line| {
        let digits = line.trim_matches('"').replace(' ', "");
        line.starts_with('"') && digits.bytes().all(|b| b.is_ascii_digit())
    });
    for (number, key) in pairs() {
        let key = format_key(key);
        assert_eq!(said.next(), Some(format!("\"{number}\"").as_str()));
        assert_eq!(
            said.next(),
            Some(format!("\"{} {}\"", &key[..3], &key[3..]).as_str())
        );
    }
    assert_eq!(said.next(), None);
}

#[test]
fn the_same_row_gives_the_same_bytes() {
    let one = card_to(&address(), Language::Nb);
    assert_eq!(one, card_to(&address(), Language::Nb));
}

#[test]
fn a_card_that_lacks_a_key_is_not_printed() {
    let print = CardPrint {
        to: &[],
        language: Language::En,
        label: "R1",
        pairs: &pairs()[1..],
    };
    assert_eq!(key_card(&print, &head()).err(), Some(PdfError::NotACard));
}
