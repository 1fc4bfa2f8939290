//! The card in large print, and the letters that come with it in braille and as text.

use super::read::{self, Word};
use super::*;
use crate::card_paper::{CardPaper, card_paper};
use lykill_core::CardFormat;
use lykill_crypto::pure::card::format_key;
use lykill_issuer::types::card_place::place_of_index;

fn paper(format: CardFormat, language: Language) -> CardPaper {
    let (to, pairs) = (address(), pairs());
    card_paper(format, &print(&to, language, &pairs), &head()).expect("a card")
}

/// Points of the face that are as high as a box around a word: ascent and descent of Inter.
fn points(word: &Word) -> f32 {
    (word.bottom - word.y) * 72.0 / 25.4 / 1.21
}

#[test]
fn large_print_is_sixteen_points_or_more_but_for_the_address() {
    for language in Language::ALL {
        for format in [CardFormat::LargePrint, CardFormat::Braille] {
            let words = read::boxes(paper(format, language).pdf.expose());
            let text = words.iter().filter(|word| word.page > 1 || word.y > 70.0);
            let small: Vec<&Word> = text.filter(|word| points(word) < 15.8).collect();
            assert!(small.is_empty(), "{small:?}");
            let off = words
                .iter()
                .find(|word| word.bottom > 290.0 || word.right > 195.0);
            assert!(off.is_none(), "{off:?}");
        }
    }
}

#[test]
fn large_print_has_every_pair_on_the_page_of_its_panel_in_order() {
    let card = paper(CardFormat::LargePrint, Language::Da);
    assert_eq!(card.pages, 4);
    let words = read::boxes(card.pdf.expose());
    assert_eq!(words.iter().map(|word| word.page).max(), Some(4));
    for (index, (number, key)) in (0..).zip(pairs()) {
        let place = place_of_index(index).expect("a place");
        let page = usize::from(place.panel) + 2;
        let on_page = |word: &&Word| word.page == page && word.text == number.to_string();
        let at = words.iter().find(on_page).expect("the number");
        let line = words
            .iter()
            .filter(|word| word.page == page && (word.y - at.y).abs() < 1.5);
        let beside = line.filter(|word| (at.x - 14.0..at.x + 60.0).contains(&word.x));
        let texts: Vec<&str> = beside.map(|word| word.text.as_str()).collect();
        let (row, key) = ((place.row + 1).to_string(), format_key(key));
        assert_eq!(texts, [&row, &number.to_string(), &key[..3], &key[3..]]);
        assert_eq!(at.x < 100.0, place.column.is_multiple_of(2), "{number}");
        assert_eq!(at.y < 165.0, place.column < 2, "{number}");
    }
}

#[test]
fn a_screen_reader_gets_large_print_column_by_column() {
    let text = read::structure(paper(CardFormat::LargePrint, Language::En).pdf.expose());
    assert_eq!(text.matches("Table (block)").count(), 12);
    assert_eq!(
        (text.matches("H1 ").count(), text.matches("H2 ").count()),
        (1, 5)
    );
    assert_eq!(text.matches("H3 ").count(), 12);
    let at = |part: &str| text.find(part).expect("a number");
    assert!(at("\"1000\"") < at("\"1060\"") && at("\"1060\"") < at("\"9820\""));
}

#[test]
fn braille_and_read_aloud_come_with_a_letter_that_holds_no_key() {
    for language in Language::ALL {
        for (format, extension) in [(CardFormat::Braille, "brf"), (CardFormat::ReadAloud, "txt")] {
            let card = paper(format, language);
            let file = card.beside.expect("a file beside it");
            assert_eq!((file.extension, card.pages), (extension, 1));
            let text = read::words(card.pdf.expose());
            assert!(text.contains("R413-882") && text.contains("9730 Kárášjohka"));
            assert!(!text.contains("-intro") && !text.contains("{$"), "{text}");
            for (number, key) in pairs() {
                let key = format_key(key);
                let spaced = format!("{} {}", &key[..3], &key[3..]);
                assert!(
                    !text.contains(&spaced) && !text.contains(&format!(" {number} {}", &key[..3]))
                );
            }
        }
    }
}

#[test]
fn no_format_is_made_of_a_card_that_lacks_a_key() {
    let pairs = pairs();
    for format in CardFormat::ALL {
        let print = print(&[], Language::Nb, &pairs[1..]);
        let refused = card_paper(format, &print, &head()).err();
        // The letter of the others holds no key, so it is the file beside it that refuses.
        assert_eq!(refused, Some(PdfError::NotACard), "{format}");
    }
}
