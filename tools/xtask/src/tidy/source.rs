//! A Rust file as the rules see it: its text, its syntax, and which of it is shipped.

use std::collections::BTreeSet;
use std::path::Path;

use syn::{Attribute, ImplItem, Item, Meta};

use super::Finding;

/// A parsed Rust file.
pub struct Source {
    /// Relative to the root of the repository.
    pub path: String,
    /// The file as it is.
    pub text: String,
    /// All of it, tests included.
    pub whole: syn::File,
    /// Without what is compiled only for tests; empty when the file is nothing else.
    pub shipped: syn::File,
}

impl Source {
    /// Parses a file; `is_test` says that it is compiled only for tests.
    ///
    /// # Errors
    /// A finding at the place where the file stops being Rust.
    pub fn parse(path: &str, text: String, is_test: bool) -> Result<Self, Finding> {
        let whole = syn::parse_file(&text).map_err(|error| {
            let line = error.span().start().line;
            Finding::new(
                path,
                line,
                format!("is not Rust that can be parsed: {error}; mend it"),
            )
        })?;
        let mut shipped = whole.clone();
        if is_test || is_test_path(path) || shipped.attrs.iter().any(is_cfg_test) {
            shipped.items.clear();
            shipped.attrs.clear();
        }
        drop_tests(&mut shipped.items);
        Ok(Self {
            path: path.to_owned(),
            text,
            whole,
            shipped,
        })
    }

    /// Whether nothing in the file is compiled into a program that is not a test.
    pub fn is_test(&self) -> bool {
        self.shipped.items.is_empty() && !self.whole.items.is_empty()
    }
}

/// Reads every Rust file among these, and gives a finding for each that is not Rust.
pub fn read(root: &Path, files: &[String]) -> (Vec<Source>, Vec<Finding>) {
    let texts: Vec<(&String, String)> = files
        .iter()
        .filter(|file| file.ends_with(".rs"))
        .filter_map(|file| Some((file, std::fs::read_to_string(root.join(file)).ok()?)))
        .collect();
    let mut test_roots = BTreeSet::new();
    for (path, text) in &texts {
        if let Ok(file) = syn::parse_file(text) {
            test_roots.extend(test_modules(path, &file.items));
        }
    }
    let (mut sources, mut broken) = (Vec::new(), Vec::new());
    for (path, text) in texts {
        match Source::parse(path, text, is_below(path, &test_roots)) {
            Ok(source) => sources.push(source),
            Err(finding) => broken.push(finding),
        }
    }
    (sources, broken)
}

/// Integration tests, the tests' own toolbox, the soak, and files that are named as tests.
fn is_test_path(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let named = name == "tests.rs" || name.ends_with("_test.rs") || name.ends_with("_tests.rs");
    let folders = ["/tests/", "/testkit/", "/soak/"];
    named || path.starts_with("tests/") || folders.iter().any(|folder| path.contains(folder))
}

/// Where the files of this file's `#[cfg(test)] mod name;` are, without their ending.
fn test_modules(path: &str, items: &[Item]) -> Vec<String> {
    let stem = path.strip_suffix(".rs").unwrap_or(path);
    let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
    let folder = if matches!(name, "lib" | "main" | "mod") {
        folder
    } else {
        stem
    };
    let outside = items.iter().filter_map(|item| match item {
        Item::Mod(module) if module.content.is_none() => Some(module),
        _ => None,
    });
    outside
        .filter(|module| module.attrs.iter().any(is_cfg_test))
        .map(|module| format!("{folder}/{}", module.ident))
        .collect()
}

fn is_below(path: &str, roots: &BTreeSet<String>) -> bool {
    let below = |rest: &str| rest == ".rs" || rest.starts_with('/');
    roots
        .iter()
        .any(|root| path.strip_prefix(root.as_str()).is_some_and(below))
}

fn drop_tests(items: &mut Vec<Item>) {
    items.retain(|item| !is_for_tests(attributes(item)));
    for item in items {
        match item {
            Item::Mod(module) => {
                if let Some((_, inner)) = &mut module.content {
                    drop_tests(inner);
                }
            }
            Item::Impl(block) => block.items.retain(|item| match item {
                ImplItem::Fn(function) => !is_for_tests(&function.attrs),
                _ => true,
            }),
            _ => {}
        }
    }
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|one| is_cfg_test(one) || one.path().is_ident("test"))
}

/// `#[cfg(test)]`, also inside `any` and `all`; never `not(test)`.
fn is_cfg_test(attribute: &Attribute) -> bool {
    let Meta::List(list) = &attribute.meta else {
        return false;
    };
    let words = list.tokens.to_string();
    let mut words = words.split(|c: char| !c.is_alphanumeric() && c != '_');
    list.path.is_ident("cfg") && words.clone().all(|w| w != "not") && words.any(|w| w == "test")
}

/// The attributes of an item, of whatever kind.
pub fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// A source for the tests of the rules.
#[cfg(test)]
pub fn source(path: &str, text: &str) -> Source {
    Source::parse(path, text.to_owned(), false).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compiled_only_for_tests_is_not_shipped() {
        let text = "fn a() {} #[cfg(test)] mod tests { fn b() {} } #[test] fn c() {}
            #[cfg(any(test, feature = \"x\"))] fn d() {} #[cfg(not(test))] fn e() {}
            impl S { #[cfg(test)] fn f() {} fn g() {} } mod inner { #[cfg(test)] use x as h; }";
        let source = source("crates/core/src/lib.rs", text);
        assert_eq!(source.whole.items.len(), 7);
        assert_eq!(source.shipped.items.len(), 4);
        let Item::Impl(block) = &source.shipped.items[2] else {
            panic!("the third is the impl")
        };
        assert_eq!(block.items.len(), 1);
    }

    #[test]
    fn test_files_are_known_by_their_place() {
        for path in [
            "crates/core/tests/login.rs",
            "crates/core/src/tests.rs",
            "a/b_test.rs",
            "tools/soak/src/verdict.rs",
        ] {
            assert!(source(path, "fn a() {}").is_test(), "{path}");
        }
        assert!(!source("crates/core/src/testing.rs", "fn a() {}").is_test());
        assert!(source("crates/core/src/a.rs", "#![cfg(test)] fn a() {}").is_test());
    }

    #[test]
    fn a_module_that_is_only_for_tests_takes_its_files_along() {
        let file = syn::parse_file("#[cfg(test)] mod world; mod real;").unwrap();
        assert_eq!(
            test_modules("crates/core/src/lib.rs", &file.items),
            ["crates/core/src/world"]
        );
        let roots = test_modules("crates/core/src/a.rs", &file.items)
            .into_iter()
            .collect();
        assert!(is_below("crates/core/src/a/world.rs", &roots));
        assert!(is_below("crates/core/src/a/world/clock.rs", &roots));
        assert!(!is_below("crates/core/src/a/worlds.rs", &roots));
    }

    #[test]
    fn a_file_that_is_not_rust_is_a_finding_at_its_line() {
        let finding = Source::parse("a.rs", "fn a() {}\nfn {".to_owned(), false)
            .err()
            .unwrap();
        assert_eq!((finding.path.as_str(), finding.line), ("a.rs", 2));
    }
}
