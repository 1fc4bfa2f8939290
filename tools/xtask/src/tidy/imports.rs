//! Who may import whom: dependencies between our packages, and what of a package may be named.

use cargo_metadata::{DependencyKind, Metadata};

use super::Finding;
use super::mentions::Mentions;
use super::source::Source;
use crate::workspace::package_folder;

/// The import table of ARCHITECTURE.md, by folder: `importers: what each may import`.
/// `issuer::types` means that only paths below that module may be named.
const TABLE: &str = "
core:
crypto: core
issuer, oauth, saml: core, crypto::pure
broker: core
store: core, issuer::types, broker::types, oauth::types, saml::types
fetch: core
operations: core, crypto, issuer, broker, oauth, saml, store, fetch
delivery: core, crypto, issuer::types, store, fetch
web: core, operations, issuer::types, broker::types, oauth::types, saml::types
server: core, crypto, issuer, broker, oauth, saml, store, fetch, operations, delivery, web, portal
testkit: core, crypto, issuer, broker, oauth, saml, store, fetch, operations, delivery, web
testkit: server, portal
fuzz: core, crypto, issuer, broker, oauth, store, delivery, fetch, operations, web, server
simulator: core, crypto, issuer, broker, oauth, store, operations, delivery, fetch, testkit
soak: core, testkit
portal:
xtask:
";

/// One permission of the table.
#[derive(Debug, PartialEq, Eq)]
struct Permission<'a> {
    importer: &'a str,
    imported: &'a str,
    /// The only module that may be named; `None` is the whole package.
    module: Option<&'a str>,
}

/// The rows and permissions of a table.
struct Table<'a> {
    importers: Vec<&'a str>,
    permissions: Vec<Permission<'a>>,
}

impl<'a> Table<'a> {
    fn parse(text: &'a str) -> Self {
        let (mut importers, mut permissions) = (Vec::new(), Vec::new());
        for (left, right) in text.lines().filter_map(|line| {
            line.split_once(": ")
                .or_else(|| line.strip_suffix(':').map(|importer| (importer, "")))
        }) {
            for importer in names(left) {
                importers.push(importer);
                permissions.extend(names(right).map(|entry| match entry.split_once("::") {
                    Some((imported, module)) => Permission {
                        importer,
                        imported,
                        module: Some(module),
                    },
                    None => Permission {
                        importer,
                        imported: entry,
                        module: None,
                    },
                }));
            }
        }
        Self {
            importers,
            permissions,
        }
    }

    fn permission(&self, importer: &str, imported: &str) -> Option<&Permission<'a>> {
        let mut all = self.permissions.iter();
        all.find(|one| one.importer == importer && one.imported == imported)
    }
}

fn names(list: &str) -> impl Iterator<Item = &str> {
    list.split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
}

/// Findings in what the packages declare. Dependencies of tests are free.
pub fn of_packages(metadata: &Metadata) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in &metadata.packages {
        let manifest = package_folder(metadata, package) + "/Cargo.toml";
        let text = std::fs::read_to_string(&package.manifest_path).unwrap_or_default();
        let ours = package
            .dependencies
            .iter()
            .filter(|dependency| dependency.path.is_some());
        for dependency in ours.filter(|one| one.kind != DependencyKind::Development) {
            let line = line_of(
                &text,
                dependency.rename.as_ref().unwrap_or(&dependency.name),
            );
            if dependency.rename.is_some() {
                let message = "renames a package of ours, which hides it; use its own name";
                findings.push(Finding::new(&manifest, line, message));
            }
            let refusal = refuse(&Table::parse(TABLE), short(&package.name), &dependency.name);
            findings.extend(refusal.map(|message| Finding::new(&manifest, line, message)));
        }
    }
    findings
}

fn refuse(table: &Table<'_>, importer: &str, dependency: &str) -> Option<String> {
    let imported = short(dependency);
    if !table.importers.contains(&importer) {
        return Some(format!(
            "{importer} has no row in the import table; add it there, with an ADR"
        ));
    }
    if table.permission(importer, imported).is_some() {
        return None;
    }
    Some(format!(
        "{importer} may not import {imported}; move the code to a crate that may"
    ))
}

fn line_of(manifest: &str, dependency: &str) -> usize {
    let declares = |line: &str| {
        let rest = line.trim_start().strip_prefix(dependency);
        rest.is_some_and(|rest| rest.starts_with(['.', ' ', '=']))
    };
    manifest
        .lines()
        .position(declares)
        .map_or(1, |index| index + 1)
}

/// A package's name in the table: `lykill-issuer` and `lykill_issuer` are `issuer`.
fn short(package: &str) -> &str {
    match package {
        "lykill" => "server",
        other => other
            .strip_prefix("lykill")
            .map_or(other, |rest| rest.trim_start_matches(['-', '_'])),
    }
}

