//! What a piece of syntax names: paths, string literals and method calls, inside macros as well.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{UseTree, parse_str};

/// Everything that a file names, each with its line.
#[derive(Default)]
pub struct Mentions {
    /// Paths as their segments; a `use` of several names gives one path each, `*` is a segment.
    pub paths: Vec<(Vec<String>, usize)>,
    /// Values of string literals; doc comments are none.
    pub strings: Vec<(String, usize)>,
    /// Names of called methods.
    pub methods: Vec<(String, usize)>,
}

impl Mentions {
    /// Collects what a file names.
    pub fn of(file: &syn::File) -> Self {
        let mut mentions = Self::default();
        mentions.visit_file(file);
        mentions
    }

    fn use_tree(&mut self, tree: &UseTree, before: &[String]) {
        let with = |name: String| before.iter().cloned().chain([name]).collect::<Vec<_>>();
        let line = tree.span().start().line;
        match tree {
            UseTree::Path(path) => self.use_tree(&path.tree, &with(path.ident.to_string())),
            UseTree::Name(name) if name.ident == "self" => {
                self.paths.push((before.to_vec(), line));
            }
            UseTree::Name(name) => self.paths.push((with(name.ident.to_string()), line)),
            UseTree::Rename(name) => self.paths.push((with(name.ident.to_string()), line)),
            UseTree::Glob(_) => self.paths.push((with("*".to_owned()), line)),
            UseTree::Group(group) => {
                group
                    .items
                    .iter()
                    .for_each(|tree| self.use_tree(tree, before));
            }
        }
    }

    /// The inside of a macro call is not syntax yet, so it is read as tokens.
    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut path: Vec<String> = Vec::new();
        let mut path_line = 0;
        for (index, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Ident(ident) => {
                    if !continues_path(&tokens, index) {
                        self.take_path(&mut path, path_line);
                        path_line = ident.span().start().line;
                    }
                    path.push(ident.to_string());
                    if is_method_call(&tokens, index) {
                        let line = ident.span().start().line;
                        self.methods.push((ident.to_string(), line));
                    }
                }
                TokenTree::Literal(literal) => {
                    if let Ok(text) = parse_str::<syn::LitStr>(&literal.to_string()) {
                        self.strings
                            .push((text.value(), literal.span().start().line));
                    }
                }
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Punct(_) => {}
            }
        }
        self.take_path(&mut path, path_line);
    }

    fn take_path(&mut self, path: &mut Vec<String>, line: usize) {
        if !path.is_empty() {
            self.paths.push((std::mem::take(path), line));
        }
    }
}

fn is_punct(tokens: &[TokenTree], index: Option<usize>, wanted: char) -> bool {
    let token = index.and_then(|index| tokens.get(index));
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

/// Whether the name at `index` stands after `name::`.
fn continues_path(tokens: &[TokenTree], index: usize) -> bool {
    is_punct(tokens, index.checked_sub(1), ':')
        && is_punct(tokens, index.checked_sub(2), ':')
        && matches!(
            index.checked_sub(3).and_then(|i| tokens.get(i)),
            Some(TokenTree::Ident(_))
        )
}

/// Whether the name at `index` stands in `.name(`.
fn is_method_call(tokens: &[TokenTree], index: usize) -> bool {
    let called = matches!(
        tokens.get(index + 1),
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis
    );
    called && is_punct(tokens, index.checked_sub(1), '.')
}

impl<'ast> Visit<'ast> for Mentions {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.use_tree(&item.tree, &[]);
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        self.paths
            .push((vec![item.ident.to_string()], item.span().start().line));
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        self.paths.push((segments, path.span().start().line));
        visit::visit_path(self, path);
    }

    fn visit_lit_str(&mut self, literal: &'ast syn::LitStr) {
        self.strings
            .push((literal.value(), literal.span().start().line));
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.methods
            .push((call.method.to_string(), call.method.span().start().line));
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if !attribute.path().is_ident("doc") {
            visit::visit_attribute(self, attribute);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mentions(text: &str) -> Mentions {
        Mentions::of(&syn::parse_file(text).unwrap())
    }

    fn paths(text: &str) -> Vec<String> {
        mentions(text)
            .paths
            .into_iter()
            .map(|(path, _)| path.join("::"))
            .collect()
    }

    #[test]
    fn a_use_gives_one_path_for_each_name() {
        let text = "use std::{fs, io::{self, Read as R}}; use a::b::*; extern crate c as d;";
        assert_eq!(
            paths(text),
            ["std::fs", "std::io", "std::io::Read", "a::b::*", "c"]
        );
    }

    #[test]
    fn paths_in_types_expressions_and_attributes_are_seen() {
        let text = "#[tokio::main] async fn f(x: Vec<a::B>) { c::d(x); }";
        assert_eq!(paths(text), ["tokio::main", "Vec", "a::B", "c::d", "x"]);
    }

    #[test]
    fn the_inside_of_macros_is_seen_too() {
        let found = mentions("fn f() {\n m!(std::fs::read(a), \"text\",\n [r.route(b)]);\n}");
        let has = |path: &str| found.paths.iter().any(|(p, _)| p.join("::") == path);
        assert!(has("std::fs::read") && has("a"));
        assert_eq!(found.strings, [("text".to_owned(), 2)]);
        assert_eq!(found.methods, [("route".to_owned(), 3)]);
    }

    #[test]
    fn doc_comments_are_not_strings() {
        assert!(
            mentions("/// Select one from many.\nfn f() {}")
                .strings
                .is_empty()
        );
    }
}
