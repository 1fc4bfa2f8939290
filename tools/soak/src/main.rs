//! Rounds of work on the real program, on both engines, until a time is over: it is killed, its
//! disk loses what was not flushed, its database's processes die, many callers spend one thing.
//! After each round it is looked at whether everything that was answered as done is there, and
//! whether anything was done twice. `cargo xtask soak` builds and calls this.

mod arena;
mod calls;
mod contended;
mod logins;
mod orders;
mod plan;
mod round;
mod tally;
mod verdict;

use arena::Arena;
use clap::Parser;
use plan::{Engine, Plan};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tally::Tally;

/// Longer than any round on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(30 * 60);

/// Kills, power cuts and contended spends on the real program, until the time is over.
#[derive(Parser)]
struct Arguments {
    /// No round begins after so many minutes
    #[arg(long, default_value_t = 60)]
    minutes: u64,
    /// The seed of the first round; each that follows has the next one
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// So many rounds at most
    #[arg(long)]
    rounds: Option<u64>,
    /// Only this engine; without this, even seeds have SQLite and odd ones PostgreSQL
    #[arg(long, value_enum)]
    engine: Option<Engine>,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 4)]
#[expect(clippy::disallowed_methods, reason = "a duration is measured")]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let (began, mut tally) = (Instant::now(), Tally::default());
    let last = Duration::from_secs(arguments.minutes * 60);
    let rounds = arguments.rounds.unwrap_or(u64::MAX);
    for number in 0..rounds {
        if began.elapsed() >= last {
            break;
        }
        let plan = Plan::of(arguments.seed + number, arguments.engine);
        let begun = Instant::now();
        let ended = round(&plan).await;
        let (done, is_sound) = match ended {
            Ok(done) => (done, true),
            Err(done) => (done, false),
        };
        println!(
            "round {}, seed {}, {}: {done}; {} s",
            number + 1,
            plan.seed,
            plan.engine.word(),
            begun.elapsed().as_secs()
        );
        tally.add(plan.engine, &done);
        if !is_sound {
            tally.print(began.elapsed());
            complain(&plan);
            return ExitCode::FAILURE;
        }
    }
    tally.print(began.elapsed());
    ExitCode::SUCCESS
}

/// One round. What it found wrong was said; then its folder stays.
async fn round(plan: &Plan) -> Result<tally::Done, tally::Done> {
    let arena = Arc::new(Arena::new(plan.engine));
    let (there, steps) = (Arc::clone(&arena), plan.clone());
    let round = tokio::spawn(async move { round::run(&there, &steps).await });
    match tokio::time::timeout(PATIENCE, round).await {
        Ok(Ok(())) => return Ok(arena.done()),
        // The panic has said what was broken.
        Ok(Err(_)) => {}
        Err(_) => eprintln!("the round does not end"),
    }
    arena.violation();
    let done = arena.done();
    eprintln!("its folder stays: {}", arena.evidence().display());
    // Nothing of it is cleaned away; the server ends with this process.
    std::mem::forget(arena);
    Err(done)
}

fn complain(plan: &Plan) {
    let (seed, engine) = (plan.seed, plan.engine.word());
    eprintln!("error: a promise was broken; the round's steps were:");
    for step in &plan.steps {
        eprintln!("  {step:?}");
    }
    eprintln!("seed {seed} does the same again, as far as processes can be steered:");
    eprintln!("  cargo xtask soak --seed {seed} --engine {engine} --rounds 1");
}
