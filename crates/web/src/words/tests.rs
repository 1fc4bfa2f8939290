use super::*;
use jiff::civil::{Date, date};

#[test]
fn times_are_said_as_each_language_says_them() {
    let at = date(2026, 11, 3).at(9, 5, 7, 0);
    let (nb, da, en) = (
        Words::of(Lang::Nb),
        Words::of(Lang::Da),
        Words::of(Lang::En),
    );
    assert_eq!(
        [nb.clock(at), da.clock(at), en.clock(at)],
        ["09.05", "09.05", "09:05"]
    );
    assert_eq!(en.clock_seconds(at), "09:05:07");
    assert_eq!(nb.date(at.date()), "3. november 2026");
    assert_eq!(en.date(at.date()), "3 November 2026");
    assert_eq!(nb.at(at, at.date()), "kl. 09.05");
    let another_day: Date = date(2026, 11, 2);
    assert_eq!(da.at(at, another_day), "3. november kl. 09.05");
    assert_eq!(en.at(at, another_day), "on 3 November at 09:05");
    assert_eq!(
        en.minutes(at, at.saturating_add(jiff::Span::new().seconds(241))),
        5
    );
}

#[test]
fn lists_and_plurals() {
    let en = Words::of(Lang::En);
    let items = ["a", "b", "c"].map(str::to_owned);
    assert_eq!(en.list(&items), "a, b and c");
    let tries = |left: u32| {
        en.num("left", left)
            .with("sent", "14:27")
            .t("code-mismatch")
    };
    assert!(tries(1).ends_with("1 attempt left."), "{}", tries(1));
    assert!(tries(3).ends_with("3 attempts left."), "{}", tries(3));
}

#[test]
fn case_183_an_argument_of_a_text_is_inert() {
    let evil = "**<script>alert('1')</script>** {$x}\"";
    let html = Words::of(Lang::Nb)
        .with("host", evil)
        .rich("fact-check-address")
        .to_string();
    assert_eq!(
        html,
        "Sjekk at adressen øverst er <b>**&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;** \
         {$x}&#34;</b>."
    );
}

#[test]
fn a_name_from_right_to_left_does_not_reorder_the_sentence() {
    let text = Words::of(Lang::En).with("service", "שלום 1").t("back-to");
    assert_eq!(text, "Back to \u{2068}שלום 1\u{2069}");
}
