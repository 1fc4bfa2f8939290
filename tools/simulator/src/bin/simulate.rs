//! Runs one simulation: `cargo xtask simulate` builds and calls this.

use clap::Parser;
use lykill_simulator::{EngineChoice, Failure, Options, Report, run};
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

/// People, strangers, phishers, administrators and crashes on the real operations, under one seed.
#[derive(Parser)]
struct Arguments {
    /// Days to simulate
    #[arg(long, default_value_t = 30)]
    days: u64,
    /// People who live there; a day of one of them is a user-day
    #[arg(long, default_value_t = 50)]
    people: usize,
    /// The seed: the same one gives the same run
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Runs with this seed and so many that follow it
    #[arg(long, default_value_t = 1)]
    runs: u64,
    /// Run each seed so many times, and compare the traces
    #[arg(long, default_value_t = 1)]
    again: u64,
    /// `sqlite` or `postgres` (a throwaway server)
    #[arg(long, value_parser = engine, default_value = "sqlite")]
    engine: EngineChoice,
    /// No crashes, no failing writes, no clock that is set
    #[arg(long)]
    calm: bool,
    /// Write every line of the trace to standard error
    #[arg(long)]
    trace: bool,
}

fn engine(word: &str) -> Result<EngineChoice, String> {
    match word {
        "sqlite" => Ok(EngineChoice::Sqlite),
        "postgres" => Ok(EngineChoice::Postgres),
        _ => Err("`sqlite` or `postgres`".to_owned()),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    for seed in arguments.seed..arguments.seed + arguments.runs {
        let mut first: Option<Report> = None;
        for _ in 0..arguments.again {
            let report = match run(options(&arguments, seed), |day| {
                progress(seed, day, arguments.days);
            })
            .await
            {
                Ok(report) => report,
                Err(failure) => {
                    complain(&arguments, &failure);
                    return ExitCode::FAILURE;
                }
            };
            let hash = report.hash.clone();
            let first = first.get_or_insert(report);
            if first.hash != hash {
                eprintln!(
                    "error: seed {seed} gave the traces {} and {hash}",
                    first.hash
                );
                return ExitCode::FAILURE;
            }
        }
        if let Some(report) = first {
            say(&arguments, &report);
        }
    }
    ExitCode::SUCCESS
}

const fn options(arguments: &Arguments, seed: u64) -> Options {
    Options {
        seed,
        days: arguments.days,
        people: arguments.people,
        engine: arguments.engine,
        faults: !arguments.calm,
        aloud: arguments.trace,
    }
}

fn progress(seed: u64, day: u64, of: u64) {
    if std::io::stderr().is_terminal() {
        eprint!("\rsimulate: seed {seed}, day {day} of {of}");
        if day == of {
            eprintln!();
        }
        let _ = std::io::stderr().flush();
    }
}

fn say(arguments: &Arguments, report: &Report) {
    let Report {
        seed, hash, lines, ..
    } = report;
    let user_days = arguments.days * arguments.people as u64;
    println!("seed {seed}: {user_days} user-days, {lines} lines, trace {hash}");
    for (what, count) in &report.counts {
        println!("  {count:>8}  {what}");
    }
}

fn complain(arguments: &Arguments, failure: &Failure) {
    for line in &failure.tail {
        eprintln!("  {line}");
    }
    let seed = failure.report.seed;
    eprintln!("error: {}", failure.what);
    eprintln!("seed {seed} replays it:");
    eprintln!("  {}", options(arguments, seed).replay());
}
