//! `cargo xtask setup`: installs what the tests need and this machine lacks.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{Failure, Outcome, command_line, failed_to, on_path, output, run, succeeds};

/// Installs what the tests need and this machine lacks (Debian), and says what it does.
///
/// Does nothing when all is there. Installing Debian packages needs root; without it the command
/// to run is printed. cargo-deny is optional and never installed here, because building it takes
/// several minutes.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask setup            install what is missing
  cargo xtask setup --check    only say what is missing; exit 1 when something is")]
pub struct Options {
    /// Change nothing; say what is missing and exit 1 when something is
    #[arg(long)]
    pub check: bool,
}

/// The oldest Node.js that openid-client 6 runs on.
const OLDEST_NODE: u32 = 20;
/// The oldest PostgreSQL that the store supports.
const OLDEST_POSTGRESQL: u32 = 15;
/// A copy of the requirements, kept beside what was installed from them.
const INSTALLED_REQUIREMENTS: &str = ".venv/.installed-requirements.txt";
/// A copy of the lock file, kept beside what was installed from it.
const INSTALLED_LOCK: &str = "node_modules/.installed-lock.json";

/// Something from Debian that the tests use, how its presence is seen, and who brings it.
struct Need {
    what: &'static str,
    packages: &'static [&'static str],
    is_there: fn() -> bool,
}

const NEEDS: &[Need] = &[
    Need {
        what: "Chromium, the browser of the page tests",
        // The fonts are named because Chromium does not start drawing text without any.
        packages: &["chromium", "fonts-liberation"],
        is_there: || on_path("chromium").is_some(),
    },
    Need {
        what: "chromedriver, which steers it",
        packages: &["chromium-driver"],
        is_there: || on_path("chromedriver").is_some(),
    },
    Need {
        what: "PostgreSQL's server programs; tests start a throwaway cluster of their own",
        packages: &["postgresql"],
        is_there: || newest_postgresql().is_some_and(|version| version >= OLDEST_POSTGRESQL),
    },
    Need {
        what: "aiosmtpd, the mail server of the delivery tests",
        packages: &["python3-aiosmtpd"],
        is_there: has_aiosmtpd,
    },
    Need {
        what: "pdftotext, which reads the letters",
        packages: &["poppler-utils"],
        is_there: || on_path("pdftotext").is_some(),
    },
    Need {
        what: "qpdf, which checks that they are sound files",
        packages: &["qpdf"],
        is_there: || on_path("qpdf").is_some(),
    },
    Need {
        what: "nginx and HAProxy, proxies that the tests start in front",
        packages: &["nginx-light", "haproxy"],
        is_there: || ["nginx", "haproxy"].iter().all(|name| is_served(name)),
    },
    Need {
        what: "openssl, which makes the certificates of the tests and answers for their issuers",
        packages: &["openssl"],
        is_there: || on_path("openssl").is_some(),
    },
    Need {
        what: "oathtool, the device that shows one-time codes",
        packages: &["oathtool"],
        is_there: || on_path("oathtool").is_some(),
    },
    Need {
        what: "SoftHSM and OpenSC, a card for the tests, and the engine by which curl shows it",
        packages: &["softhsm2", "opensc", "libengine-pkcs11-openssl", "curl"],
        is_there: || {
            ["softhsm2-util", "pkcs11-tool", "curl"]
                .iter()
                .all(|name| on_path(name).is_some())
        },
    },
    Need {
        what: "certutil and pk12util, which fill Chromium's store of certificates",
        packages: &["libnss3-tools"],
        is_there: || on_path("certutil").is_some() && on_path("pk12util").is_some(),
    },
    Need {
        what: "Node.js, for the OpenID client that is not ours",
        packages: &["nodejs"],
        is_there: || on_path("node").is_some(),
    },
    Need {
        what: "Python's venv, in which the second client that is not ours is installed",
        packages: &["python3-venv"],
        is_there: || succeeds(Command::new("python3").args(["-c", "import ensurepip, venv"])),
    },
    Need {
        what: "npm, which installs that client",
        packages: &["npm"],
        is_there: || on_path("npm").is_some(),
    },
];

/// Whether a server program of Debian's is there; they are not on everybody's path.
fn is_served(name: &str) -> bool {
    Path::new("/usr/sbin").join(name).exists()
}

