//! `cargo xtask simulate`: people, attackers and crashes on the real operations, under one seed.

use std::path::Path;
use std::process::Command;

use crate::run::{Outcome, run_and_let_it_explain};

/// Simulates a deployment under a virtual clock and one seed, and says when something happened
/// that cannot be.
///
/// A failing run prints the end of its trace and the seed that replays it; docs/simulator.md says
/// what is modelled.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask simulate                              30 days of 50 people, seed 1
  cargo xtask simulate --days 200 --seed 7          10 000 user-days of another seed
  cargo xtask simulate --days 30 --seed 1 --runs 100   a hundred seeds, from 1 on
  cargo xtask simulate --days 10 --again 100        one seed a hundred times: one trace
  cargo xtask simulate --engine postgres --days 10  on a throwaway server
  cargo xtask simulate --release --days 1000        longer to build, quicker to run")]
pub struct Options {
    /// Days to simulate
    #[arg(long, default_value_t = 30)]
    days: u64,

    /// People who live there; a day of one of them is a user-day
    #[arg(long, default_value_t = 50)]
    people: usize,

    /// The seed: the same one gives the same run
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// Run this seed and those that follow it, so many in all
    #[arg(long, default_value_t = 1)]
    runs: u64,

    /// Run each seed so many times, and compare the traces
    #[arg(long, default_value_t = 1)]
    again: u64,

    /// The engine: `sqlite` or `postgres`
    #[arg(long, default_value = "sqlite", value_parser = ["sqlite", "postgres"])]
    engine: String,

    /// Nothing goes wrong by itself: no crashes, no failing writes, no clock that is set
    #[arg(long)]
    calm: bool,

    /// Write every line of the trace to standard error
    #[arg(long)]
    trace: bool,

    /// Build the simulator as releases are built
    #[arg(long)]
    release: bool,
}

/// Builds the simulator and runs it.
pub fn simulate(root: &Path, options: &Options) -> Outcome {
    let mut command = Command::new("cargo");
    command
        .current_dir(root)
        .args(["run", "--quiet", "--package", "lykill-simulator"])
        .args(["--bin", "simulate"])
        .args(options.release.then_some("--release"))
        .arg("--")
        .args(arguments(options));
    run_and_let_it_explain(&mut command)
}

fn arguments(options: &Options) -> Vec<String> {
    let valued = [
        ("--days", options.days.to_string()),
        ("--people", options.people.to_string()),
        ("--seed", options.seed.to_string()),
        ("--runs", options.runs.to_string()),
        ("--again", options.again.to_string()),
        ("--engine", options.engine.clone()),
    ];
    let flags = [("--calm", options.calm), ("--trace", options.trace)];
    let valued = valued
        .into_iter()
        .flat_map(|(name, value)| [name.to_owned(), value]);
    let flags = flags.into_iter().filter(|(_, given)| *given);
    valued
        .chain(flags.map(|(name, _)| name.to_owned()))
        .collect()
}
