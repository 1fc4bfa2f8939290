//! `cargo xtask fuzz`: lets libFuzzer look for input that breaks a promise of a fuzz target.
//!
//! The pinned stable toolchain is enough: LLVM's coverage pass is asked for by stable `-C` flags,
//! and libFuzzer comes with the crate `libfuzzer-sys`, which needs a C++ compiler. There is no
//! address sanitizer, which only nightly has; our crates have no `unsafe` for it to watch.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::run::{Failure, Outcome, Stopwatch, failed_to, on_path, run};
use crate::workspace::metadata;

/// Builds the fuzz targets and runs them, each for its share of the time.
///
/// New inputs that reach something new are kept in `target/fuzz/found`; `--minimise` reduces them
/// and the corpus to what is needed and stores that in `tools/fuzz/corpus`. An input that breaks a
/// promise is stored in `tools/fuzz/regressions`, where the test suite replays it, and ends the
/// run as a failure.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask fuzz --seconds 600              every target, 600 seconds in all
  cargo xtask fuzz --seconds 60 jwk json      two targets, 30 seconds each
  cargo xtask fuzz --seconds 60 --minimise    and reduce the corpora afterwards")]
pub struct Options {
    /// How long, for all targets together
    #[arg(long, value_name = "N")]
    pub seconds: u64,

    /// Reduce each corpus to the smallest set that reaches as much
    #[arg(long)]
    pub minimise: bool,

    /// Only these targets
    #[arg(value_name = "TARGET")]
    pub targets: Vec<String>,
}

/// What makes the compiler count which branches an input takes.
const COVERAGE: &str = "-Cpasses=sancov-module \
     -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
     -Cllvm-args=-sanitizer-coverage-pc-table \
     -Cllvm-args=-sanitizer-coverage-trace-compares \
     -Clink-dead-code";
/// No input may take longer, in seconds, nor may the process grow beyond this, in MiB.
const BOUNDS: [&str; 3] = ["-timeout=1", "-rss_limit_mb=512", "-max_len=4096"];
/// The variable by which the program learns its target.
const CHOICE: &str = "LYKILL_TEST_FUZZ_TARGET";

/// Where everything is.
struct Fuzzing {
    program: PathBuf,
    package: PathBuf,
    found: PathBuf,
}

/// Builds, then runs each target.
pub fn fuzz(root: &Path, options: &Options) -> Outcome {
    let package = root.join("tools/fuzz");
    let targets = chosen(&package, &options.targets)?;
    let share = share(options.seconds, targets.len())?;
    let fuzzing = build(root, package)?;
    let mut broken = Vec::new();
    for target in &targets {
        if !fuzzing.search(target, share)? {
            broken.push(target.as_str());
        } else if options.minimise {
            fuzzing.minimise(target)?;
        }
    }
    if broken.is_empty() {
        eprintln!("fuzz: {} targets, no promise broken", targets.len());
        return Ok(());
    }
    Err(Failure::new(format!(
        "broken: {}; see tools/fuzz/regressions",
        broken.join(", ")
    )))
}

/// The time of each target: said before anything is built.
fn share(seconds: u64, targets: usize) -> Outcome<Duration> {
    match seconds.checked_div(targets as u64) {
        Some(share) if share > 0 => Ok(Duration::from_secs(share)),
        _ => Err(Failure::new(format!(
            "{targets} targets need a second each"
        ))),
    }
}

/// The targets that were asked for, or all; a target is a folder of the corpus.
fn chosen(package: &Path, asked: &[String]) -> Outcome<Vec<String>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(package.join("corpus")).map_err(failed_to("read the corpus"))? {
        let entry = entry.map_err(failed_to("read the corpus"))?;
        all.push(entry.file_name().to_string_lossy().into_owned());
    }
    all.sort();
    match asked.iter().find(|name| !all.contains(name)) {
        Some(unknown) => Err(Failure::new(format!(
            "there is no target {unknown}; there are {}",
            all.join(", ")
        ))),
        None if asked.is_empty() => Ok(all),
        None => Ok(asked.to_vec()),
    }
}

/// Builds the program with coverage, beside what other commands build.
fn build(root: &Path, package: PathBuf) -> Outcome<Fuzzing> {
    if on_path("c++").is_none() {
        let message = "no C++ compiler for libFuzzer; on Debian: apt-get install g++";
        return Err(Failure::new(message));
    }
    let target_dir = metadata(root)?.target_directory.join("fuzz");
    let stopwatch = Stopwatch::start();
    run(Command::new("cargo")
        .current_dir(root)
        .args([
            "build",
            "--quiet",
            "--package=lykill-fuzz",
            "--features=engine",
        ])
        .arg("--profile=fuzz")
        .arg("--target-dir")
        .arg(&target_dir)
        // The target is named so that build scripts and macros stay without coverage.
        .args(["--target", host()])
        .env("RUSTFLAGS", COVERAGE))?;
    eprintln!("fuzz: built in {:.0} s", stopwatch.elapsed().as_secs_f64());
    let program = target_dir.join(host()).join("fuzz/lykill-fuzz");
    Ok(Fuzzing {
        program: program.into(),
        package,
        found: target_dir.join("found").into(),
    })
}

const fn host() -> &'static str {
    if cfg!(target_arch = "aarch64") {
        "aarch64-unknown-linux-gnu"
    } else {
        "x86_64-unknown-linux-gnu"
    }
}

