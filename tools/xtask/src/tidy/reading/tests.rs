use super::*;

fn found(path: &str, text: &str) -> Vec<String> {
    level(path, text).iter().map(ToString::to_string).collect()
}

const EASY: &str = "a = Skriv nøkkelen fra kortet. Den står til høyre for nummeret.\n";

#[test]
fn an_easy_catalogue_passes_and_a_harder_one_does_not() {
    assert_eq!(found("x/nb.ftl", EASY), Vec::<String>::new());
    let hard = EASY.replace(
        "Skriv nøkkelen fra kortet",
        "Autentiseringsopplysningene registreres gjennom nøkkelkortutstederens innloggingstjeneste",
    );
    let findings = found("x/nb.ftl", &hard);
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(
        findings[0].starts_with("x/nb.ftl:1: LIX 60.0, 38 at most"),
        "{findings:?}"
    );
    assert!(findings[0].contains("`a` (60)"), "{findings:?}");
    assert!(findings[0].contains("Autentiseringsopplysningene"));
}

#[test]
fn a_long_sentence_is_named_with_its_key() {
    let long = "ok = Ja.\nb = { $n ->\n    [one] Kort.\n   *[other] en to tre fire fem seks sju åtte \
                ni ti en to tre fire fem seks sju åtte ni ti { $n }.\n}\n";
    let findings = found("x/da.ftl", long);
    assert_eq!(findings.len(), 1, "{findings:?}");
    let head = "x/da.ftl:2: `b`: 21 words, 20 at most; split: en to tre";
    assert!(findings[0].starts_with(head), "{findings:?}");
}

#[test]
fn forbidden_words_are_found_whole() {
    let findings = found("x/en.ftl", "a = Please try again.\nb = We are pleased.\n");
    assert_eq!(
        findings,
        ["x/en.ftl:1: `a`: say it without \"please\": Please try again."]
    );
    let findings = found("x/nn.ftl", "a = Ver så snill og prøv igjen.\n");
    assert!(findings[0].contains("\"ver så snill\""), "{findings:?}");
}

#[test]
fn english_is_measured_by_its_syllables() {
    let hard = "a = Authentication information necessitates identification verification.\n";
    let findings = found("x/en.ftl", hard);
    assert!(findings[0].contains("Flesch-Kincaid grade"), "{findings:?}");
    let easy = "a = The key does not match number { $number }. Read from the card and try again.\n";
    assert_eq!(found("x/en.ftl", easy), Vec::<String>::new());
}

#[test]
fn sentences_end_where_a_reader_stops() {
    let text = "Den gjelder til kl. {x} den 3. november. Skriv den inn! Ja?\n\nHilsen {x}";
    let expected = [
        "Den gjelder til kl. {x} den 3. november.",
        "Skriv den inn!",
        "Ja?",
        "Hilsen {x}",
    ];
    assert_eq!(sentences(text), expected);
    let two = ["Passer ikke til {x}.", "Les fra {x}."];
    assert_eq!(sentences("Passer ikke til {x}. Les fra {x}."), two);
}
