//! Every text that a page shows, in every language: Project Fluent catalogues, read once.
//!
//! A key that a template or a source file names and a catalogue lacks fails the build (`build.rs`),
//! and so does a key that nobody names. Catalogues mark stress with `**…**`; see
//! [`Sentence::rich`].

mod clock;
mod html;

pub use html::Html;
pub use lykill_core::Language as Lang;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::fmt::Display;
use std::sync::OnceLock;

/// The name of a text, where the name is chosen in code and not in a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key(pub &'static str);

/// What a language calls itself, for the language menu.
pub const fn native_name(lang: Lang) -> &'static str {
    match lang {
        Lang::Nb => "Norsk bokmål",
        Lang::Nn => "Norsk nynorsk",
        Lang::Da => "Dansk",
        Lang::En => "English",
    }
}

/// The texts of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words(Lang);

impl Words {
    /// The texts of `lang`.
    pub const fn of(lang: Lang) -> Self {
        Self(lang)
    }

    /// The language.
    pub const fn lang(self) -> Lang {
        self.0
    }

    /// The text `key`, which takes no arguments.
    pub fn t(self, key: &str) -> String {
        self.sentence().t(key)
    }

    /// The text `key`, which takes no arguments, named in code.
    pub fn key(self, key: Key) -> String {
        self.sentence().key(key)
    }

    /// The text `key` with its stressed words in bold.
    pub fn rich(self, key: &str) -> Html {
        self.sentence().rich(key)
    }

    /// Begins a text with an argument.
    pub fn with(self, name: &'static str, value: impl Display) -> Sentence {
        self.sentence().with(name, value)
    }

    /// Begins a text with a number, by which the catalogue may choose a plural form.
    pub fn num(self, name: &'static str, value: impl Display) -> Sentence {
        self.sentence().num(name, value)
    }

    /// "a, b and c".
    pub fn list(self, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [only] => only.clone(),
            [first @ .., last] => self
                .with("first", first.join(", "))
                .with("last", last)
                .t("list-and"),
        }
    }

    const fn sentence(self) -> Sentence {
        Sentence {
            lang: self.0,
            arguments: Vec::new(),
        }
    }
}

/// A text being put together: its language and arguments.
#[derive(Debug, Clone)]
pub struct Sentence {
    lang: Lang,
    arguments: Vec<(&'static str, Argument)>,
}

#[derive(Debug, Clone)]
enum Argument {
    Text(String),
    Number(String),
}

impl Sentence {
    /// Adds a text argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Display) -> Self {
        let text = isolated(value.to_string());
        self.arguments.push((name, Argument::Text(text)));
        self
    }

    /// Adds a number, by which the catalogue may choose a plural form.
    #[must_use]
    pub fn num(mut self, name: &'static str, value: impl Display) -> Self {
        let number = Argument::Number(value.to_string());
        self.arguments.push((name, number));
        self
    }

    /// The text `key` with these arguments; not HTML, so a template escapes it.
    pub fn t(&self, key: &str) -> String {
        self.format(key, str::to_owned).replace("**", "")
    }

    /// The text `key` with these arguments, named in code.
    pub fn key(&self, key: Key) -> String {
        self.t(key.0)
    }

    /// The text `key` as HTML: everything escaped, and what the catalogue put between `**` in bold.
    /// An asterisk inside an argument stays an asterisk.
    pub fn rich(&self, key: &str) -> Html {
        let guarded = |value: &str| value.replace('*', html::ASTERISK);
        Html::stressed(&self.format(key, guarded))
    }

    fn format(&self, key: &str, text: impl Fn(&str) -> String) -> String {
        let bundle = bundle(self.lang);
        let Some(pattern) = bundle.get_message(key).and_then(|found| found.value()) else {
            return key.to_owned();
        };
        let mut arguments = FluentArgs::new();
        for (name, argument) in &self.arguments {
            let value = match argument {
                Argument::Text(value) => FluentValue::from(text(value)),
                Argument::Number(value) => FluentValue::try_number(value),
            };
            arguments.set(*name, value);
        }
        let mut errors = Vec::new();
        bundle
            .format_pattern(pattern, Some(&arguments), &mut errors)
            .into_owned()
    }
}

/// Wraps a text that runs from right to left in isolates, so that it cannot reorder the sentence
/// around it; leaves every other text as it is, so that it can be copied.
fn isolated(text: String) -> String {
    let right_to_left = |c: char| {
        matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    };
    if text.chars().any(right_to_left) {
        format!("\u{2068}{text}\u{2069}")
    } else {
        text
    }
}

type Bundle = FluentBundle<FluentResource>;

fn bundle(lang: Lang) -> &'static Bundle {
    static NB: OnceLock<Bundle> = OnceLock::new();
    static NN: OnceLock<Bundle> = OnceLock::new();
    static DA: OnceLock<Bundle> = OnceLock::new();
    static EN: OnceLock<Bundle> = OnceLock::new();
    let (cell, text) = match lang {
        Lang::Nb => (&NB, include_str!("../locales/nb.ftl")),
        Lang::Nn => (&NN, include_str!("../locales/nn.ftl")),
        Lang::Da => (&DA, include_str!("../locales/da.ftl")),
        Lang::En => (&EN, include_str!("../locales/en.ftl")),
    };
    cell.get_or_init(|| read(lang, text))
}

fn read(lang: Lang, text: &str) -> Bundle {
    // The build has parsed the catalogue, so what could not be read here is nothing.
    let resource = match FluentResource::try_new(text.to_owned()) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    let tag = lang.tag().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(resource);
    bundle
}

#[cfg(test)]
mod tests;
