//! Names and addresses are data, whatever stands in them (security.md cases 183 and 187).

use super::*;
use std::time::{Duration, Instant};
use unicode_normalization::UnicodeNormalization;

/// Texts that a program which reads them as its source would obey.
const HOSTILE: [&str; 10] = [
    "#read(\"/etc/passwd\")",
    "#import \"@preview/x:1.0.0\"",
    "$$ \\input{/etc/passwd} \\immediate\\write18{id}",
    "{{ 7*7 }} { $card } %s ${jndi:ldap://x}",
    "<script>alert(1)</script>",
    "(\\) Tj ET endstream endobj 1 0 obj",
    "/JavaScript /JS (app.alert(1)) /OpenAction",
    "=cmd|' /C calc'!A0",
    "%!PS (x) run \\377",
    "<?xpacket end=\"w\"?> ]]>",
];

/// Names as people have them.
const NAMES: [&str; 8] = [
    "Áile Sárá Ŋŋ Somby Čálliidlágádus Đorđe Žižek Ŧuŋŋá",
    "Ǩiõtt-Ǥuõʹđđi Skâneva Ǯââʹǩǩ",
    "Þórður Æðelbráð Ørsted-Åkerblom",
    "Nguyễn Thị Ánh Tuyết Đặng",
    "Łukasz Brzęczyszczykiewicz Şükrü Õnne Ģirts",
    "Ḥasan al-Ṭabarī",
    "Jean-François d’Alençon “Jeff” O'Neill",
    "Mette – Marit & Søn A/S, 2. t.v.",
];

fn says(pdf: &[u8], name: &str) {
    let text: String = read::words(pdf).nfc().collect();
    let name = read::one_spaced(&name.nfc().collect::<String>());
    assert!(text.contains(&name), "{name} in {text}");
}

#[test]
fn case_187_a_hostile_name_is_printed_as_it_is() {
    for name in HOSTILE {
        says(&password_to(&[name.to_owned()], Language::Nb), name);
    }
}

#[test]
fn case_187_the_text_on_the_paper_is_the_name_as_registered() {
    for name in NAMES {
        says(&card_to(&[name.to_owned()], Language::Da), name);
        // In parts, as another system may have stored it.
        let parts: String = name.nfd().collect();
        says(&password_to(&[parts], Language::En), name);
    }
}

#[test]
fn case_187_emoji_overrides_and_nul_become_marks() {
    let odd = ["Ola 😀 \u{202e}Nordmann\nBcc\0x".to_owned()];
    let text = read::words(&card_to(&odd, Language::Nb));
    assert!(text.contains("Ola □ □Nordmann Bcc x"), "{text}");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the case is about real time")]
fn case_187_a_huge_name_costs_no_more_than_a_page_of_text() {
    let begun = Instant::now();
    for huge in [
        "x".repeat(100_000),
        "y ".repeat(50_000),
        "1 ".repeat(50_000),
        "e\u{301}\u{323}".repeat(40_000),
        "😀".repeat(100_000),
        "\0".repeat(100_000),
    ] {
        let pdf = card_to(&[huge.clone(), huge], Language::En);
        let text = read::words(&pdf);
        assert!(text.len() < 20_000 && pdf.len() < 400_000, "{}", pdf.len());
        assert!(text.contains("Lost the card?"));
    }
    assert!(begun.elapsed() < Duration::from_secs(30));
}

#[test]
fn case_183_a_script_in_a_text_field_is_no_action_of_the_file() {
    let hostile: Vec<String> = HOSTILE
        .iter()
        .take(6)
        .map(|&line| line.to_owned())
        .collect();
    for pdf in [
        card_to(&hostile, Language::Nb),
        password_to(&hostile, Language::Nb),
    ] {
        let objects = read::said("qpdf", &["--json", "FILE"], &pdf);
        for key in [
            "/JavaScript\"",
            "/JS\"",
            "/OpenAction\"",
            "/Launch\"",
            "/URI\"",
            "/AA\"",
        ] {
            assert!(!objects.contains(key), "{key}");
        }
    }
}
