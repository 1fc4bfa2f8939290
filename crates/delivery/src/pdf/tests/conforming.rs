//! What makes a file a PDF/UA, as others see it.

use super::*;

fn papers(language: Language) -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("card", card_to(&address(), language)),
        ("password", password_to(&address(), language)),
        ("welcome", welcome_to(&address(), language)),
        ("pins", pins_to(&address(), language)),
    ]
}

/// The file with its streams uncompressed.
fn plain(pdf: &[u8]) -> String {
    let arguments = ["--qdf", "--object-streams=disable", "FILE", "-"];
    let out = read::program("qpdf", &arguments, pdf);
    assert!(out.status.success());
    String::from_utf8_lossy(&out.stdout).into_owned()
}

#[test]
fn every_paper_is_a_sound_file_that_says_it_is_pdf_ua() {
    for language in Language::ALL {
        let notice = ("notice", notice_to(&address(), language));
        for (name, pdf) in papers(language).into_iter().chain([notice]) {
            let check = read::program("qpdf", &["--check", "FILE"], &pdf);
            assert!(check.status.success(), "{name}: {check:?}");
            let info = read::said("pdfinfo", &["FILE"], &pdf);
            for line in [
                "Tagged:          yes",
                "JavaScript:      no",
                "Form:            none",
            ] {
                assert!(info.contains(line), "{name}: {info}");
            }
            assert!(info.contains("(A4)") && info.contains("Title:  "), "{info}");
            let meta = read::said("pdfinfo", &["-meta", "FILE"], &pdf);
            assert!(meta.contains("<pdfuaid:part>1</pdfuaid:part>"), "{meta}");
            let plain = plain(&pdf);
            let tag = language.tag();
            assert!(plain.contains(&format!("/Lang ({tag})")), "{name}");
            assert!(plain.contains("/DisplayDocTitle true"), "{name}");
            assert!(
                plain.contains("/Outlines") && plain.contains("/MarkInfo"),
                "{name}"
            );
        }
    }
}

#[test]
fn every_paper_reads_in_order_from_its_sender_to_its_help() {
    for (name, pdf) in papers(Language::Nb) {
        let text = read::structure(&pdf);
        let at = |part: &str| {
            text.find(part)
                .unwrap_or_else(|| panic!("{name}: {part}: {text}"))
        };
        assert!(at("Lykill") < at("Áile"), "{name}");
        assert!(at("Áile") < at("H1"), "{name}");
        assert!(
            text.matches("H1").count() == 1 && text.contains("H2"),
            "{name}: {text}"
        );
        assert!(at("L (block)") < at("Lbl"), "{name}: {text}");
        assert!(
            text.trim_end()
                .ends_with("75 00 00 00, hjelp@lykill.example\""),
            "{text}"
        );
    }
}

#[test]
fn what_the_face_lacks_is_never_written_as_a_missing_glyph() {
    // Without the mending this file would be refused: PDF/UA has no glyph for "not there".
    let odd = "漢字 العربية 😀 \u{200d}\u{fe0f}".to_owned();
    let text = read::words(&card_to(&[odd], Language::Nb));
    assert!(text.contains("□□ □□□□□□□ □ □□"), "{text}");
}
