//! The reading level of every catalogue: pages, letters, e-mails, text messages (ux.md section 3).
//!
//! Each sentence has at most 20 words and none of the forbidden ones. Over a catalogue, LIX is at
//! most 38 (Scandinavian languages) and the Flesch-Kincaid grade at most 7 (English). A finding
//! names the key, the sentence and, for a whole catalogue, the texts that weigh most.

mod sentence;

use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, Pattern, PatternElement};
use fluent_syntax::parser;

use super::Finding;
use sentence::{Counts, sentences};

/// Words of one sentence at most.
const WORDS_MOST: usize = 20;
/// LIX of a catalogue at most.
const LIX_MOST: f64 = 38.0;
/// Flesch-Kincaid grade of the English catalogue at most.
const GRADE_MOST: f64 = 7.0;
/// How many of the heaviest texts are named.
const NAMED: usize = 3;

/// Words that tell a reader nothing they can act on, by language.
const FORBIDDEN: &[(&str, &[&str])] = &[
    ("en", &["please", "invalid", "oops", "session", "token"]),
    ("nb", &["vennligst", "ugyldig", "oisann", "sesjon", "token"]),
    (
        "nn",
        &["venlegast", "ver så snill", "ugyldig", "sesjon", "token"],
    ),
    ("da", &["venligst", "ugyldig", "ups", "session", "token"]),
];

/// Findings in all catalogues of all crates.
pub fn levels(root: &Path, files: &[String]) -> Vec<Finding> {
    let catalogues = files.iter().filter(|file| file.ends_with(".ftl"));
    let read = |file: &String| Some((file.clone(), std::fs::read_to_string(root.join(file)).ok()?));
    catalogues
        .filter_map(read)
        .flat_map(|(path, text)| level(&path, &text))
        .collect()
}

/// One text of a catalogue as somebody may read it: one variant of each choice in it.
struct Text {
    key: String,
    line: usize,
    words: String,
}

/// Findings in one catalogue; its language is its name.
fn level(path: &str, source: &str) -> Vec<Finding> {
    let file = Path::new(path).file_stem().and_then(|stem| stem.to_str());
    let language = file.unwrap_or_default();
    let texts = texts(source);
    let mut findings: Vec<Finding> = texts
        .iter()
        .flat_map(|text| of_text(path, language, text))
        .collect();
    findings.extend(of_catalogue(path, language, &texts));
    findings
}

fn of_text(path: &str, language: &str, text: &Text) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut found = |what: String| {
        findings.push(Finding::new(
            path,
            text.line,
            format!("`{}`: {what}", text.key),
        ));
    };
    for sentence in sentences(&text.words) {
        let count = Counts::of(&sentence).words;
        if count > WORDS_MOST {
            found(format!(
                "{count} words, {WORDS_MOST} at most; split: {sentence}"
            ));
        }
        for word in forbidden(language) {
            if has(&sentence, word) {
                found(format!("say it without \"{word}\": {sentence}"));
            }
        }
    }
    findings
}

fn forbidden(language: &str) -> &'static [&'static str] {
    let of = FORBIDDEN.iter().find(|(its, _)| *its == language);
    of.map_or(&[], |(_, words)| words)
}

/// Whether the word, or the words one after another, stand in the sentence.
fn has(sentence: &str, word: &str) -> bool {
    let plain: Vec<String> = sentence
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(str::to_lowercase)
        .collect();
    format!(" {} ", plain.join(" ")).contains(&format!(" {word} "))
}

fn of_catalogue(path: &str, language: &str, texts: &[Text]) -> Option<Finding> {
    let measure: fn(&Counts) -> f64 = match language {
        "en" => Counts::flesch_kincaid,
        _ => Counts::lix,
    };
    let (name, most) = match language {
        "en" => ("Flesch-Kincaid grade", GRADE_MOST),
        _ => ("LIX", LIX_MOST),
    };
    let mut counted: Vec<(&Text, Counts)> = texts
        .iter()
        .map(|text| (text, Counts::of_text(&text.words)))
        .collect();
    let all = counted.iter().map(|(_, counts)| *counts).sum();
    let level = measure(&all);
    if all.words == 0 || level <= most {
        return None;
    }
    counted.retain(|(_, counts)| counts.words >= 8);
    counted.sort_by(|(_, one), (_, other)| measure(other).total_cmp(&measure(one)));
    let heaviest: Vec<String> = counted
        .iter()
        .take(NAMED)
        .map(|(text, counts)| format!("`{}` ({:.0}): {}", text.key, measure(counts), text.words))
        .collect();
    let line = counted.first().map_or(1, |(text, _)| text.line);
    let what = format!(
        "{name} {level:.1}, {most:.0} at most; the heaviest texts: {}",
        heaviest.join(" | ")
    );
    Some(Finding::new(path, line, what))
}

fn texts(source: &str) -> Vec<Text> {
    // What does not parse is another check's finding.
    let resource = match parser::parse(source) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    let mut texts = Vec::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else {
            continue;
        };
        let line = super::catalogues::line_of(source, message.id.name);
        for words in message.value.as_ref().map(readings).unwrap_or_default() {
            let key = message.id.name.to_owned();
            texts.push(Text { key, line, words });
        }
    }
    texts
}

/// What a pattern can read as: each argument is one short word, each choice one of its variants.
fn readings(pattern: &Pattern<&str>) -> Vec<String> {
    let mut whole = vec![String::new()];
    for element in &pattern.elements {
        let parts = match element {
            PatternElement::TextElement { value } => vec![value.replace("**", "")],
            PatternElement::Placeable { expression } => match expression {
                Expression::Inline(_) => vec!["{x}".to_owned()],
                Expression::Select { variants, .. } => variants
                    .iter()
                    .flat_map(|variant| readings(&variant.value))
                    .collect(),
            },
        };
        whole = whole
            .iter()
            .flat_map(|before| parts.iter().map(move |part| format!("{before}{part}")))
            .collect();
    }
    whole
}

#[cfg(test)]
mod tests;
