//! `cargo xtask soak`: kills, power cuts and contended spends on the real program, for hours.

use std::path::Path;
use std::process::Command;

use crate::run::{Outcome, run, run_and_let_it_explain};

/// Kills the real program, cuts its power and lets many spend one thing, round after round.
///
/// After each round it is looked at whether everything that was answered as done is there and
/// nothing was done twice. A failing round keeps its folder; docs/reliability.md says what is
/// looked at and what the last long run gave.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask soak                          an hour of both engines by turns, from seed 1 on
  cargo xtask soak --minutes 480 --seed 7   a night, from another seed on
  cargo xtask soak --rounds 2               one round of each engine
  cargo xtask soak --seed 31 --engine postgres --rounds 1   one round again
  cargo xtask soak --release --minutes 60   the program as it is released")]
pub struct Options {
    /// No round begins after so many minutes
    #[arg(long, default_value_t = 60)]
    minutes: u64,

    /// The seed of the first round; each that follows has the next one
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// So many rounds at most
    #[arg(long)]
    rounds: Option<u64>,

    /// Only one engine: `sqlite` or `postgres`; without this, by turns
    #[arg(long, value_parser = ["sqlite", "postgres"])]
    engine: Option<String>,

    /// Build the program as releases are built
    #[arg(long)]
    release: bool,
}

/// Builds the program and the soak, and runs it.
pub fn soak(root: &Path, options: &Options) -> Outcome {
    let target = crate::workspace::metadata(root)?.target_directory;
    let mut build = Command::new("cargo");
    build.args(["build", "--quiet", "--bin", "lykill", "--bin", "soak"]);
    build.args(["--package", "lykill", "--package", "lykill-soak"]);
    build.args(options.release.then_some("--release"));
    run(build.current_dir(root))?;
    let folder = if options.release { "release" } else { "debug" };
    // The soak finds the program beside itself.
    let mut soak = Command::new(target.join(folder).join("soak"));
    run_and_let_it_explain(soak.current_dir(root).args(arguments(options)))
}

fn arguments(options: &Options) -> Vec<String> {
    let valued = [
        ("--minutes", Some(options.minutes.to_string())),
        ("--seed", Some(options.seed.to_string())),
        ("--rounds", options.rounds.map(|rounds| rounds.to_string())),
        ("--engine", options.engine.clone()),
    ];
    let given = valued
        .into_iter()
        .filter_map(|(name, value)| Some([name.to_owned(), value?]));
    given.flatten().collect()
}
