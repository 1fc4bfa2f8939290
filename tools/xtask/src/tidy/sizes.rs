//! How long a file, a function and a line may be.

use std::collections::BTreeMap;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::Finding;
use super::source::Source;

/// Lines of a file; the aim is 120 to 250.
const FILE_LINES: usize = 500;
/// Lines of a function from its signature to its last brace; the aim is 28.
const FUNCTION_LINES: usize = 70;
/// Characters of a line.
const LINE_CHARACTERS: usize = 100;
/// Characters of a string literal on one line from which it is called long and left alone.
const LONG_STRING: usize = 60;

/// Findings in one file, tests included.
pub fn of(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    let lines = source.text.lines().count();
    if lines > FILE_LINES {
        let message = format!("{lines} lines, at most {FILE_LINES}; split it by what it does");
        findings.push(Finding::new(&source.path, FILE_LINES + 1, message));
    }
    let mut functions = Functions::default();
    functions.visit_file(&source.whole);
    for (name, first, last) in functions.0 {
        let lines = last.saturating_sub(first) + 1;
        if lines > FUNCTION_LINES {
            let message = format!(
                "function {name} has {lines} lines, at most {FUNCTION_LINES}; take its steps out"
            );
            findings.push(Finding::new(&source.path, first, message));
        }
    }
    findings.extend(long_lines(source));
    findings
}

/// Name, first and last line of each function.
#[derive(Default)]
struct Functions(Vec<(String, usize, usize)>);

impl Functions {
    fn take(&mut self, signature: &syn::Signature, body: &syn::Block) {
        let first = signature.span().start().line;
        let last = body.brace_token.span.close().end().line;
        self.0.push((signature.ident.to_string(), first, last));
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.take(&function.sig, &function.block);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.take(&function.sig, &function.block);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        if let Some(body) = &function.default {
            self.take(&function.sig, body);
        }
        visit::visit_trait_item_fn(self, function);
    }
}

fn long_lines(source: &Source) -> Vec<Finding> {
    let long = |line: &&str| line.chars().count() > LINE_CHARACTERS && !line.contains("://");
    if !source.text.lines().any(|line| long(&line)) {
        return Vec::new();
    }
    let strings = string_widths(&source.text);
    let numbered = source
        .text
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line));
    numbered
        .filter(|(number, line)| {
            long(line) && strings.get(number).is_none_or(|width| *width < LONG_STRING)
        })
        .map(|(number, line)| {
            let width = line.chars().count();
            let message = format!("{width} characters, at most {LINE_CHARACTERS}; break the line");
            Finding::new(&source.path, number, message)
        })
        .collect()
}

/// For each line with a string literal on it, the width of the widest one there.
fn string_widths(text: &str) -> BTreeMap<usize, usize> {
    let mut widths = BTreeMap::new();
    if let Ok(tokens) = text.parse::<TokenStream>() {
        let lines: Vec<&str> = text.lines().collect();
        measure(tokens, &lines, &mut widths);
    }
    widths
}

fn measure(tokens: TokenStream, lines: &[&str], widths: &mut BTreeMap<usize, usize>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => measure(group.stream(), lines, widths),
            TokenTree::Literal(literal) if literal.to_string().contains('"') => {
                measure_string(literal.span(), lines, widths);
            }
            _ => {}
        }
    }
}

fn measure_string(span: Span, lines: &[&str], widths: &mut BTreeMap<usize, usize>) {
    let (start, end) = (span.start(), span.end());
    let line = |number: usize| {
        lines
            .get(number.saturating_sub(1))
            .copied()
            .unwrap_or_default()
    };
    // A doc comment becomes a literal whose place is the comment; that is not a string.
    if line(start.line).chars().nth(start.column) == Some('/') {
        return;
    }
    for number in start.line..=end.line {
        let from = if number == start.line {
            start.column
        } else {
            0
        };
        let to = if number == end.line {
            end.column
        } else {
            line(number).chars().count()
        };
        let width = widths.entry(number).or_insert(0);
        *width = (*width).max(to.saturating_sub(from));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source::source;

    fn findings(text: &str) -> Vec<String> {
        of(&source("crates/core/src/a.rs", text))
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_file_has_at_most_500_lines() {
        assert!(findings(&"//\n".repeat(500)).is_empty());
        let found = findings(&"//\n".repeat(501));
        assert!(
            found[0].starts_with("crates/core/src/a.rs:501: 501 lines"),
            "{found:?}"
        );
    }

    #[test]
    fn a_function_has_at_most_70_lines_and_its_docs_do_not_count() {
        let function = |lines: usize| {
            let docs = "/// Text.\n".repeat(40);
            format!("{docs}fn f(\n) {{\n{}}}\n", "a();\n".repeat(lines - 3))
        };
        assert!(findings(&function(70)).is_empty());
        let found = findings(&function(71));
        assert!(
            found[0].contains("a.rs:41: function f has 71 lines"),
            "{found:?}"
        );
    }

    #[test]
    fn methods_and_tests_are_functions_too() {
        let body = "a();\n".repeat(70);
        assert_eq!(
            findings(&format!("impl S {{ fn f() {{\n{body}}} }}")).len(),
            1
        );
        assert_eq!(
            findings(&format!("trait T {{ fn f() {{\n{body}}} }}")).len(),
            1
        );
        assert_eq!(
            findings(&format!("#[cfg(test)] mod t {{ fn f() {{\n{body}}} }}")).len(),
            1
        );
    }

    #[test]
    fn a_line_has_at_most_100_characters() {
        let name = "å".repeat(90);
        assert!(findings(&format!("// {name}\nfn f() {{}}")).is_empty());
        let found = findings(&format!("fn f() {{}}\n/// {name} {name}\nfn g() {{}}"));
        assert!(
            found[0].starts_with("crates/core/src/a.rs:2: 185 characters"),
            "{found:?}"
        );
    }

    #[test]
    fn long_strings_and_links_are_left_alone() {
        let words = "word ".repeat(20);
        assert!(findings(&format!("const A: &str = \"{words}\";")).is_empty());
        assert!(findings(&format!("const A: &str = \"a\n{words}{words}\n\";")).is_empty());
        assert!(findings(&format!("// see https://example.org/{}", "a".repeat(90))).is_empty());
        let short = format!("const A: [&str; 9] = [{}];", "\"ten chars\", ".repeat(9));
        assert_eq!(findings(&short).len(), 1);
    }
}
