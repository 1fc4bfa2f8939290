//! The texts of mails and letters: one Project Fluent catalogue a language, read once.
//!
//! A test renders every text in every language, so a key or an argument that a catalogue lacks
//! fails there and not in somebody's letter.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use lykill_core::{Language, Timestamp};
use std::sync::OnceLock;

const NB: &str = include_str!("../locales/nb.ftl");
const NN: &str = include_str!("../locales/nn.ftl");
const DA: &str = include_str!("../locales/da.ftl");
const EN: &str = include_str!("../locales/en.ftl");

type Bundle = FluentBundle<FluentResource>;

/// The texts of one language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words(pub(crate) Language);

/// What stands in the place of an argument.
#[derive(Debug, Clone)]
pub(crate) enum Argument {
    /// A text, as it is.
    Text(String),
    /// A number, by which the catalogue chooses singular or plural.
    Count(u32),
}

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl Words {
    /// The text `key`, which takes no arguments.
    pub(crate) fn plain(self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The text `key` with its arguments. An unknown key gives the key itself.
    pub(crate) fn with(self, key: &str, arguments: &[(&'static str, Argument)]) -> String {
        let bundle = bundle(self.0);
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let mut values = FluentArgs::new();
        for (name, argument) in arguments {
            let value = match argument {
                Argument::Text(text) => FluentValue::from(text.as_str()),
                Argument::Count(count) => FluentValue::from(*count),
            };
            values.set(*name, value);
        }
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&values), &mut errors);
        text.into_owned()
    }

    /// `Middle panel, column 3`, as the page names the place; both count from 0 here.
    pub(crate) fn column(self, panel: u8, column: u8) -> String {
        let column = (u32::from(column) + 1).to_string();
        let panel = self.panel(panel);
        self.with(
            "card-column",
            &[("panel", panel.into()), ("column", column.into())],
        )
    }

    /// `Middle panel`; the first is 0.
    pub(crate) fn panel(self, panel: u8) -> String {
        self.plain(match panel {
            0 => "panel-top",
            1 => "panel-middle",
            _ => "panel-bottom",
        })
    }

    /// `14.32` in Norwegian and Danish, `14:32` in English, in that zone.
    pub(crate) fn clock(self, at: Timestamp, zone: &jiff::tz::TimeZone) -> String {
        let civil = zone.to_datetime(at.to_jiff());
        let two = |number: i8| Argument::Text(format!("{number:02}"));
        self.with(
            "time",
            &[("hour", two(civil.hour())), ("minute", two(civil.minute()))],
        )
    }

    /// `3.11. kl. 14.32`, in that zone.
    pub(crate) fn short_moment(self, at: Timestamp, zone: &jiff::tz::TimeZone) -> String {
        let civil = zone.to_datetime(at.to_jiff());
        self.with(
            "sms-moment",
            &[
                ("day", civil.day().to_string().into()),
                ("month", civil.month().to_string().into()),
                ("time", self.clock(at, zone).into()),
            ],
        )
    }

    /// `3. november 2026 kl. 14.32`, in that zone.
    pub(crate) fn moment(self, at: Timestamp, zone: &jiff::tz::TimeZone) -> String {
        let civil = zone.to_datetime(at.to_jiff());
        let month = self.plain(&format!("month-{}", civil.month()));
        self.with(
            "moment",
            &[
                ("day", civil.day().to_string().into()),
                ("month", month.into()),
                ("year", civil.year().to_string().into()),
                ("time", self.clock(at, zone).into()),
            ],
        )
    }
}

fn bundle(language: Language) -> &'static Bundle {
    static BUNDLES: [OnceLock<Bundle>; 4] = [const { OnceLock::new() }; 4];
    let [nb, nn, da, en] = &BUNDLES;
    match language {
        Language::Nb => nb.get_or_init(|| read(NB, language)),
        Language::Nn => nn.get_or_init(|| read(NN, language)),
        Language::Da => da.get_or_init(|| read(DA, language)),
        Language::En => en.get_or_init(|| read(EN, language)),
    }
}