/// Findings in the paths that a file names: of some packages only one module is open.
pub fn of_paths(source: &Source) -> Vec<Finding> {
    let table = Table::parse(TABLE);
    let mut folders = source.path.split('/').skip(1);
    let Some(importer) = folders.next() else {
        return Vec::new();
    };
    let named = Mentions::of(&source.shipped).paths;
    named
        .iter()
        .filter_map(|(path, line)| {
            let package = path.first().filter(|first| first.starts_with("lykill"))?;
            let module = table.permission(importer, short(package))?.module?;
            if path.get(1).is_some_and(|second| second == module) {
                return None;
            }
            let message = format!(
                "{importer} may name only {package}::{module}, and this is {}; move the type \
                 there, or the code to a crate that may",
                path.join("::")
            );
            Some(Finding::new(&source.path, *line, message))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source::source;

    #[test]
    fn the_import_table_is_read() {
        let table = Table::parse(TABLE);
        assert_eq!(table.importers.len(), 19);
        let of = |importer| {
            table
                .permissions
                .iter()
                .filter(|p| p.importer == importer)
                .count()
        };
        assert_eq!(
            [of("core"), of("crypto"), of("saml"), of("server")],
            [0, 1, 2, 12]
        );
        let module = |importer, imported| table.permission(importer, imported).unwrap().module;
        assert_eq!(module("store", "issuer"), Some("types"));
        assert_eq!(module("oauth", "crypto"), Some("pure"));
        assert_eq!(module("operations", "crypto"), None);
        assert!(table.permission("broker", "crypto").is_none());
    }

    #[test]
    fn every_name_in_the_table_has_a_row() {
        let table = Table::parse(TABLE);
        let unknown = table
            .permissions
            .iter()
            .find(|p| !table.importers.contains(&p.imported));
        assert_eq!(unknown, None);
    }

    #[test]
    fn a_dependency_outside_the_table_is_refused() {
        let table = Table::parse(TABLE);
        assert_eq!(refuse(&table, "web", "lykill-operations"), None);
        assert_eq!(refuse(&table, "server", "lykill-portal"), None);
        assert!(
            refuse(&table, "web", "lykill-store")
                .unwrap()
                .contains("may not import store")
        );
        assert!(refuse(&table, "core", "lykill-crypto").is_some());
        assert!(
            refuse(&table, "newcomer", "lykill-core")
                .unwrap()
                .contains("no row")
        );
    }

    /// A workspace of two packages in which core wrongly depends on crypto.
    fn wrong_workspace(section: &str) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(
            root.path().join("Cargo.toml"),
            "[workspace]\nmembers = [\"crates/*\"]\n",
        )
        .unwrap();
        for name in ["core", "crypto"] {
            let folder = root.path().join("crates").join(name);
            std::fs::create_dir_all(folder.join("src")).unwrap();
            std::fs::write(folder.join("src/lib.rs"), "").unwrap();
            let package = format!("[package]\nname = \"lykill-{name}\"\nedition = \"2024\"\n");
            std::fs::write(folder.join("Cargo.toml"), package).unwrap();
        }
        let manifest = format!(
            "[package]\nname = \"lykill-core\"\nedition = \"2024\"\n[{section}]\n\
             lykill-crypto = {{ path = \"../crypto\" }}\n"
        );
        std::fs::write(root.path().join("crates/core/Cargo.toml"), manifest).unwrap();
        root
    }

    #[test]
    fn cargo_says_what_a_package_imports() {
        let root = wrong_workspace("dependencies");
        let findings = of_packages(&crate::workspace::metadata(root.path()).unwrap());
        assert_eq!(findings.len(), 1);
        assert!(
            findings[0]
                .to_string()
                .starts_with("crates/core/Cargo.toml:5: core may not")
        );

        let root = wrong_workspace("dev-dependencies");
        assert!(of_packages(&crate::workspace::metadata(root.path()).unwrap()).is_empty());
    }

    #[test]
    fn a_dependency_is_found_in_its_manifest() {
        let manifest = "[dependencies]\nlykill-core-x = 1\nlykill-core.workspace = true\n";
        assert_eq!(line_of(manifest, "lykill-core"), 3);
    }

    #[test]
    fn only_the_open_module_of_a_package_may_be_named() {
        let good = "use lykill_issuer::types::{Card, Status}; fn f(_: lykill_core::Level) {}";
        assert!(of_paths(&source("crates/store/src/card.rs", good)).is_empty());
        let bad = "use lykill_issuer::types::Card;\nuse lykill_issuer::{card, types};";
        let findings = of_paths(&source("crates/store/src/card.rs", bad));
        assert_eq!(findings.len(), 1);
        assert!(
            findings[0]
                .to_string()
                .contains("card.rs:2: store may name only")
        );
    }

    #[test]
    fn of_cryptography_the_rules_name_only_what_is_pure() {
        let bad = "fn f() { lykill_crypto::engine::hash(); }";
        assert_eq!(of_paths(&source("crates/oauth/src/a.rs", bad)).len(), 1);
        assert!(of_paths(&source("crates/operations/src/a.rs", bad)).is_empty());
        let good = "fn f() { lykill_crypto::pure::mac(); }";
        assert!(of_paths(&source("crates/oauth/src/a.rs", good)).is_empty());
    }

    #[test]
    fn tests_may_name_what_they_like() {
        let text = "#[cfg(test)] mod tests { use lykill_issuer::card; }";
        assert!(of_paths(&source("crates/store/src/card.rs", text)).is_empty());
    }
}
