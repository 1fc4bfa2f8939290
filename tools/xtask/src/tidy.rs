//! `cargo xtask tidy`: the rules of this code base that no compiler knows.
//!
//! A rule is a file below; it takes what it looks at and gives findings. A finding names the place,
//! what is wrong there, and what to do instead.

mod cases;
mod catalogues;
mod docs;
mod imports;
mod mentions;
mod purity;
mod reading;
mod sizes;
mod source;
mod words;

use std::fmt;
use std::path::Path;

use crate::run::{Failure, Outcome};
use crate::tidy::source::Source;
use crate::workspace::{files, metadata};

/// Checks who imports whom, purity, sizes, docs, words, language files and the list of cases.
///
/// Prints `path:line: what is wrong, and what to do instead` and exits 1 when there is a finding.
/// Looks at every file that git tracks or would track.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask tidy                        all findings
  cargo xtask tidy | grep crates/store/   only those of one crate")]
pub struct Options {}

/// Something that breaks a rule.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, relative to the root of the repository.
    pub path: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong, and what to do instead.
    pub message: String,
}

impl Finding {
    /// A finding at a line of a file.
    pub fn new(path: impl Into<String>, line: usize, message: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            line,
            message: message.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}

/// Runs every rule, prints the findings, and fails when there is one.
pub fn tidy(root: &Path, Options {}: &Options) -> Outcome {
    let files = files(root)?;
    let mut findings = imports::of_packages(&metadata(root)?);
    findings.extend(words::names(&files));
    findings.extend(catalogues::languages(root, &files));
    findings.extend(reading::levels(root, &files));
    let (sources, broken) = source::read(root, &files);
    findings.extend(broken);
    for file in &files {
        if let Ok(text) = std::fs::read_to_string(root.join(file)) {
            findings.extend(words::texts(file, &text));
        }
    }
    let document = std::fs::read_to_string(root.join(cases::DOCUMENT));
    findings.extend(cases::of(document, &sources));
    for source in &sources {
        findings.extend(of_source(source));
    }
    findings.sort();
    findings.dedup();
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => {
            eprintln!(
                "tidy: {} files, {} of them Rust: clean",
                files.len(),
                sources.len()
            );
            Ok(())
        }
        count => Err(Failure::new(format!("tidy: {count} findings"))),
    }
}

/// Every rule that looks at one Rust file.
fn of_source(source: &Source) -> Vec<Finding> {
    let mut findings = sizes::of(source);
    findings.extend(docs::of(source));
    findings.extend(words::modules(source));
    findings.extend(words::cases(source));
    findings.extend(imports::of_paths(source));
    findings.extend(purity::of(source));
    findings
}
