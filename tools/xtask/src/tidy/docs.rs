//! Docs where a reader looks for them: at the top of each module and on each public item.
//!
//! The compiler's own check sees only what another crate can reach; this one sees the rest.

use syn::{Attribute, ImplItem, Item, Visibility};

use super::Finding;
use super::source::{Source, attributes};

/// Folders with what is shipped.
const SHIPPED: &[&str] = &["crates/", "tools/portal/"];

/// Findings in one file of a shipped crate; tests need no docs.
pub fn of(source: &Source) -> Vec<Finding> {
    if source.is_test() || !SHIPPED.iter().any(|folder| source.path.starts_with(folder)) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    if !source.shipped.attrs.first().is_some_and(is_doc) {
        let message = "the file does not say what it is for; begin it with a `//!` line";
        findings.push(Finding::new(&source.path, 1, message));
    }
    undocumented(&source.shipped.items, &mut |line, name| {
        let message =
            format!("`{name}` is public and has no docs; say what it is, its units, errors");
        findings.push(Finding::new(&source.path, line, message));
    });
    findings
}

fn is_doc(attribute: &Attribute) -> bool {
    attribute.path().is_ident("doc")
}

fn undocumented(items: &[Item], find: &mut impl FnMut(usize, String)) {
    for item in items {
        if let Some(ident) = public_name(item)
            && !attributes(item).iter().any(is_doc)
        {
            find(ident.span().start().line, ident.to_string());
        }
        match item {
            Item::Mod(module) => {
                if let Some((_, inner)) = &module.content {
                    undocumented(inner, find);
                }
            }
            Item::Impl(block) if block.trait_.is_none() => {
                for item in &block.items {
                    undocumented_method(item, find);
                }
            }
            _ => {}
        }
    }
}

fn undocumented_method(item: &ImplItem, find: &mut impl FnMut(usize, String)) {
    let (visibility, attributes, ident) = match item {
        ImplItem::Fn(function) => (&function.vis, &function.attrs, &function.sig.ident),
        ImplItem::Const(constant) => (&constant.vis, &constant.attrs, &constant.ident),
        _ => return,
    };
    if is_public(visibility) && !attributes.iter().any(is_doc) {
        find(ident.span().start().line, ident.to_string());
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The name of an item that is `pub`; a module in a file of its own says its docs there.
fn public_name(item: &Item) -> Option<&syn::Ident> {
    let (visibility, ident) = match item {
        Item::Const(item) => (&item.vis, &item.ident),
        Item::Enum(item) => (&item.vis, &item.ident),
        Item::Fn(item) => (&item.vis, &item.sig.ident),
        Item::Mod(item) if item.content.is_some() => (&item.vis, &item.ident),
        Item::Static(item) => (&item.vis, &item.ident),
        Item::Struct(item) => (&item.vis, &item.ident),
        Item::Trait(item) => (&item.vis, &item.ident),
        Item::Type(item) => (&item.vis, &item.ident),
        _ => return None,
    };
    is_public(visibility).then_some(ident)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source::source;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        of(&source(path, text))
            .iter()
            .map(|finding| finding.line)
            .collect()
    }

    #[test]
    fn a_file_begins_with_what_it_is_for() {
        assert_eq!(lines("crates/core/src/a.rs", "use b::c;\n"), [1]);
        assert!(lines("crates/core/src/a.rs", "//! Words.\nuse b::c;\n").is_empty());
        assert!(lines("crates/core/tests/a.rs", "use b::c;\n").is_empty());
        assert!(lines("tools/xtask/src/a.rs", "use b::c;\n").is_empty());
    }

    #[test]
    fn public_items_have_docs() {
        let text = "//! A.\npub fn a() {}\npub struct B;\nimpl B {\npub fn c() {}\nfn d() {}\n}
            /// E.\npub fn e() {}\nfn f() {}\npub use g::h;\npub mod i;\npub(crate) fn j() {}";
        assert_eq!(lines("crates/core/src/a.rs", text), [2, 3, 5]);
    }

    #[test]
    fn trait_implementations_and_tests_need_none() {
        let text = "//! A.\nimpl T for S { fn a() {} }\n#[cfg(test)] mod tests { pub fn b() {} }";
        assert!(lines("crates/core/src/a.rs", text).is_empty());
    }
}