/// Reads a catalogue. What does not parse is left out here and found by the tests.
fn read(source: &str, language: Language) -> Bundle {
    let tag = language.tag().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    // Isolation marks are for screens that mix directions; in a subject they are noise, and a
    // reader that copies a code would copy them too.
    bundle.set_use_isolating(false);
    let resource = match FluentResource::try_new(source.to_owned()) {
        Ok(whole) => whole,
        Err((partial, _errors)) => partial,
    };
    bundle.add_resource_overriding(resource);
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluent_syntax::ast;
    use std::collections::{BTreeMap, BTreeSet};

    /// Each key with the arguments that its text names.
    fn keys(source: &str) -> BTreeMap<String, BTreeSet<String>> {
        let whole = fluent_syntax::parser::parse(source).expect("a catalogue without mistakes");
        let mut keys = BTreeMap::new();
        for entry in whole.body {
            if let ast::Entry::Message(message) = entry {
                let text = format!("{:?}", message.value.expect("a text"));
                let named = |part: &str| part.split('"').nth(1).map(str::to_owned);
                let arguments = text
                    .split("VariableReference { id: Identifier { name: ")
                    .skip(1)
                    .filter_map(named)
                    .collect();
                let before = keys.insert(message.id.name.to_owned(), arguments);
                assert!(before.is_none(), "{} stands twice", message.id.name);
            }
        }
        keys
    }

    #[test]
    fn every_language_has_the_same_keys_with_the_same_arguments() {
        let nb = keys(NB);
        assert!(nb.len() > 50 && nb["link-code-body"].contains("until"));
        assert_eq!(keys(NN), nb);
        assert_eq!(keys(DA), nb);
        assert_eq!(keys(EN), nb);
    }

    #[test]
    fn every_key_is_used_and_every_used_key_exists() {
        let sources = [
            include_str!("words.rs"),
            include_str!("compose.rs"),
            include_str!("letterhead.rs"),
            include_str!("pdf/key_card.rs"),
            include_str!("pdf/cover.rs"),
            include_str!("pdf/large_print.rs"),
            include_str!("braille.rs"),
            include_str!("card_paper.rs"),
            include_str!("read_aloud.rs"),
            include_str!("pdf/letter.rs"),
            include_str!("pdf/pin_letter.rs"),
            include_str!("pdf/welcome.rs"),
            include_str!("printing.rs"),
            include_str!("sms/text.rs"),
        ];
        let used: BTreeSet<&str> = sources
            .iter()
            .flat_map(|source| source.split('"'))
            .collect();
        for key in keys(NB).keys().filter(|key| !key.starts_with("month-")) {
            let stem = key.trim_end_matches("-subject").trim_end_matches("-body");
            assert!(
                used.contains(key.as_str()) || used.contains(stem),
                "{key} is not used"
            );
        }
    }

    #[test]
    fn a_clock_reads_as_in_the_profile_and_the_language() {
        let at = Timestamp::from_seconds(1_793_712_720);
        let oslo = jiff::tz::TimeZone::get("Europe/Oslo").expect("a zone");
        let clocks = Language::ALL.map(|language| Words(language).clock(at, &oslo));
        assert_eq!(clocks, ["14.32", "14.32", "14.32", "14:32"]);
        let moment = |language| Words(language).moment(at, &oslo);
        assert_eq!(moment(Language::Nb), "3. november 2026 kl. 14.32");
        assert_eq!(moment(Language::Nn), "3. november 2026 kl. 14.32");
        assert_eq!(moment(Language::En), "3 November 2026 at 14:32");
    }

    #[test]
    fn one_key_is_not_many_keys() {
        for (language, one, many) in [
            (Language::Nb, "1 nøkkel igjen", "20 nøkler igjen"),
            (Language::Nn, "1 nøkkel igjen", "20 nøklar igjen"),
            (Language::Da, "1 nøgle tilbage", "20 nøgler tilbage"),
            (Language::En, "1 key left", "20 keys left"),
        ] {
            let text = |left| {
                let arguments = [("left", Argument::Count(left)), ("card", "R1".into())];
                Words(language).with("card-ordered-body", &arguments)
            };
            assert!(text(1).contains(one), "{}", text(1));
            assert!(text(20).contains(many), "{}", text(20));
        }
    }
}
