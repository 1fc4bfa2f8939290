//! Fails the build when a text is missing, unused or differs in its arguments between languages,
//! and stamps the addresses of style sheet and script so that a browser never keeps an old one.

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The languages of `lykill_core::Language`, by the names of their catalogues.
const LANGUAGES: [&str; 4] = ["nb", "nn", "da", "en"];

/// What stands before a key where a template or a source file names one.
const BEFORE_A_KEY: [&str; 4] = [".t(\"", ".rich(\"", ".title(\"", "Key(\""];

/// The arguments of each message of a catalogue.
type Catalogue = BTreeMap<String, BTreeSet<String>>;

fn main() -> Result<(), String> {
    let mut wrong = String::new();
    let mut catalogues = Vec::new();
    for language in LANGUAGES {
        let path = format!("locales/{language}.ftl");
        let text = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        catalogues.push((path.clone(), catalogue(&path, &text)?));
    }
    let used = keys_in_use().map_err(|error| format!("reading templates and sources: {error}"))?;
    for (path, catalogue) in &catalogues {
        compare(path, catalogue, &used, &mut wrong);
    }
    if let Some(((first_path, first), rest)) = catalogues.split_first() {
        for (path, catalogue) in rest {
            same_arguments((first_path, first), (path, catalogue), &mut wrong);
        }
    }
    for watched in ["locales", "templates", "src", "static"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    stamp("static/app.css", "LYKILL_STYLE_STAMP")?;
    stamp("static/passkey.js", "LYKILL_SCRIPT_STAMP")?;
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!("the catalogues and the pages disagree:\n{wrong}"))
    }
}

fn catalogue(path: &str, text: &str) -> Result<Catalogue, String> {
    let resource = fluent_syntax::parser::parse(text)
        .map_err(|(_, errors)| format!("{path}: not a Fluent catalogue: {errors:?}"))?;
    let mut messages = Catalogue::new();
    for entry in resource.body {
        let Entry::Message(message) = entry else {
            continue;
        };
        let mut arguments = BTreeSet::new();
        let Some(value) = &message.value else {
            return Err(format!("{path}: {} has no text", message.id.name));
        };
        arguments_of(value, &mut arguments);
        let twice = messages.insert(message.id.name.to_owned(), arguments);
        if twice.is_some() {
            return Err(format!("{path}: {} stands there twice", message.id.name));
        }
    }
    Ok(messages)
}

fn arguments_of(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            match expression {
                Expression::Inline(inline) => inline_argument(inline, found),
                Expression::Select { selector, variants } => {
                    inline_argument(selector, found);
                    for variant in variants {
                        arguments_of(&variant.value, found);
                    }
                }
            }
        }
    }
}

fn inline_argument(inline: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            found.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => {
            if let Expression::Inline(inner) = expression.as_ref() {
                inline_argument(inner, found);
            }
        }
        _ => {}
    }
}

fn keys_in_use() -> io::Result<BTreeMap<String, PathBuf>> {
    let mut used = BTreeMap::new();
    let mut folders = vec![PathBuf::from("templates"), PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if ["html", "rs"].iter().any(|end| has_ending(&path, end)) {
                keys_of(&fs::read_to_string(&path)?, &path, &mut used);
            }
        }
    }
    Ok(used)
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension()
        .is_some_and(|extension| extension == ending)
}

fn keys_of(text: &str, path: &Path, used: &mut BTreeMap<String, PathBuf>) {
    for before in BEFORE_A_KEY {
        for rest in text.split(before).skip(1) {
            if let Some((key, _)) = rest.split_once('"') {
                used.insert(key.to_owned(), path.to_owned());
            }
        }
    }
}

fn compare(
    path: &str,
    catalogue: &Catalogue,
    used: &BTreeMap<String, PathBuf>,
    wrong: &mut String,
) {
    for (key, user) in used {
        if !catalogue.contains_key(key) {
            let _ = writeln!(wrong, "{path}: {key} is missing ({})", user.display());
        }
    }
    for key in catalogue.keys() {
        if !used.contains_key(key) {
            let _ = writeln!(wrong, "{path}: {key} is used by no page");
        }
    }
}

fn same_arguments(
    (first_path, first): (&String, &Catalogue),
    (path, other): (&String, &Catalogue),
    wrong: &mut String,
) {
    for (key, arguments) in first {
        if other.get(key).is_some_and(|found| found != arguments) {
            let _ = writeln!(
                wrong,
                "{key}: other arguments in {path} than in {first_path}"
            );
        }
    }
}

/// Hands the pages a short fingerprint (64-bit FNV-1a) of a static file.
fn stamp(path: &str, variable: &str) -> Result<(), String> {
    let bytes = fs::read(path).map_err(|error| format!("{path}: {error}"))?;
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    println!("cargo::rustc-env={variable}={:08x}", hash & 0xffff_ffff);
    Ok(())
}
