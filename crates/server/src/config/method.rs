//! The `[[method]]` blocks: the electronic IDs of the chooser, in the order of the file.

use super::problem::Findings;
use super::raw;
use lykill_broker::types::Method;
use lykill_core::{DisplayName, Language, Level, MethodKind};

/// A checked text for each language.
type Texts = Vec<(Language, DisplayName)>;

const CARD_DISPLAY: [(Language, &str); 4] = [
    (Language::Nb, "Nøkkelkort"),
    (Language::Nn, "Nøkkelkort"),
    (Language::Da, "Nøglekort"),
    (Language::En, "Key card"),
];
const CARD_LINE: [(Language, &str); 4] = [
    (
        Language::Nb,
        "Bruker-ID, passord og en nøkkel fra kortet ditt",
    ),
    (
        Language::Nn,
        "Brukar-ID, passord og ein nøkkel frå kortet ditt",
    ),
    (
        Language::Da,
        "Bruger-id, adgangskode og en nøgle fra dit kort",
    ),
    (Language::En, "User ID, password and a key from your card"),
];

/// The key card as it is offered when no method is configured.
pub(crate) fn key_card() -> Method {
    Method {
        name: MethodKind::KeyCard.word().to_owned(),
        kind: MethodKind::KeyCard,
        display: words(CARD_DISPLAY),
        line: words(CARD_LINE),
        level: Level::Substantial,
    }
}

fn words(texts: [(Language, &str); 4]) -> Texts {
    let checked = texts.map(|(language, text)| Some((language, DisplayName::parse(text).ok()?)));
    checked.into_iter().flatten().collect()
}

pub(super) fn check(raw: &[raw::Method], findings: &mut Findings<'_>) -> Option<Vec<Method>> {
    if raw.is_empty() {
        return Some(vec![key_card()]);
    }
    let mut methods: Vec<Method> = Vec::with_capacity(raw.len());
    let mut whole = true;
    for (index, method) in raw.iter().enumerate() {
        let path = |key: &str| format!("method.{}.{key}", index + 1);
        let Some(method) = one(method, &path, findings) else {
            whole = false;
            continue;
        };
        if methods.iter().any(|other| other.name == method.name) {
            findings.add(&path("name"), format!("{:?} stands twice", method.name));
            whole = false;
        }
        methods.push(method);
    }
    whole.then_some(methods)
}

fn one(
    raw: &raw::Method,
    path: &impl Fn(&str) -> String,
    findings: &mut Findings<'_>,
) -> Option<Method> {
    let kind = findings.required(&path("kind"), raw.kind.as_deref(), kind);
    let default = key_card();
    let name = findings.or(&path("name"), raw.name.as_deref(), default.name, name);
    let level = findings.or(&path("level"), raw.level.as_deref(), default.level, level);
    let display = texts(
        &raw.display,
        default.display,
        &|key| path(&format!("display.{key}")),
        findings,
    );
    let line = texts(
        &raw.line,
        default.line,
        &|key| path(&format!("line.{key}")),
        findings,
    );
    Some(Method {
        name: name?,
        kind: kind?,
        display: display?,
        line: line?,
        level: level?,
    })
}

fn kind(text: &str) -> Result<MethodKind, String> {
    match text {
        "key-card" => Ok(MethodKind::KeyCard),
        _ => Err(format!("{text:?} is unknown; this release has key-card")),
    }
}

fn name(text: &str) -> Result<String, String> {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if (1..=40).contains(&text.len()) && text.bytes().all(allowed) {
        Ok(text.to_owned())
    } else {
        Err(format!("{text:?} must be 1 to 40 of a to z, 0 to 9 and -"))
    }
}

/// Anything printed is substantial at most (design of levels: an authenticator is never worth
/// more than its kind).
fn level(text: &str) -> Result<Level, String> {
    match Level::from_word(text) {
        Some(Level::High) => Err("a key card reaches substantial at most".to_owned()),
        Some(level) => Ok(level),
        None => Err(format!("{text:?} is none of low, substantial")),
    }
}

/// The texts in every language: those that are given replace the built-in ones.
fn texts(
    raw: &raw::Words,
    mut texts: Texts,
    path: &impl Fn(&str) -> String,
    findings: &mut Findings<'_>,
) -> Option<Texts> {
    for (language, text) in &mut texts {
        let given = match language {
            Language::Nb => raw.nb.as_deref(),
            Language::Nn => raw.nn.as_deref(),
            Language::Da => raw.da.as_deref(),
            Language::En => raw.en.as_deref(),
        };
        *text = findings.or(&path(language.tag()), given, text.clone(), display)?;
    }
    Some(texts)
}

fn display(text: &str) -> Result<DisplayName, String> {
    DisplayName::parse(text).map_err(|error| error.to_string())
}
