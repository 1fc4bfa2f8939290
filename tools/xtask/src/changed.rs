//! Which packages a change touches: those whose files differ from HEAD, and those that use them.

use std::collections::BTreeSet;
use std::path::Path;

use cargo_metadata::{DependencyKind, Metadata};

use crate::run::Outcome;
use crate::workspace::{git_paths, metadata, package_folder};

/// What `test --changed` has to look at.
#[derive(Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every package: a file that all share has changed, or nothing is committed yet.
    Everything,
    /// These packages, possibly none.
    Packages(BTreeSet<String>),
}

/// Compares the tree with HEAD, new files included.
pub fn scope(root: &Path) -> Outcome<Scope> {
    let Ok(mut files) = git_paths(root, &["diff", "--name-only", "--relative", "-z", "HEAD"])
    else {
        return Ok(Scope::Everything);
    };
    files.extend(git_paths(
        root,
        &["ls-files", "-z", "--others", "--exclude-standard"],
    )?);
    Ok(scope_of(&files, &packages(&metadata(root)?)))
}

/// A package of the workspace, as far as a change to it reaches.
struct Member {
    name: String,
    folder: String,
    /// Packages that are part of this one, so that its users are reached too.
    built_from: Vec<String>,
    /// Packages that only its tests use.
    tested_with: Vec<String>,
}

fn packages(metadata: &Metadata) -> Vec<Member> {
    let member = |package: &cargo_metadata::Package| {
        let ours = |dev: bool| {
            let dependencies = package.dependencies.iter();
            dependencies
                .filter(|one| {
                    one.path.is_some() && dev == (one.kind == DependencyKind::Development)
                })
                .map(|one| one.name.clone())
                .collect()
        };
        Member {
            name: package.name.to_string(),
            folder: package_folder(metadata, package) + "/",
            built_from: ours(false),
            tested_with: ours(true),
        }
    };
    metadata.packages.iter().map(member).collect()
}

fn scope_of(files: &[String], members: &[Member]) -> Scope {
    let mut touched = BTreeSet::new();
    for file in files {
        if let Some(member) = members
            .iter()
            .find(|member| file.starts_with(&member.folder))
        {
            touched.insert(member.name.clone());
        } else if file.starts_with("assets/") {
            touched.insert("lykill-web".to_owned());
        } else if !is_prose(file) {
            return Scope::Everything;
        }
    }
    Scope::Packages(with_dependents(touched, members))
}

/// Files outside the packages that no test reads.
fn is_prose(file: &str) -> bool {
    let at_top = !file.contains('/');
    file.starts_with("docs/") || at_top && (file.ends_with(".md") || file.starts_with("LICENSE-"))
}

fn with_dependents(touched: BTreeSet<String>, members: &[Member]) -> BTreeSet<String> {
    let mut built = touched;
    loop {
        let before = built.len();
        for member in members {
            if member.built_from.iter().any(|name| built.contains(name)) {
                built.insert(member.name.clone());
            }
        }
        if built.len() == before {
            break;
        }
    }
    // A package whose tests use a changed one is tested, but does not itself change.
    let tested = members
        .iter()
        .filter(|one| one.tested_with.iter().any(|n| built.contains(n)));
    let tested: Vec<String> = tested.map(|member| member.name.clone()).collect();
    built.into_iter().chain(tested).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(name: &str, folder: &str, built_from: &[&str], tested_with: &[&str]) -> Member {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Member {
            name: name.to_owned(),
            folder: folder.to_owned(),
            built_from: owned(built_from),
            tested_with: owned(tested_with),
        }
    }

    fn scope_after(files: &[&str]) -> Scope {
        let members = [
            member("core", "crates/core/", &[], &["testkit"]),
            member("issuer", "crates/issuer/", &["core"], &[]),
            member("server", "crates/server/", &["issuer"], &["testkit"]),
            member("testkit", "tools/testkit/", &[], &[]),
            member("lykill-web", "crates/web/", &[], &[]),
        ];
        let files: Vec<String> = files.iter().map(|file| (*file).to_owned()).collect();
        scope_of(&files, &members)
    }

    fn only(names: &[&str]) -> Scope {
        Scope::Packages(names.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn a_change_reaches_the_packages_built_from_it() {
        assert_eq!(
            scope_after(&["crates/issuer/src/card.rs"]),
            only(&["issuer", "server"])
        );
        assert_eq!(
            scope_after(&["crates/server/src/main.rs"]),
            only(&["server"])
        );
    }

    #[test]
    fn a_test_dependency_is_reached_and_goes_no_further() {
        assert_eq!(
            scope_after(&["tools/testkit/src/lib.rs"]),
            only(&["core", "server", "testkit"])
        );
    }

    #[test]
    fn a_shared_file_reaches_everything_and_prose_nothing() {
        assert_eq!(scope_after(&["Cargo.lock"]), Scope::Everything);
        assert_eq!(scope_after(&["tests/npm/package.json"]), Scope::Everything);
        assert_eq!(scope_after(&["docs/tour/login.md", "README.md"]), only(&[]));
        assert_eq!(scope_after(&["assets/css/page.css"]), only(&["lykill-web"]));
    }
}
