//! Where the repository is, which files belong to it, and which packages it has.

use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::{Metadata, MetadataCommand};

use crate::run::{Failure, Outcome, failed_to, output};

/// The folder that holds the workspace's `Cargo.toml`.
pub fn root() -> Outcome<PathBuf> {
    let mut locate = Command::new("cargo");
    locate.args(["locate-project", "--workspace", "--message-format", "plain"]);
    let manifest = PathBuf::from(output(&mut locate)?.trim_end());
    let root = manifest.parent().map(Path::to_path_buf);
    root.ok_or_else(|| {
        Failure::new("cargo names no workspace here; run this inside the repository")
    })
}

/// The workspace's packages as cargo sees them, without their dependencies; needs no network.
pub fn metadata(root: &Path) -> Outcome<Metadata> {
    MetadataCommand::new()
        .current_dir(root)
        .no_deps()
        .exec()
        .map_err(failed_to("read the workspace's packages"))
}

/// Every file that is in the repository or would be with the next `git add`, sorted, relative to
/// the root and with `/` between the parts.
pub fn files(root: &Path) -> Outcome<Vec<String>> {
    let arguments = [
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ];
    let mut files = git_paths(root, &arguments)?;
    files.retain(|file| root.join(file).is_file());
    files.sort();
    files.dedup();
    Ok(files)
}

/// The paths that a git command lists, separated by NUL (`-z`).
pub fn git_paths(root: &Path, arguments: &[&str]) -> Outcome<Vec<String>> {
    let listed = output(Command::new("git").arg("-C").arg(root).args(arguments))?;
    Ok(listed
        .split('\0')
        .filter(|path| !path.is_empty())
        .map(str::to_owned)
        .collect())
}

/// The folder of a package relative to the root, such as `crates/core`.
pub fn package_folder(metadata: &Metadata, package: &cargo_metadata::Package) -> String {
    let folder = package.manifest_path.parent();
    let relative = folder.and_then(|folder| folder.strip_prefix(&metadata.workspace_root).ok());
    relative
        .map(|folder| folder.as_str().replace('\\', "/"))
        .unwrap_or_default()
}
