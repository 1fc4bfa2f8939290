//! Words that stand nowhere: paths of one machine, talk about how the work was done, marks without
//! an issue, names that say nothing; and numbers of cases that do not exist.
//!
//! The words are put together from halves, so that this file may name them.

use std::sync::LazyLock;

use regex::Regex;
use syn::visit::{self, Visit};

use super::Finding;
use super::source::Source;

/// Security cases are numbered from 1 to this.
const LAST_CASE: u32 = 230;

/// Files whose lines are made of hashes, in which any letters may stand together.
const LOCK_FILES: &[&str] = &["Cargo.lock", "package-lock.json"];

static FOREIGN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = [
        ["/wo", "rk/"],
        ["/fa", "rm/"],
        [r"\bsub", "agent"],
        [r"\bdevelopers?.{0,2}", r" session\b"],
    ];
    Regex::new(&format!(
        "(?i){}",
        words.map(|halves| halves.concat()).join("|")
    ))
    .ok()
});

static MARK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let marks = [["TO", "DO"], ["FIX", "ME"], ["XX", "X"]].map(|halves| halves.concat());
    Regex::new(&format!(r"\b({})\b", marks.join("|"))).ok()
});

static ISSUE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"#\d+").ok());

fn matches(pattern: &Option<Regex>, text: &str) -> bool {
    pattern
        .as_ref()
        .is_some_and(|pattern| pattern.is_match(text))
}

/// Findings in the text of any file.
pub fn texts(path: &str, text: &str) -> Vec<Finding> {
    let is_lock = LOCK_FILES.iter().any(|name| path.ends_with(name));
    let mut findings = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let mut find = |message| findings.push(Finding::new(path, index + 1, message));
        if matches(&FOREIGN, line) {
            find("names a machine or how the work was done; say what the project itself does");
        }
        if !is_lock && matches(&MARK, line) && !matches(&ISSUE, line) {
            find("an unfinished mark without its issue; do it, or write the issue as #number");
        }
    }
    findings
}

/// Findings in the names of files and folders of Rust code.
pub fn names(files: &[String]) -> Vec<Finding> {
    let rust = files.iter().filter(|file| file.ends_with(".rs"));
    let empty = rust.filter_map(|file| {
        let part = file.split(['/', '.']).find(|part| is_empty_name(part))?;
        Some(Finding::new(file, 1, empty_name(part)))
    });
    empty.collect()
}

/// Findings in the names of modules inside a file.
pub fn modules(source: &Source) -> Vec<Finding> {
    struct Modules(Vec<(String, usize)>);
    impl<'ast> Visit<'ast> for Modules {
        fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
            self.0
                .push((module.ident.to_string(), module.ident.span().start().line));
            visit::visit_item_mod(self, module);
        }
    }
    let mut modules = Modules(Vec::new());
    modules.visit_file(&source.whole);
    let empty = modules.0.iter().filter(|(name, _)| is_empty_name(name));
    empty
        .map(|(name, line)| Finding::new(&source.path, *line, empty_name(name)))
        .collect()
}

fn is_empty_name(name: &str) -> bool {
    matches!(
        name,
        "util" | "utils" | "common" | "helper" | "helpers" | "misc"
    )
}

fn empty_name(name: &str) -> String {
    format!("a module named `{name}` says nothing; name it by what it holds")
}

/// Findings in the numbers of security cases that functions are named after.
pub fn cases(source: &Source) -> Vec<Finding> {
    struct Cases(Vec<(String, usize)>);
    impl<'ast> Visit<'ast> for Cases {
        fn visit_signature(&mut self, signature: &'ast syn::Signature) {
            let name = signature.ident.to_string();
            if let Some(rest) = name.strip_prefix("case_") {
                let number = rest.split('_').next().unwrap_or(rest).to_owned();
                self.0.push((number, signature.ident.span().start().line));
            }
        }
    }
    let mut cases = Cases(Vec::new());
    cases.visit_file(&source.whole);
    let wrong = cases.0.iter().filter(|(number, _)| !is_case(number));
    wrong
        .map(|(number, line)| {
            let message = format!(
                "there is no case `{number}`; write three digits from 001 to {LAST_CASE}, as in \
                 the list of cases"
            );
            Finding::new(&source.path, *line, message)
        })
        .collect()
}

fn is_case(number: &str) -> bool {
    let value = number.parse::<u32>().ok().filter(|_| number.len() == 3);
    value.is_some_and(|value| (1..=LAST_CASE).contains(&value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source::source;

    #[test]
    fn foreign_words_are_found_in_any_file_and_case() {
        let path = ["see /Wo", "rk/main"].concat();
        let worker = ["a sub", "agent did it"].concat();
        let talk = ["the developer's", " session"].concat();
        let text = format!("fine\n{path}\n{worker}\nnetwork / workshop\n{talk}\n");
        let lines: Vec<usize> = texts("docs/a.md", &text).iter().map(|f| f.line).collect();
        assert_eq!(lines, [2, 3, 5]);
    }

    #[test]
    fn a_mark_needs_its_issue() {
        let mark = ["TO", "DO"].concat();
        assert_eq!(texts("a.rs", &format!("// {mark}: more")).len(), 1);
        assert_eq!(
            texts("a.js", &format!("// {}", ["FIX", "ME"].concat())).len(),
            1
        );
        assert!(texts("a.rs", &format!("// {mark}(#12): more")).is_empty());
        assert!(texts("a.rs", "const MASTODON: u8 = 1; // XXXXXX").is_empty());
        assert!(texts("Cargo.lock", &format!("hash+{mark}=")).is_empty());
    }

    #[test]
    fn a_module_is_named_by_what_it_holds() {
        let files = [
            "crates/core/src/utils.rs",
            "crates/a/tests/common/mod.rs",
            "docs/common.md",
        ];
        let files = files.map(str::to_owned);
        let found: Vec<String> = names(&files)
            .into_iter()
            .map(|finding| finding.path)
            .collect();
        assert_eq!(found, &files[..2]);
        assert_eq!(
            modules(&source("a.rs", "mod a { mod helpers {} }")).len(),
            1
        );
        assert!(modules(&source("a.rs", "mod uncommon;")).is_empty());
    }

    #[test]
    fn a_case_has_a_number_of_the_list() {
        let found = |name: &str| cases(&source("a.rs", &format!("#[test] fn {name}() {{}}"))).len();
        for good in [
            "case_001_spent",
            "case_230",
            "case_004_005_both",
            "in_case_of_doubt",
        ] {
            assert_eq!(found(good), 0, "{good}");
        }
        for bad in [
            "case_000_none",
            "case_231_more",
            "case_4_short",
            "case_of_doubt",
        ] {
            assert_eq!(found(bad), 1, "{bad}");
        }
        assert_eq!(
            cases(&source("a.rs", "mod t { fn case_999_x() {} }")).len(),
            1
        );
    }
}