/// Installs what is missing, or with `--check` only says it.
pub fn setup(root: &Path, options: &Options) -> Outcome {
    let (tests, python) = (root.join("tests/npm"), root.join("tests/python"));
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !(need.is_there)()).collect();
    let no_nextest = !has_nextest();
    let no_clients = !npm_is_installed(&tests);
    let no_authlib = !python_is_installed(&python);
    if missing.is_empty() && !no_nextest && !no_clients && !no_authlib {
        require_node()?;
        eprintln!("setup: all is there");
        return Ok(());
    }
    for need in &missing {
        eprintln!(
            "setup: missing: {} ({})",
            need.what,
            need.packages.join(" ")
        );
    }
    if no_nextest {
        eprintln!("setup: missing: cargo-nextest, the test runner");
    }
    if no_clients {
        eprintln!("setup: missing: the packages of tests/npm, as its lock file names them");
    }
    if no_authlib {
        eprintln!("setup: missing: the packages of tests/python, as its requirements name them");
    }
    if options.check {
        return Err(Failure::new(
            "something is missing; `cargo xtask setup` installs it",
        ));
    }
    install_debian_packages(&missing)?;
    require_node()?;
    if no_nextest {
        install_nextest()?;
    }
    if no_clients {
        install_npm(&tests)?;
    }
    if no_authlib {
        install_python(&python)?;
    }
    eprintln!("setup: done; optional: `cargo install cargo-deny --locked` (takes minutes)");
    Ok(())
}

fn install_debian_packages(missing: &[&Need]) -> Outcome {
    let packages: Vec<&str> = missing
        .iter()
        .flat_map(|need| need.packages)
        .copied()
        .collect();
    if packages.is_empty() {
        return Ok(());
    }
    let mut update = apt_get(&["update"]);
    let mut install = apt_get(&["install", "--yes", "--no-install-recommends"]);
    install.args(&packages);
    if on_path("apt-get").is_none() {
        let names = packages.join(" ");
        return Err(Failure::new(format!(
            "this is not Debian; install what these Debian packages hold, then run this again: \
             {names}"
        )));
    }
    if !rustix::process::geteuid().is_root() {
        return Err(Failure::new(format!(
            "Debian packages are installed by root; run this, then run me again:\n  sudo {} && \
             sudo {}",
            command_line(&update),
            command_line(&install)
        )));
    }
    eprintln!("setup: {}", command_line(&update));
    run(&mut update)?;
    eprintln!("setup: {}", command_line(&install));
    run(&mut install)
}

fn apt_get(arguments: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(arguments);
    command
}

fn install_nextest() -> Outcome {
    let mut install = Command::new("cargo");
    install.args(["install", "cargo-nextest", "--locked"]);
    eprintln!("setup: {} (takes minutes)", command_line(&install));
    run(&mut install)
}

/// Installs a folder's npm packages exactly as its lock file names them.
pub fn install_npm(folder: &Path) -> Outcome {
    eprintln!("setup: npm ci in {}", folder.display());
    run(Command::new("npm")
        .arg("ci")
        .args(["--no-audit", "--no-fund"])
        .current_dir(folder))?;
    std::fs::copy(
        folder.join("package-lock.json"),
        folder.join(INSTALLED_LOCK),
    )
    .map_err(failed_to("note what npm installed"))?;
    Ok(())
}

/// Whether a folder's `node_modules` was installed from the lock file that is there now.
pub fn npm_is_installed(folder: &Path) -> bool {
    let wanted = std::fs::read(folder.join("package-lock.json"));
    let installed = std::fs::read(folder.join(INSTALLED_LOCK));
    matches!((wanted, installed), (Ok(wanted), Ok(installed)) if wanted == installed)
}

/// Installs a folder's Python packages exactly as its requirements name them, hashes and all, in
/// an environment of their own.
fn install_python(folder: &Path) -> Outcome {
    eprintln!("setup: a Python environment in {}", folder.display());
    let venv = folder.join(".venv");
    run(Command::new("python3")
        .args(["-m", "venv", "--clear"])
        .arg(&venv))?;
    let install = [
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
        "--only-binary=:all:",
        "--requirement",
        "requirements.txt",
    ];
    run(Command::new(venv.join("bin/pip"))
        .args(install)
        .current_dir(folder))?;
    std::fs::copy(
        folder.join("requirements.txt"),
        folder.join(INSTALLED_REQUIREMENTS),
    )
    .map_err(failed_to("note what pip installed"))?;
    Ok(())
}

