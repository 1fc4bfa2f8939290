//! The chooser's electronic IDs: kinds with configuration (design.md section 5).

use crate::level::lower;
use crate::types::Method;
use lykill_core::level::meets;
use lykill_core::{DisplayName, Language, Level, MethodKind};

/// The most that a kind can reach, whatever is configured: what is printed, sent or typed is
/// substantial at most.
pub const fn level_cap(kind: MethodKind) -> Level {
    match kind {
        MethodKind::KeyCard => Level::Substantial,
    }
}

/// One line of the chooser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The electronic ID.
    pub method: Method,
    /// Whether it reaches the level that the service asks for. One that does not is shown with
    /// words that say so and cannot be chosen.
    pub enough: bool,
}

/// The chooser's lines in configured order.
pub fn offered(methods: &[Method], asked: Level) -> Vec<Offer> {
    let offer = |method: &Method| Offer {
        method: method.clone(),
        enough: reaches(method, asked),
    };
    methods.iter().map(offer).collect()
}

fn reaches(method: &Method, asked: Level) -> bool {
    meets(lower(method.level, level_cap(method.kind)), asked)
}

/// The method that a form names is not on offer at this login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotOffered {
    /// No method has this name.
    #[error("no such electronic ID")]
    Unknown,
    /// It does not reach the level that is asked.
    #[error("this electronic ID does not reach the level that the service asks for")]
    TooLow,
}

/// The method of a name, where it may be chosen (security.md case 87).
///
/// # Errors
/// [`NotOffered`] when the name was made up or the method was shown as not enough.
pub fn choose<'a>(
    methods: &'a [Method],
    name: &str,
    asked: Level,
) -> Result<&'a Method, NotOffered> {
    let method = methods.iter().find(|method| method.name == name);
    let method = method.ok_or(NotOffered::Unknown)?;
    if reaches(method, asked) {
        Ok(method)
    } else {
        Err(NotOffered::TooLow)
    }
}

/// A method's name and its plain line in a language; where that has none in bokmål, then
/// English, then whatever there is. None only for a method that [`check`] refuses.
pub fn for_language(method: &Method, language: Language) -> Option<(&DisplayName, &DisplayName)> {
    Some((
        in_language(&method.display, language)?,
        in_language(&method.line, language)?,
    ))
}

fn in_language(texts: &[(Language, DisplayName)], language: Language) -> Option<&DisplayName> {
    let wanted = [language, Language::Nb, Language::En];
    let found = wanted
        .iter()
        .find_map(|wanted| texts.iter().find(|(has, _)| has == wanted));
    found.or_else(|| texts.first()).map(|(_, text)| text)
}

/// What is wrong with the configured methods; it stops the start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MethodFault {
    /// None at all.
    #[error("at least one method is needed")]
    None,
    /// A name that cannot stand in a form.
    #[error("the method name {0:?} must be 1 to 32 of a to z, 0 to 9 and -")]
    Name(String),
    /// A name that two methods have.
    #[error("two methods have the name {0:?}")]
    Duplicate(String),
    /// No name or line to show.
    #[error("the method {0:?} needs a display name and a line in at least one language")]
    NoText(String),
    /// A level above the kind's.
    #[error("the method {0:?} cannot reach more than {1}")]
    Level(String, Level),
}

/// Checks configured methods.
///
/// # Errors
/// The first [`MethodFault`].
pub fn check(methods: &[Method]) -> Result<(), MethodFault> {
    if methods.is_empty() {
        return Err(MethodFault::None);
    }
    for (index, method) in methods.iter().enumerate() {
        let name = || method.name.clone();
        if !is_name(&method.name) {
            return Err(MethodFault::Name(name()));
        }
        if methods
            .iter()
            .take(index)
            .any(|other| other.name == method.name)
        {
            return Err(MethodFault::Duplicate(name()));
        }
        if for_language(method, Language::Nb).is_none() {
            return Err(MethodFault::NoText(name()));
        }
        if !meets(level_cap(method.kind), method.level) {
            return Err(MethodFault::Level(name(), level_cap(method.kind)));
        }
    }
    Ok(())
}

fn is_name(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=32).contains(&text.len()) && text.bytes().all(allowed)
}

