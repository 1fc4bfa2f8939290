//! `cargo xtask test`: every check and every test, in the order of what is cheapest to learn.

use std::path::Path;
use std::process::Command;

use crate::changed::{self, Scope};
use crate::run::{Outcome, Stopwatch, run, run_and_let_it_explain};
use crate::workspace::{files, metadata, package_folder};
use crate::{assets, setup, tidy};

/// Installs what is missing, then runs every check and every test; stops at the first failure.
///
/// The stages: setup, format, tidy, assets, clippy, examples in the documentation (of the packages
/// that have any), build of the tests, tests. The last line is the test runner's summary.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask test                      everything
  cargo xtask test --changed            packages that differ from HEAD, and those that use them
  cargo xtask test case_004             only tests whose name contains `case_004`
  cargo xtask test --changed activation only such tests of changed packages")]
pub struct Options {
    /// Look only at packages that differ from HEAD, and at those that use them
    #[arg(long)]
    pub changed: bool,

    /// Run only tests whose name contains one of these
    #[arg(value_name = "FILTER")]
    pub filters: Vec<String>,
}

/// Runs all stages.
pub fn test(root: &Path, options: &Options) -> Outcome {
    stage("setup", || {
        setup::setup(root, &setup::Options { check: false })
    })?;
    let scope = if options.changed {
        changed::scope(root)?
    } else {
        Scope::Everything
    };
    stage("format", || {
        run(cargo(root).args(["fmt", "--all", "--check"]))
    })?;
    stage("tidy", || tidy::tidy(root, &tidy::Options {}))?;
    let packages = package_arguments(&scope);
    if packages.is_empty() {
        eprintln!("test: no package differs from HEAD, so there is nothing more to test");
        return Ok(());
    }
    if touches(&scope, "lykill-web") {
        stage("assets", || {
            assets::assets(root, &assets::Options { check: true })
        })?;
    }
    stage("clippy", || {
        let clippy = &mut cargo(root);
        run(clippy
            .arg("clippy")
            .args(&packages)
            .args(["--all-targets", "--", "-D", "warnings"]))
    })?;
    let with_examples = packages_with_examples(root, &scope)?;
    if options.filters.is_empty() && !with_examples.is_empty() {
        stage("examples", || {
            run(cargo(root).args(["test", "--doc"]).args(&with_examples))
        })?;
    }
    stage("build", || run(nextest(root, &packages).arg("--no-run")))?;
    run_and_let_it_explain(
        nextest(root, &packages)
            .arg("--no-fail-fast")
            .args(&options.filters),
    )
}

/// Runs one stage and says how long it took.
fn stage(name: &str, work: impl FnOnce() -> Outcome) -> Outcome {
    let stopwatch = Stopwatch::start();
    let outcome = work();
    let verdict = if outcome.is_ok() { "ok" } else { "FAILED" };
    eprintln!(
        "test: {name}: {verdict} ({:.1} s)",
        stopwatch.elapsed().as_secs_f64()
    );
    outcome
}

fn cargo(root: &Path) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(root);
    cargo
}

fn nextest(root: &Path, packages: &[String]) -> Command {
    let mut nextest = cargo(root);
    nextest.args(["nextest", "run"]).args(packages);
    nextest
}

fn package_arguments(scope: &Scope) -> Vec<String> {
    match scope {
        Scope::Everything => vec!["--workspace".to_owned()],
        Scope::Packages(names) => names
            .iter()
            .map(|name| format!("--package={name}"))
            .collect(),
    }
}

fn touches(scope: &Scope, package: &str) -> bool {
    match scope {
        Scope::Everything => true,
        Scope::Packages(names) => names.contains(package),
    }
}

/// Arguments that select the packages with a code example in their documentation. Only these are
/// given to `cargo test --doc`, which would otherwise spend seconds on each package to find none.
fn packages_with_examples(root: &Path, scope: &Scope) -> Outcome<Vec<String>> {
    let files = files(root)?;
    let metadata = metadata(root)?;
    let has_examples = |package: &&cargo_metadata::Package| {
        let folder = package_folder(&metadata, package) + "/src/";
        let mut sources = files.iter().filter(|file| file.starts_with(&folder));
        sources.any(|file| std::fs::read_to_string(root.join(file)).is_ok_and(|t| has_example(&t)))
    };
    let libraries = metadata
        .packages
        .iter()
        .filter(|one| one.targets.iter().any(|t| t.is_lib()));
    let chosen = libraries
        .filter(|one| touches(scope, &one.name))
        .filter(has_examples);
    Ok(chosen
        .map(|package| format!("--package={}", package.name))
        .collect())
}

/// Whether a source file has a fenced block in a doc comment that rustdoc would run.
fn has_example(source: &str) -> bool {
    let comments = source.lines().filter_map(|line| {
        let line = line.trim_start();
        line.strip_prefix("///")
            .or_else(|| line.strip_prefix("//!"))
    });
    let mut fences = comments.filter_map(|line| line.trim().strip_prefix("```"));
    // Fences come in pairs; only the first of each says what the block is.
    let mut opening = true;
    fences.any(|language| {
        let runs = opening && matches!(language, "" | "rust" | "no_run" | "should_panic");
        opening = !opening;
        runs
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_is_a_fenced_block_of_rust_in_a_doc_comment() {
        assert!(has_example("//! Text.\n//! ```\n//! let a = 1;\n//! ```\n"));
        assert!(has_example(
            "/// ```text\n/// a\n/// ```\n/// ```rust\n/// f();\n/// ```\n"
        ));
        assert!(!has_example(
            "/// ```text\n/// a table\n/// ```\nfn f() {}\n"
        ));
        assert!(!has_example("let fence = \"```\";\n"));
    }

    #[test]
    fn a_scope_becomes_arguments_for_cargo() {
        assert_eq!(package_arguments(&Scope::Everything), ["--workspace"]);
        let two = Scope::Packages(["a".to_owned(), "b".to_owned()].into());
        assert_eq!(package_arguments(&two), ["--package=a", "--package=b"]);
        assert!(touches(&two, "b") && !touches(&two, "c"));
        assert!(package_arguments(&Scope::Packages([].into())).is_empty());
    }
}
