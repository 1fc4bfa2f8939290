//! What a round does, all drawn from its seed.

use lykill_core::random;
use lykill_testkit::SeededRng;
use std::time::Duration;

/// Each kind of work is done so many times in a round.
const TIMES: usize = 8;
/// The fault comes so many milliseconds after the first answer, at most.
const WAIT_MILLIS_MAX: u32 = 250;

/// Which database is under the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Engine {
    /// SQLite in a file.
    Sqlite,
    /// A throwaway PostgreSQL server.
    Postgres,
}

/// What callers do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Log in with password and key.
    Logins,
    /// Get codes and redeem them.
    Redemptions,
    /// Order cards for one person, all at once.
    Orders,
    /// Type the key of one number, all at once.
    Key,
    /// Redeem one code, all at once.
    Code,
}

/// What happens to them meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// The program is killed and started anew.
    Kill,
    /// The same, and what its disk had not flushed is kept, lost or torn.
    PowerCut,
    /// A process of PostgreSQL is killed; the server recovers.
    Backend,
}

/// One step.
#[derive(Debug, Clone)]
pub struct Step {
    /// What callers do.
    pub work: Work,
    /// What happens to them.
    pub fault: Fault,
    /// So long after the first answer.
    pub wait: Duration,
    /// Says which sectors a power cut loses.
    pub seed: u64,
}

/// A round.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Its seed.
    pub seed: u64,
    /// Its engine.
    pub engine: Engine,
    /// Its steps, in order.
    pub steps: Vec<Step>,
}

impl Engine {
    /// As the command line calls it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

impl Plan {
    /// The round of a seed.
    pub fn of(seed: u64, engine: Option<Engine>) -> Self {
        let by_seed = if seed.is_multiple_of(2) {
            Engine::Sqlite
        } else {
            Engine::Postgres
        };
        let engine = engine.unwrap_or(by_seed);
        let rng = SeededRng::new(seed);
        let all = [
            Work::Logins,
            Work::Redemptions,
            Work::Orders,
            Work::Key,
            Work::Code,
        ];
        let mut left = all.repeat(TIMES);
        let mut steps = Vec::new();
        while !left.is_empty() {
            let work = left.swap_remove(below(&rng, left.len()));
            let faults = faults(work, engine);
            let fault = faults.get(below(&rng, faults.len())).copied();
            let wait = random::below(&rng, WAIT_MILLIS_MAX);
            steps.push(Step {
                work,
                fault: fault.unwrap_or(Fault::None),
                wait: Duration::from_millis(u64::from(wait)),
                seed: u64::from(random::below(&rng, u32::MAX)),
            });
        }
        Self {
            seed,
            engine,
            steps,
        }
    }
}

fn below(rng: &SeededRng, end: usize) -> usize {
    random::below(rng, u32::try_from(end).unwrap_or(u32::MAX)) as usize
}

/// What can happen to a work. Cards are ordered by a command that opens the database itself when
/// nobody serves, on a disk that does not fail: so no power cut meets it.
const fn faults(work: Work, engine: Engine) -> &'static [Fault] {
    use Fault::{Backend, Kill, None, PowerCut};
    match (engine, work) {
        (Engine::Sqlite, Work::Orders) => &[None, Kill],
        (Engine::Sqlite, Work::Key | Work::Code) => &[None, Kill, PowerCut],
        (Engine::Sqlite, Work::Logins | Work::Redemptions) => &[Kill, PowerCut],
        (Engine::Postgres, Work::Orders | Work::Key | Work::Code) => &[None, Kill, Backend],
        (Engine::Postgres, Work::Logins | Work::Redemptions) => &[Kill, Backend],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_one_plan_with_all_work_in_it() {
        let said = |seed| format!("{:?}", Plan::of(seed, None));
        assert_eq!(said(7), said(7));
        assert_ne!(said(7), said(9));
        for seed in 0..20 {
            let plan = Plan::of(seed, None);
            for work in [
                Work::Logins,
                Work::Redemptions,
                Work::Orders,
                Work::Key,
                Work::Code,
            ] {
                let count = plan.steps.iter().filter(|step| step.work == work).count();
                assert_eq!(count, TIMES, "{plan:?}");
            }
            let is_cut = |step: &Step| step.fault == Fault::PowerCut;
            assert!(plan.engine == Engine::Sqlite || !plan.steps.iter().any(is_cut));
        }
    }
}