impl Fuzzing {
    /// Searches for a while; false when an input broke a promise. Says what was reached.
    fn search(&self, target: &str, time: Duration) -> Outcome<bool> {
        let found = self.found.join(target);
        let broken = self.package.join("regressions").join(target);
        fs::create_dir_all(&found).map_err(failed_to("make a folder"))?;
        let prefix = self.found.join(format!("broken-{target}-"));
        let output = Command::new(&self.program)
            .env(CHOICE, target)
            .args(BOUNDS)
            .arg(format!("-max_total_time={}", time.as_secs()))
            .arg(format!("-artifact_prefix={}", prefix.display()))
            .args(["-print_final_stats=1"])
            .args([&found, &self.package.join("corpus").join(target)])
            .stdin(Stdio::null())
            .output()
            .map_err(failed_to("start the engine"))?;
        let said = String::from_utf8_lossy(&output.stderr);
        eprintln!("fuzz: {target}: {}", Reached::read(&said));
        if output.status.success() {
            return Ok(true);
        }
        eprintln!("{said}");
        let kept = keep(&self.found, &format!("broken-{target}-"), &broken)?;
        eprintln!("fuzz: {target}: {kept} inputs kept in {}", broken.display());
        Ok(false)
    }

    /// Replaces the corpus by the smallest set of its own and found inputs that reaches as much.
    fn minimise(&self, target: &str) -> Outcome {
        let corpus = self.package.join("corpus").join(target);
        let smaller = self.found.join(format!("smaller-{target}"));
        let slow = self.found.join(format!("slow-{target}-"));
        let _none_from_before = fs::remove_dir_all(&smaller);
        fs::create_dir_all(&smaller).map_err(failed_to("make a folder"))?;
        let output = Command::new(&self.program)
            .env(CHOICE, target)
            .args(BOUNDS)
            // What is reached counts, not how often: ten times fewer files for the same branches.
            .args(["-set_cover_merge=1", "-use_counters=0"])
            .arg(format!("-artifact_prefix={}", slow.display()))
            .args([&smaller, &corpus, &self.found.join(target)])
            .stdin(Stdio::null())
            .output()
            .map_err(failed_to("start the engine"))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(Failure::new(format!("could not reduce {target}: {said}")));
        }
        fs::remove_dir_all(&corpus).map_err(failed_to("empty the corpus"))?;
        fs::create_dir_all(&corpus).map_err(failed_to("make a folder"))?;
        let count = keep(&smaller, "", &corpus)?;
        eprintln!("fuzz: {target}: the corpus has {count} files");
        Ok(())
    }
}

/// Copies files whose names begin with `prefix`, under the first 24 characters of the rest.
fn keep(from: &Path, prefix: &str, to: &Path) -> Outcome<usize> {
    let mut count = 0;
    for entry in fs::read_dir(from).map_err(failed_to("read a folder"))? {
        let entry = entry.map_err(failed_to("read a folder"))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(rest) = name.strip_prefix(prefix) else {
            continue;
        };
        if entry.path().is_file() {
            fs::create_dir_all(to).map_err(failed_to("make a folder"))?;
            let short: String = rest.chars().take(24).collect();
            fs::copy(entry.path(), to.join(short)).map_err(failed_to("keep an input"))?;
            count += 1;
        }
    }
    Ok(count)
}

/// What the engine says at the end.
#[derive(Debug, Default, PartialEq, Eq)]
struct Reached {
    runs: String,
    per_second: String,
    edges: String,
    rss_mib: String,
}

impl Reached {
    fn read(said: &str) -> Self {
        let after = |mark: &str| {
            let found = said.rsplit_once(mark).map(|(_, rest)| rest.trim_start());
            let word = found.and_then(|rest| rest.split_whitespace().next());
            word.unwrap_or("?").to_owned()
        };
        Self {
            runs: after("stat::number_of_executed_units:"),
            per_second: after("stat::average_exec_per_sec:"),
            edges: after(" cov: "),
            rss_mib: after("stat::peak_rss_mb:"),
        }
    }
}

impl std::fmt::Display for Reached {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            runs,
            per_second,
            edges,
            rss_mib,
        } = self;
        write!(
            f,
            "{runs} runs ({per_second}/s), {edges} edges, {rss_mib} MiB"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engine_says_what_it_reached() {
        let said = "#9\tDONE   cov: 91 ft: 9\nstat::number_of_executed_units: 14\n\
                    stat::average_exec_per_sec:     7\nstat::peak_rss_mb:              27\n";
        let reached = Reached::read(said).to_string();
        assert_eq!(reached, "14 runs (7/s), 91 edges, 27 MiB");
    }

    #[test]
    fn the_time_is_shared_in_whole_seconds() {
        assert_eq!(share(10, 3).unwrap(), Duration::from_secs(3));
        for (seconds, targets) in [(2, 3), (0, 1), (5, 0)] {
            assert!(share(seconds, targets).is_err(), "{seconds} {targets}");
        }
    }

    #[test]
    fn what_is_kept_has_a_short_name() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let long = "0123456789abcdef0123456789abcdef01234567";
        fs::write(from.path().join(format!("broken-jwk-{long}")), "x").unwrap();
        fs::write(from.path().join("another"), "y").unwrap();
        assert_eq!(keep(from.path(), "broken-jwk-", to.path()).unwrap(), 1);
        assert!(to.path().join(&long[..24]).is_file());
    }

    #[test]
    fn an_unknown_target_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("corpus/jwk")).unwrap();
        assert_eq!(chosen(folder.path(), &[]).unwrap(), ["jwk"]);
        let failure = chosen(folder.path(), &["jwx".to_owned()]).unwrap_err();
        assert!(matches!(failure, Failure::Said(said) if said.contains("jwx")));
    }
}