/// The key card as it is offered when nothing is configured.
pub fn default_key_card() -> Method {
    Method {
        name: MethodKind::KeyCard.word().to_owned(),
        kind: MethodKind::KeyCard,
        display: texts(["Nøkkelkort", "Nøkkelkort", "Nøglekort", "Key card"]),
        line: texts([
            "Med bruker-ID, passord og nøkkelkort",
            "Med brukar-ID, passord og nøkkelkort",
            "Med bruger-id, adgangskode og nøglekort",
            "With user ID, password and key card",
        ]),
        level: Level::Substantial,
    }
}

/// Texts in the order of the languages; a test proves that none of ours is left out.
fn texts(texts: [&str; 4]) -> Vec<(Language, DisplayName)> {
    let pairs = Language::ALL.into_iter().zip(texts);
    let named = |(language, text)| Some((language, DisplayName::parse(text).ok()?));
    pairs.filter_map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Level::{High, Low, Substantial};

    fn named(name: &str, level: Level) -> Method {
        Method {
            name: name.to_owned(),
            level,
            ..default_key_card()
        }
    }

    #[test]
    fn the_key_card_is_whole_in_every_language() {
        let method = default_key_card();
        assert_eq!(check(std::slice::from_ref(&method)), Ok(()));
        let shown = Language::ALL.map(|language| {
            let (name, line) = for_language(&method, language).unwrap();
            (name.as_str(), line.as_str())
        });
        let expected = [
            ("Nøkkelkort", "Med bruker-ID, passord og nøkkelkort"),
            ("Nøkkelkort", "Med brukar-ID, passord og nøkkelkort"),
            ("Nøglekort", "Med bruger-id, adgangskode og nøglekort"),
            ("Key card", "With user ID, password and key card"),
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_missing_language_falls_back() {
        let mut method = default_key_card();
        method
            .display
            .retain(|(language, _)| *language == Language::Da);
        method
            .line
            .retain(|(language, _)| *language != Language::Da);
        let (name, line) = for_language(&method, Language::Da).unwrap();
        assert_eq!(name.as_str(), "Nøglekort");
        assert_eq!(line.as_str(), "Med bruker-ID, passord og nøkkelkort");
        let (name, _) = for_language(&method, Language::En).unwrap();
        assert_eq!(name.as_str(), "Nøglekort");
    }

    #[test]
    fn case_104_a_method_is_enough_up_to_its_level_and_its_kinds() {
        let methods = [
            named("low", Low),
            named("card", Substantial),
            named("boast", High),
        ];
        let enough = |asked| {
            let offers = offered(&methods, asked);
            offers
                .into_iter()
                .map(|offer| offer.enough)
                .collect::<Vec<_>>()
        };
        assert_eq!(enough(Low), [true, true, true]);
        assert_eq!(enough(Substantial), [false, true, true]);
        assert_eq!(enough(High), [false, false, false]);
    }

    #[test]
    fn case_087_a_method_below_the_level_cannot_be_forced() {
        let methods = [named("low", Low), named("card", Substantial)];
        let chosen = |name, asked| choose(&methods, name, asked).map(|m| m.name.as_str());
        assert_eq!(chosen("low", Low), Ok("low"));
        assert_eq!(chosen("low", Substantial), Err(NotOffered::TooLow));
        assert_eq!(chosen("card", Substantial), Ok("card"));
        assert_eq!(chosen("card", High), Err(NotOffered::TooLow));
        assert_eq!(chosen("admin", Low), Err(NotOffered::Unknown));
    }

    #[test]
    fn a_wrong_configuration_is_refused_with_its_reason() {
        let mut silent = named("silent", Low);
        silent.line.clear();
        let table = [
            (vec![], "at least one method is needed"),
            (
                vec![named("Key Card", Low)],
                "the method name \"Key Card\" must be 1 to 32 of a to z, 0 to 9 and -",
            ),
            (
                vec![named("a", Low), named("a", Low)],
                "two methods have the name \"a\"",
            ),
            (
                vec![silent],
                "the method \"silent\" needs a display name and a line in at least one language",
            ),
            (
                vec![named("a", High)],
                "the method \"a\" cannot reach more than substantial",
            ),
        ];
        for (methods, words) in table {
            assert_eq!(check(&methods).unwrap_err().to_string(), words);
        }
    }
}
