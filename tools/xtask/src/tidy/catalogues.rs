//! The language files: each says the same things.

use std::collections::BTreeMap;
use std::path::Path;

use fluent_syntax::ast::Entry;
use fluent_syntax::parser;

use super::Finding;

/// Where the language files are, one for each language.
const FOLDER: &str = "crates/web/locales/";
/// Languages that must be complete.
const LANGUAGES: &[&str] = &["nb", "nn", "da", "en"];

/// The line of each message and of each attribute (`message.attribute`).
type Keys = BTreeMap<String, usize>;

/// Findings in the language files; none when there are no pages yet.
pub fn languages(root: &Path, files: &[String]) -> Vec<Finding> {
    let texts: BTreeMap<&str, String> = files
        .iter()
        .filter_map(|file| {
            let name = file.strip_prefix(FOLDER)?.strip_suffix(".ftl")?;
            Some((name, std::fs::read_to_string(root.join(file)).ok()?))
        })
        .collect();
    if texts.is_empty() {
        Vec::new()
    } else {
        compare(&texts)
    }
}

fn compare(texts: &BTreeMap<&str, String>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for language in LANGUAGES
        .iter()
        .filter(|language| !texts.contains_key(*language))
    {
        let message = "a language that must be complete has no file; translate one of the others";
        findings.push(Finding::new(format!("{FOLDER}{language}.ftl"), 1, message));
    }
    let mut catalogues: BTreeMap<&str, Keys> = BTreeMap::new();
    for (language, text) in texts {
        let (keys, broken) = keys(language, text);
        catalogues.insert(language, keys);
        findings.extend(broken);
    }
    for (language, keys) in &catalogues {
        for (other, theirs) in catalogues.iter().filter(|(other, _)| *other != language) {
            for (key, line) in theirs.iter().filter(|(key, _)| !keys.contains_key(*key)) {
                let message = format!("`{key}` is missing; translate it from {other}.ftl:{line}");
                findings.push(Finding::new(format!("{FOLDER}{language}.ftl"), 1, message));
            }
        }
    }
    findings
}

/// The keys of a language file, and a finding for each entry that is not Fluent or comes twice.
fn keys(language: &str, text: &str) -> (Keys, Vec<Finding>) {
    let path = format!("{FOLDER}{language}.ftl");
    let mut findings = Vec::new();
    let resource = parser::parse(text).unwrap_or_else(|(resource, errors)| {
        for error in errors {
            let line = line_at(text, error.pos.start);
            findings.push(Finding::new(
                &path,
                line,
                format!("is not Fluent: {error}; mend it"),
            ));
        }
        resource
    });
    let mut keys = Keys::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else {
            continue;
        };
        let line = line_of(text, message.id.name);
        if keys.insert(message.id.name.to_owned(), line).is_some() {
            let what = format!("`{}` comes twice; keep one", message.id.name);
            findings.push(Finding::new(&path, line, what));
        }
        for attribute in &message.attributes {
            keys.insert(format!("{}.{}", message.id.name, attribute.id.name), line);
        }
    }
    (keys, findings)
}

/// The line on which a message begins.
pub(super) fn line_of(text: &str, key: &str) -> usize {
    let defines = |line: &str| {
        line.strip_prefix(key)
            .is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    text.lines().position(defines).map_or(1, |index| index + 1)
}

fn line_at(text: &str, position: usize) -> usize {
    text.get(..position)
        .map_or(1, |before| before.matches('\n').count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found when nynorsk says what bokmål says.
    fn findings(nb: &str, da: &str, en: &str) -> Vec<String> {
        let texts = [("nb", nb), ("nn", nb), ("da", da), ("en", en)];
        let texts = texts
            .map(|(language, text)| (language, text.to_owned()))
            .into();
        compare(&texts).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_language_has_each_key() {
        let both = "a = x\nb = y\n    .label = z\n";
        assert!(findings(both, both, both).is_empty());
        let found = findings(both, "a = x\n", "a = x\nb = y\n");
        assert!(found.contains(
            &"crates/web/locales/da.ftl:1: `b` is missing; translate it from nb.ftl:2".to_owned()
        ));
        assert!(
            found
                .iter()
                .any(|finding| finding.contains("en.ftl:1: `b.label` is missing"))
        );
        assert!(!found.iter().any(|finding| finding.contains("nb.ftl:1:")));
    }

    #[test]
    fn a_file_that_is_not_fluent_and_a_key_that_comes_twice_are_found() {
        let found = findings("a = x\nb = { $\n", "a = x\na = y\n", "a = x\n");
        assert!(
            found
                .iter()
                .any(|finding| finding.contains("nb.ftl:2: is not Fluent"))
        );
        assert!(
            found
                .iter()
                .any(|finding| finding.contains("`a` comes twice"))
        );
    }

    #[test]
    fn a_language_without_a_file_is_found() {
        let texts = ["en", "nb", "nn"].map(|language| (language, "a = x".to_owned()));
        let texts = texts.into();
        let found = compare(&texts);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, "crates/web/locales/da.ftl");
    }
}
