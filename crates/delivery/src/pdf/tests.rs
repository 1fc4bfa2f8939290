//! Reads the papers back with Poppler and qpdf, programs that are not ours.

mod card;
mod conforming;
mod formats;
mod names;

use super::samples::{address, head, pairs, print};
use super::*;
use lykill_core::{Language, Timestamp};
use lykill_testkit::paper as read;

pub(super) fn card_to(to: &[String], language: Language) -> Vec<u8> {
    let pairs = pairs();
    key_card(&print(to, language, &pairs), &head())
        .expect("a card")
        .expose()
        .clone()
}

pub(super) fn password_to(to: &[String], language: Language) -> Vec<u8> {
    let print = PasswordPrint {
        to,
        language,
        password: "kfxw-7h3m-pq",
        valid_until: Timestamp::from_seconds(1_793_712_720),
    };
    let letter = password_letter(&print, &head()).expect("a letter");
    letter.expose().clone()
}

pub(super) fn pins_to(to: &[String], language: Language) -> Vec<u8> {
    let codes: Vec<(u16, u32)> = (1..=20).map(|n| (n, u32::from(n) * 40_404)).collect();
    let print = PinPrint {
        to,
        language,
        label: "R413-882",
        codes: &codes,
    };
    let letter = pin_letter(&print, &head()).expect("a letter");
    letter.expose().clone()
}

#[test]
fn a_letter_of_codes_has_each_beside_its_number() {
    for language in Language::ALL {
        let text = read::words(&pins_to(&address(), language));
        for part in [
            "R413-882",
            "040 404",
            "808 080",
            " 18 19 20 ",
            "75 00 00 00",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(
            !text.contains("pin-letter") && !text.contains("{$"),
            "{text}"
        );
    }
}

pub(super) fn welcome_to(to: &[String], language: Language) -> Vec<u8> {
    let print = WelcomePrint {
        to,
        language,
        number: "4711 0815 2604",
        activate_url: "https://id.example/activate",
        valid_until: Timestamp::from_seconds(1_793_712_720),
    };
    let letter = welcome_letter(&print, &head()).expect("a letter");
    letter.expose().clone()
}

#[test]
fn the_welcome_letter_says_its_number_and_where_to_go() {
    for language in Language::ALL {
        let text = read::words(&welcome_to(&address(), language));
        for part in [
            "4711 0815 2604",
            "id.example/activate",
            "2026",
            "75 00 00 00",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(
            !text.contains("welcome-letter") && !text.contains("{$"),
            "{text}"
        );
    }
}

pub(super) fn notice_to(to: &[String], language: Language) -> Vec<u8> {
    let at = Timestamp::from_seconds(1_793_712_720);
    let notice = lykill_core::effect::Notice::OrderedToNewAddress { at };
    let paper = crate::printing::notice_letter((to, language), &notice, &head());
    paper.expect("a letter").pdf.expose().clone()
}

#[test]
fn case_020_a_notice_on_paper_says_all_of_it_to_whom_it_goes() {
    for (language, title) in [
        (Language::Nb, "Post ble bestilt til den nye adressen din"),
        (Language::Nn, "Post vart bestilt til den nye adressa di"),
        (Language::Da, "Post blev bestilt til din nye adresse"),
        (Language::En, "Post was ordered to your new address"),
    ] {
        let text = read::words(&notice_to(&address(), language));
        for part in [title, "Kárášjohka 1 9730 Kárášjohka", "2026", "75 00 00 00"] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!text.contains("{$") && !text.contains('…'), "{text}");
    }
}

#[test]
fn the_password_letter_says_what_to_type() {
    for language in Language::ALL {
        let text = read::words(&password_to(&address(), language));
        for part in [
            "kfxw-7h3m-pq",
            "Kárášjohka 1 9730 Kárášjohka",
            "2026",
            "75 00 00 00",
            "Postboks 4",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(
            !text.contains("password-letter") && !text.contains("{$"),
            "{text}"
        );
    }
}

#[test]
fn the_address_stands_in_the_window() {
    let longest: Vec<String> = (0..6)
        .map(|n| format!("{n} {}", "Lang ".repeat(30)))
        .collect();
    for to in [address(), longest] {
        for pdf in [card_to(&to, Language::Da), password_to(&to, Language::En)] {
            let words = read::boxes(&pdf);
            let in_window = |word: &read::Word| {
                (20.0..=96.5).contains(&word.x)
                    && word.right <= 96.5
                    && word.y >= 43.5
                    && word.bottom <= 66.0
            };
            let above_text = |word: &&read::Word| word.y > 30.0 && word.y < 72.0;
            let address: Vec<_> = words.iter().filter(above_text).collect();
            assert!(address.len() >= 8, "{address:?}");
            assert!(address.iter().all(|word| in_window(word)), "{address:?}");
        }
    }
}

#[test]
fn a_name_that_is_too_long_for_a_line_takes_two() {
    let long = "Wolfeschlegelsteinhausenbergerdorff Hallgrímsdóttir Þorgeirsdóttir".to_owned();
    let to = [
        long.clone(),
        "Kárášjohka 1".to_owned(),
        "9730 Kárášjohka".to_owned(),
    ];
    let text = read::words(&password_to(&to, Language::Nb));
    assert!(text.contains(&long), "{text}");
}

#[test]
fn the_welcome_letter_says_its_number_and_where_to_activate() {
    for language in Language::ALL {
        let to = address();
        let print = WelcomePrint {
            to: &to,
            language,
            number: "4821 0937 5562",
            activate_url: "https://id.fjordvik.example/activate",
            valid_until: Timestamp::from_seconds(1_793_712_720),
        };
        let pdf = welcome_letter(&print, &head())
            .expect("a letter")
            .expose()
            .clone();
        let text = read::words(&pdf);
        for part in [
            "4821 0937 5562",
            "https://id.fjordvik.example/activate",
            "9730 Kárášjohka",
            "2026",
            "75 00 00 00",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        let said = welcome_text(&print, &head());
        assert!(said.contains("4821 0937 5562") && said.contains("/activate"));
        for text in [text, said] {
            assert!(
                !text.contains("welcome-letter") && !text.contains("{$"),
                "{text}"
            );
        }
    }
}
