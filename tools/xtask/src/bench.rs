//! `cargo xtask bench`: the figures that must hold, each beside the limit measured in the same run.
//!
//! Always the CPU time of the server's process is counted, all threads, as the kernel tells it;
//! what the callers spend, and PostgreSQL, is not in it.

mod browser;
mod cards;
mod codes;
mod deployment;
mod documents;
mod engine;
mod keys;
mod load;
mod logins;
mod long;
mod overload;
mod people;
mod process;
mod row;
mod tokens;
mod writes;

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{Failure, Outcome, run};
use row::{Fact, Row};

/// Measures logins, code redemption, discovery, start and memory, and says what must hold.
///
/// Builds the release program, serves it on each engine from a throwaway folder, and prints a
/// table; exits 1 when a figure is not what it must be. Keep the machine quiet meanwhile.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask bench                          both engines, about five minutes
  cargo xtask bench --engine sqlite --quick  a first look in a minute; its figures are rough
  cargo xtask bench --logins                 what a login costs, in a minute
  cargo xtask bench --cards                  what a key card costs to print, in a minute
  cargo xtask bench --long                   with 10 000 logins, overload, a million people
  cargo xtask bench --programs target/release   those that were built before
  cargo xtask bench --json                   {\"rows\":[{\"name\",\"engine\",\"value\",…}]}")]
pub struct Options {
    /// On which engine
    #[arg(long, value_enum, default_value = "both")]
    engine: Which,

    /// Measure once and little; for trying out
    #[arg(long)]
    quick: bool,

    /// Measure the logins alone
    #[arg(long)]
    logins: bool,

    /// Measure the key cards alone
    #[arg(long, conflicts_with = "logins")]
    cards: bool,

    /// Also what takes minutes: 10 000 logins, overload, a million people
    #[arg(long)]
    long: bool,

    /// Measure the programs of this folder instead of building them
    #[arg(long, value_name = "DIR")]
    programs: Option<PathBuf>,

    /// Print one JSON document instead of tables
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Which {
    Sqlite,
    Postgres,
    Both,
}

/// How much is measured.
#[derive(Debug, Clone, Copy)]
struct Amount {
    /// How often each measurement is repeated; an odd number, for there is a median.
    repeats: usize,
    people: usize,
    logins_each: usize,
    codes: usize,
    documents: usize,
    cards: usize,
    starts: usize,
    idle_seconds: u64,
    logins_alone: bool,
    long: bool,
}

const FULL: Amount = Amount {
    repeats: 3,
    people: 8,
    // With the other logins fewer than 128 keys of a card: no new card is printed meanwhile.
    logins_each: 32,
    codes: 3200,
    documents: 60_000,
    cards: 1000,
    starts: 5,
    idle_seconds: 20,
    logins_alone: false,
    long: false,
};

const QUICK: Amount = Amount {
    repeats: 1,
    people: 4,
    logins_each: 8,
    codes: 640,
    documents: 8000,
    cards: 100,
    starts: 3,
    idle_seconds: 16,
    logins_alone: false,
    long: false,
};

/// The programs that are measured and compared with.
struct Programs {
    lykill: PathBuf,
    limit: PathBuf,
    store: PathBuf,
}

impl Programs {
    fn of(folder: &Path) -> Self {
        Self {
            lykill: folder.join("lykill"),
            limit: folder.join("bench-limit"),
            store: folder.join("examples/bench-store"),
        }
    }
}

/// Measures, prints, and fails when a figure does.
pub fn bench(root: &Path, options: &Options) -> Outcome {
    let programs = match &options.programs {
        Some(folder) => Programs::of(folder),
        None => build(root)?,
    };
    let amount = Amount {
        logins_alone: options.logins,
        long: options.long,
        ..if options.quick { QUICK } else { FULL }
    };
    let (mut rows, mut facts): (Vec<Row>, Vec<Fact>) = (Vec::new(), Vec::new());
    if !options.logins {
        rows.push(cards::row(&programs.limit, &amount)?);
    }
    let mut failures = Vec::new();
    if options.engine != Which::Postgres && !options.cards {
        failures.extend(engine::sqlite(&programs, &amount, &mut rows, &mut facts).err());
    }
    if options.engine != Which::Sqlite && !options.cards {
        failures.extend(engine::postgres(&programs, &amount, &mut rows, &mut facts).err());
    }
    if options.json {
        println!("{}", row::document(&rows, &facts));
    } else {
        print!("{}", row::tables(&rows, &facts));
    }
    // What was measured before something failed is worth minutes, so it is shown all the same.
    if let Some(failure) = failures.into_iter().reduce(Failure::and) {
        return Err(failure);
    }
    match rows.iter().filter(|row| !row.passes()).count() {
        0 => Ok(()),
        count => Err(Failure::new(format!(
            "{count} figures are not what they must be"
        ))),
    }
}

fn build(root: &Path) -> Outcome<Programs> {
    let cargo = |arguments: &[&str]| {
        let mut command = Command::new("cargo");
        command
            .args(["build", "--release", "--quiet"])
            .args(arguments);
        run(command.current_dir(root))
    };
    progress("building the release programs");
    // Apart, so that the features of the one do not get into the other.
    cargo(&["--package", "lykill"])?;
    cargo(&[
        "--package",
        "lykill-testkit",
        "--features",
        "bench",
        "--bin",
        "bench-limit",
    ])?;
    cargo(&["--package", "lykill-store", "--example", "bench-store"])?;
    let target = crate::workspace::metadata(root)?
        .target_directory
        .into_std_path_buf();
    Ok(Programs::of(&target.join("release")))
}

/// Says on standard error what is being done.
fn progress(what: impl std::fmt::Display) {
    eprintln!("bench: {what}");
}