/// Whether a folder's environment was installed from the requirements that are there now.
fn python_is_installed(folder: &Path) -> bool {
    let wanted = std::fs::read(folder.join("requirements.txt"));
    let installed = std::fs::read(folder.join(INSTALLED_REQUIREMENTS));
    matches!((wanted, installed), (Ok(wanted), Ok(installed)) if wanted == installed)
}

fn has_nextest() -> bool {
    succeeds(Command::new("cargo").args(["nextest", "--version"]))
}

/// Debian's own Python, because Debian's packages are visible to no other.
fn has_aiosmtpd() -> bool {
    succeeds(Command::new("/usr/bin/python3").args(["-c", "import aiosmtpd"]))
}

/// The newest major version whose server programs lie where Debian puts them.
fn newest_postgresql() -> Option<u32> {
    let folders = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let versions: Vec<PathBuf> = folders.flatten().map(|folder| folder.path()).collect();
    versions
        .iter()
        .filter(|folder| folder.join("bin/initdb").is_file())
        .filter_map(|folder| folder.file_name()?.to_str()?.parse().ok())
        .max()
}

fn require_node() -> Outcome {
    let version = output(Command::new("node").arg("--version"))?;
    match node_major(&version) {
        Some(major) if major >= OLDEST_NODE => Ok(()),
        _ => Err(Failure::new(format!(
            "Node.js {OLDEST_NODE} or newer is needed and this is {}; Debian 13 brings it, on \
             Debian 12 install the Node.js project's own build",
            version.trim()
        ))),
    }
}

/// The major version in what `node --version` prints, such as `v20.20.2`.
fn node_major(version: &str) -> Option<u32> {
    version
        .trim()
        .strip_prefix('v')?
        .split('.')
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_of_node_is_read() {
        assert_eq!(node_major("v20.20.2\n"), Some(20));
        assert_eq!(node_major("20"), None);
        assert_eq!(node_major(""), None);
    }

    #[test]
    fn npm_packages_are_installed_again_when_the_lock_file_changes() {
        let folder = tempfile::tempdir().unwrap();
        let lock = folder.path().join("package-lock.json");
        std::fs::write(&lock, "one").unwrap();
        assert!(!npm_is_installed(folder.path()));

        std::fs::create_dir(folder.path().join("node_modules")).unwrap();
        std::fs::copy(&lock, folder.path().join(INSTALLED_LOCK)).unwrap();
        assert!(npm_is_installed(folder.path()));

        std::fs::write(&lock, "two").unwrap();
        assert!(!npm_is_installed(folder.path()));
    }

    #[test]
    fn python_packages_are_installed_again_when_the_requirements_change() {
        let folder = tempfile::tempdir().unwrap();
        let requirements = folder.path().join("requirements.txt");
        std::fs::write(&requirements, "one").unwrap();
        assert!(!python_is_installed(folder.path()));

        std::fs::create_dir(folder.path().join(".venv")).unwrap();
        std::fs::copy(&requirements, folder.path().join(INSTALLED_REQUIREMENTS)).unwrap();
        assert!(python_is_installed(folder.path()));

        std::fs::write(&requirements, "two").unwrap();
        assert!(!python_is_installed(folder.path()));
    }

    #[test]
    fn every_python_package_is_pinned_with_hashes() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let text = std::fs::read_to_string(root.join("tests/python/requirements.txt")).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        for line in lines {
            let is_package = line.contains("==") && line.ends_with('\\');
            assert!(is_package || line.contains("--hash=sha256:"), "{line}");
        }
    }

    #[test]
    fn no_lock_file_names_the_host_it_was_made_with() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for folder in ["tests/npm", "assets"] {
            let Ok(lock) = std::fs::read_to_string(root.join(folder).join("package-lock.json"))
            else {
                continue;
            };
            assert!(
                !lock.contains("\"resolved\""),
                "{folder}/package-lock.json names a host"
            );
        }
    }
}
