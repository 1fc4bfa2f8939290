//! `cargo xtask assets`: builds the style sheet, icons and font that the pages are served with.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::run::{Failure, Outcome, failed_to, run};
use crate::setup;

/// Builds the pages' style sheet, icons and font from `assets/` into `crates/web/static`.
///
/// The built files are committed, so that a build of the product needs no Node.js. The build runs
/// in a temporary copy; the tree changes only when it has succeeded.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask assets           build, and replace the committed files
  cargo xtask assets --check   build, and exit 1 when the committed files differ")]
pub struct Options {
    /// Change nothing; exit 1 when a committed file is not what the sources give
    #[arg(long)]
    pub check: bool,
}

/// Where the sources are.
const SOURCES: &str = "assets";
/// Where the built files are, committed.
const BUILT: &str = "crates/web/static";

/// Contents of the files of a folder by their path inside it.
type Files = BTreeMap<String, Vec<u8>>;

/// Builds the assets and writes or checks the committed files.
pub fn assets(root: &Path, options: &Options) -> Outcome {
    let fresh = build(root)?;
    if fresh.is_empty() {
        return Err(Failure::new(format!(
            "the build in {SOURCES}/ wrote no file to {BUILT}"
        )));
    }
    let committed = read_folder(&root.join(BUILT), "")?;
    let differences = differences(&fresh, &committed);
    if differences.is_empty() {
        eprintln!("assets: {} files, all fresh", fresh.len());
        return Ok(());
    }
    for difference in &differences {
        eprintln!("assets: {BUILT}/{difference}");
    }
    if options.check {
        return Err(Failure::new(
            "committed files differ; run `cargo xtask assets`, then commit",
        ));
    }
    replace(&root.join(BUILT), &fresh, &committed).map_err(failed_to(format!("write {BUILT}")))
}

/// Runs the sources' own build in a temporary copy and gives what it wrote.
fn build(root: &Path) -> Outcome<Files> {
    let sources = root.join(SOURCES);
    if !setup::npm_is_installed(&sources) {
        setup::install_npm(&sources)?;
    }
    let copy = tempfile::tempdir().map_err(failed_to("make a temporary folder"))?;
    let copied = copy.path().join(SOURCES);
    prepare(&sources, &copied, &copy.path().join(BUILT))
        .map_err(failed_to(format!("copy {SOURCES}")))?;
    run(Command::new("npm")
        .args(["run", "--silent", "build"])
        .current_dir(&copied))?;
    read_folder(&copy.path().join(BUILT), "")
}

fn prepare(sources: &Path, copied: &Path, built: &Path) -> std::io::Result<()> {
    fs::create_dir_all(built)?;
    copy_folder(sources, copied)?;
    std::os::unix::fs::symlink(sources.join("node_modules"), copied.join("node_modules"))
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if name == "node_modules" {
            continue;
        }
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &to.join(name))?;
        } else {
            fs::copy(entry.path(), to.join(name))?;
        }
    }
    Ok(())
}

/// Reads a folder and what is below it; a folder that is not there has no files.
fn read_folder(folder: &Path, prefix: &str) -> Outcome<Files> {
    let mut files = Files::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(files);
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if path.is_dir() {
            files.extend(read_folder(&path, &format!("{name}/"))?);
        } else {
            let bytes = fs::read(&path).map_err(failed_to(format!("read {}", path.display())))?;
            files.insert(name, bytes);
        }
    }
    Ok(files)
}

/// One line for each file that is stale, missing or built by nothing.
fn differences(fresh: &Files, committed: &Files) -> Vec<String> {
    let changed = fresh
        .iter()
        .filter_map(|(name, bytes)| match committed.get(name) {
            Some(old) if old == bytes => None,
            Some(_) => Some(format!("{name}: differs from what the sources give")),
            None => Some(format!("{name}: missing")),
        });
    let extra = committed.keys().filter(|name| !fresh.contains_key(*name));
    changed
        .chain(extra.map(|name| format!("{name}: no source gives it")))
        .collect()
}

fn replace(folder: &Path, fresh: &Files, committed: &Files) -> std::io::Result<()> {
    for (name, bytes) in fresh {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, bytes)?;
    }
    for name in committed.keys().filter(|name| !fresh.contains_key(*name)) {
        fs::remove_file(folder.join(name))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(entries: &[(&str, &str)]) -> Files {
        entries
            .iter()
            .map(|(name, text)| ((*name).into(), text.as_bytes().into()))
            .collect()
    }

    #[test]
    fn the_same_files_have_no_difference() {
        let both = files(&[("app.css", "a{}"), ("icons/key.svg", "<svg/>")]);
        assert!(differences(&both, &both).is_empty());
    }

    #[test]
    fn a_stale_a_missing_and_a_left_over_file_are_named() {
        let fresh = files(&[("app.css", "new"), ("added.svg", "")]);
        let committed = files(&[("app.css", "old"), ("left.svg", "")]);
        assert_eq!(
            differences(&fresh, &committed),
            [
                "added.svg: missing",
                "app.css: differs from what the sources give",
                "left.svg: no source gives it",
            ]
        );
    }

    #[test]
    fn replacing_leaves_exactly_the_fresh_files() {
        let folder = tempfile::tempdir().unwrap();
        let committed = files(&[("app.css", "old"), ("left.svg", "")]);
        replace(folder.path(), &committed, &Files::new()).unwrap();
        let fresh = files(&[("app.css", "new"), ("icons/key.svg", "<svg/>")]);
        replace(folder.path(), &fresh, &committed).unwrap();
        assert_eq!(read_folder(folder.path(), "").unwrap(), fresh);
    }
}
