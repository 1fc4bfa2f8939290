//! Reads the papers back with Poppler's `pdftotext`, a program that is not ours.

use super::*;
use crate::letterhead::Letterhead;
use lykill_core::{Language, Profile, Timestamp};
use lykill_crypto::pure::card::format_key;
use std::process::Command;

fn head() -> Letterhead {
    Letterhead::new(
        "Lykill",
        Some("75 00 00 00, hjelp@lykill.example"),
        Profile::TestDk,
    )
    .expect("a letterhead")
}

/// 148 pairs like those of a card, made up.
fn pairs() -> Vec<(u16, u32)> {
    (0..148_u32)
        .map(|n| {
            (
                1000 + u16::try_from(n * 60).expect("small"),
                (n * 7_654_321) % 1_000_000,
            )
        })
        .collect()
}

fn text_of(pdf: &[u8], layout: bool) -> String {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("print.pdf");
    std::fs::write(&path, pdf).expect("written");
    let mut command = Command::new("pdftotext");
    if layout {
        command.arg("-layout");
    }
    let out = command
        .arg(&path)
        .arg("-")
        .output()
        .expect("pdftotext (poppler-utils) runs");
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8(out.stdout).expect("UTF-8")
}

fn words_of(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn card_to(to: &[String], language: Language) -> Vec<u8> {
    let pairs = pairs();
    let print = KeyCardPrint {
        to,
        language,
        label: "R413-882",
        pairs: &pairs,
    };
    key_card(&print, &head()).expect("a card").expose().clone()
}

fn address() -> Vec<String> {
    ["Áile Sárá Ŋŋ Somby", "Kárášjohka 1", "9730 Kárášjohka"]
        .map(str::to_owned)
        .into()
}

#[test]
fn every_pair_stands_on_the_card_and_can_be_read_back() {
    for language in Language::ALL {
        let pdf = card_to(&address(), language);
        for layout in [true, false] {
            let text = words_of(&text_of(&pdf, layout));
            for (number, key) in pairs() {
                let mut key = format_key(key);
                key.insert(3, ' ');
                let both = format!("{number} {key}");
                assert!(text.contains(&both), "{both} in {text}");
            }
            assert!(text.contains("R413-882") && text.contains("Áile Sárá Ŋŋ Somby"));
            assert!(!text.contains("{$") && !text.contains("card-"), "{text}");
        }
    }
}

#[test]
fn a_row_of_the_paper_is_a_row_of_the_screen_hint() {
    let text = text_of(&card_to(&address(), Language::Da), true);
    let pairs = pairs();
    let line = text
        .lines()
        .find(|line| line.contains(&pairs[0].0.to_string()))
        .expect("a row");
    for column in [0, 12, 24, 36] {
        assert!(line.contains(&pairs[column].0.to_string()), "{line}");
    }
    let second = pairs[48].0.to_string();
    let line = text
        .lines()
        .find(|line| line.contains(&second))
        .expect("a row");
    for column in [48, 61, 74, 87] {
        assert!(line.contains(&pairs[column].0.to_string()), "{line}");
    }
}

#[test]
fn the_same_row_gives_the_same_bytes() {
    assert_eq!(
        card_to(&address(), Language::Nb),
        card_to(&address(), Language::Nb)
    );
}

#[test]
fn a_card_that_lacks_a_key_is_not_printed() {
    let pairs = &pairs()[1..];
    let print = KeyCardPrint {
        to: &[],
        language: Language::En,
        label: "R1",
        pairs,
    };
    assert_eq!(key_card(&print, &head()).err(), Some(PdfError::NotACard));
}

#[test]
fn case_187_a_hostile_name_is_printed_as_it_is() {
    let names = [
        "#read(\"/etc/passwd\")",
        "#import \"@preview/x:1.0.0\"",
        "$$ \\input{/etc/passwd}",
        "{{ 7*7 }} { $card } %s",
        "<script>alert(1)</script>",
        "(\\) endstream endobj",
    ];
    for name in names {
        let pdf = card_to(&[name.to_owned()], Language::Nb);
        let text = words_of(&text_of(&pdf, false));
        assert!(text.contains(name), "{name} in {text}");
    }
}

#[test]
fn case_187_emoji_and_overrides_become_marks_and_a_huge_name_is_cut() {
    let odd = ["Ola 😀 \u{202e}Nordmann\nBcc".to_owned()];
    let text = words_of(&text_of(&card_to(&odd, Language::Nb), false));
    assert!(text.contains("Ola ? ?Nordmann Bcc"), "{text}");

    let huge = ["x".repeat(100_000), "y ".repeat(50_000)];
    let pdf = card_to(&huge, Language::En);
    let text = text_of(&pdf, false);
    assert!(text.contains('…') && text.len() < 10_000);
    assert!(text.contains("Lost the card?"));
}

#[test]
fn the_password_letter_says_what_to_type() {
    for language in Language::ALL {
        let to = address();
        let print = PasswordPrint {
            to: &to,
            language,
            user_id: "mette.hald",
            password: "kfxw-7h3m-pq",
            valid_until: Timestamp::from_seconds(1_793_712_720),
        };
        let pdf = password_letter(&print, &head()).expect("a letter");
        let text = words_of(&text_of(pdf.expose(), false));
        for part in [
            "mette.hald",
            "kfxw-7h3m-pq",
            "9730 Kárášjohka",
            "2026",
            "75 00 00 00",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(
            !text.contains("password-letter") && !text.contains("{$"),
            "{text}"
        );
    }
}
