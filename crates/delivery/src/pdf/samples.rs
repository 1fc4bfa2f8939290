//! A card and a letterhead for tests, made up.

use super::CardPrint;
use crate::letterhead::Letterhead;
use lykill_core::{Language, Profile};

pub(crate) fn head() -> Letterhead {
    let help = Some("75 00 00 00, hjelp@lykill.example");
    let head = Letterhead::new("Lykill", help, Profile::TestDk).expect("a letterhead");
    head.returning_to(&["Postboks 4".to_owned(), "6101 Volda".to_owned()])
}

/// 148 pairs like those of a card.
pub(crate) fn pairs() -> Vec<(u16, u32)> {
    let pair = |n: u16| (1000 + n * 60, (u32::from(n) * 7_654_321) % 1_000_000);
    (0..148).map(pair).collect()
}

pub(crate) fn address() -> Vec<String> {
    ["Áile Sárá Ŋŋ Somby", "Kárášjohka 1", "9730 Kárášjohka"]
        .map(str::to_owned)
        .into()
}

pub(crate) fn print<'a>(
    to: &'a [String],
    language: Language,
    pairs: &'a [(u16, u32)],
) -> CardPrint<'a> {
    CardPrint {
        to,
        language,
        label: "R413-882",
        pairs,
    }
}
