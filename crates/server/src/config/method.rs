//! The `[[method]]` blocks: the electronic IDs of the chooser, in their order on the page.

use super::network::Issuer;
use super::problem::Findings;
use super::{logo, raw};
use lykill_broker::level::lower;
use lykill_broker::method::{built_in, has_way_without_copying, level_cap};
use lykill_broker::types::{Group, Logo, Method};
use lykill_core::level::meets;
use lykill_core::{DisplayName, Language, Level, MethodKind};
use lykill_issuer::passkey::PasskeyRules;
use url::Url;

/// All logos together, in bytes: with them a first visit of the chooser stays below 64 KiB.
const LOGOS: usize = 10 * 1024;

/// A checked text for each language.
type Texts = Vec<(Language, DisplayName)>;

pub(super) fn check(
    raw: &[raw::Method],
    (issuer, rules): (Option<&Issuer>, Option<&PasskeyRules>),
    findings: &mut Findings<'_>,
) -> Option<Vec<Method>> {
    let has_passkeys = issuer.is_none_or(|issuer| issuer.passkey_host().is_some());
    let methods = blocks(raw, has_passkeys, findings);
    methods.map(|methods| capped(methods, rules))
}

/// `has_passkeys` says whether the issuer's host is one for which there are any.
fn blocks(
    raw: &[raw::Method],
    has_passkeys: bool,
    findings: &mut Findings<'_>,
) -> Option<Vec<Method>> {
    if raw.is_empty() {
        let passkey = has_passkeys.then_some(MethodKind::Passkey);
        let kinds = std::iter::once(MethodKind::KeyCard).chain(passkey);
        return Some(kinds.map(built_in).collect());
    }
    let mut methods: Vec<(i64, Method)> = Vec::with_capacity(raw.len());
    let mut whole = true;
    let mut logos = 0;
    for (index, raw) in raw.iter().enumerate() {
        let path = |key: &str| format!("method.{}.{key}", index + 1);
        let Some(method) = one(raw, &path, findings) else {
            whole = false;
            continue;
        };
        if methods.iter().any(|(_, other)| other.name == method.name) {
            findings.add(&path("name"), format!("{:?} stands twice", method.name));
            whole = false;
        }
        if method.kind == MethodKind::Passkey && !has_passkeys {
            let words = "passkeys need an issuer whose host is a name";
            findings.add(&path("kind"), words);
            whole = false;
        }
        logos += method.logo.as_ref().map_or(0, |logo| logo.bytes.len());
        if logos > LOGOS {
            let words = "with this one the logos have more than 10 KiB together; make them smaller";
            findings.add(&path("logo"), words);
            return None;
        }
        methods.push((raw.order.unwrap_or(0), method));
    }
    // Of the same order, as they stand in the file.
    methods.sort_by_key(|(order, _)| *order);
    let methods = methods.into_iter().map(|(_, method)| method);
    whole.then(|| methods.collect())
}

/// A passkey is never worth more than what is believed of the best ones: a level that none of them
/// reaches is not offered.
fn capped(mut methods: Vec<Method>, rules: Option<&PasskeyRules>) -> Vec<Method> {
    for method in &mut methods {
        if let (MethodKind::Passkey, Some(rules)) = (method.kind, rules) {
            method.level = lower(method.level, rules.device_bound);
        }
    }
    methods
}

/// Somebody who cannot copy characters from paper or a device must have a way in (WCAG 2.2,
/// 3.3.8), or the operator says in words why not. Gives these words where they are needed.
pub(super) fn transcription_only(
    methods: Option<&[Method]>,
    raw: &raw::Accessibility,
    findings: &mut Findings<'_>,
) -> Option<Option<String>> {
    if has_way_without_copying(methods?) {
        return Some(None);
    }
    let key = "accessibility.transcription_only";
    match raw.transcription_only.as_deref().map(DisplayName::parse) {
        Some(Ok(words)) => Some(Some(words.into())),
        Some(Err(error)) => {
            findings.add(key, error.to_string());
            None
        }
        None => {
            let what = "every method has people copy characters: add one of kind passkey, or say \
                        here in words why not";
            findings.add(key, what);
            None
        }
    }
}

fn one(
    raw: &raw::Method,
    path: &impl Fn(&str) -> String,
    findings: &mut Findings<'_>,
) -> Option<Method> {
    let kind = findings.required(&path("kind"), raw.kind.as_deref(), kind)?;
    let default = built_in(kind);
    let name = findings.or(&path("name"), raw.name.as_deref(), default.name, name);
    let level = findings.or(
        &path("level"),
        raw.level.as_deref(),
        default.level,
        |text| level(text, kind),
    );
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
    let group = findings.or(&path("group"), raw.group.as_deref(), default.group, group);
    let logo = findings.or(&path("logo"), raw.logo.as_deref(), None, some_logo);
    let help = findings.or(&path("help"), raw.help.as_deref(), None, help);
    Some(Method {
        name: name?,
        kind,
        display: display?,
        line: line?,
        level: level?,
        group: group?,
        logo: logo?,
        help: help?,
    })
}

fn kind(text: &str) -> Result<MethodKind, String> {
    MethodKind::from_word(text).ok_or_else(|| {
        let known = MethodKind::ALL.map(MethodKind::word).join(", ");
        format!("{text:?} is unknown; this release has {known}")
    })
}

fn name(text: &str) -> Result<String, String> {
    if Method::is_name(text) {
        Ok(text.to_owned())
    } else {
        Err(format!("{text:?} must be 1 to 32 of a to z, 0 to 9 and -"))
    }
}

/// An authenticator is never worth more than its kind.
fn level(text: &str, kind: MethodKind) -> Result<Level, String> {
    let most = level_cap(kind);
    match level_word(text)? {
        level if meets(most, level) => Ok(level),
        _ => Err(format!("{} reaches {most} at most", kind.word())),
    }
}

pub(super) fn level_word(text: &str) -> Result<Level, String> {
    Level::from_word(text).ok_or_else(|| format!("{text:?} is none of low, substantial, high"))
}

fn group(text: &str) -> Result<Group, String> {
    Group::from_word(text).ok_or_else(|| format!("{text:?} is none of main, more"))
}

fn some_logo(text: &str) -> Result<Option<Logo>, String> {
    logo::read(text).map(Some)
}

/// An address that pages link to: https, so that nobody on the way writes what people read there.
fn help(text: &str) -> Result<Option<String>, String> {
    let url = Url::parse(text).map_err(|error| format!("{text:?}: {error}"))?;
    let plain = url.username().is_empty() && url.password().is_none();
    if url.scheme() == "https" && plain {
        Ok(Some(url.into()))
    } else {
        Err(format!("{text:?} must be an https address"))
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
