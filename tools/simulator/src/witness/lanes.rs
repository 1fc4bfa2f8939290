//! Attempts: never more evaluated than the budget, and nobody waits for what others did.

use std::collections::{BTreeMap, BTreeSet};

/// What is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A password.
    Password,
    /// A key.
    Key,
}

/// Consecutive failures that one lane may evaluate (design.md section 4).
const BUDGET: usize = 50;
/// Failures before the first wait.
const FREE: usize = 5;

/// One attempt on its way.
#[derive(Debug, Clone)]
pub struct Attempt {
    lane: (String, What, bool),
    id: u64,
}

/// How an attempt ended. Places are accesses: the one that reserved it, the one that concluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Verified and found wrong.
    Wrong {
        /// Where it was reserved.
        at: u64,
    },
    /// Verified and found right.
    Right {
        /// Where the lane was emptied.
        at: u64,
    },
    /// Refused before verification.
    Closed {
        /// Where it was refused.
        at: u64,
        /// Only recovery opens the lane.
        for_good: bool,
    },
    /// Nobody heard; it may be reserved, and when it was right the lane may be empty.
    Lost {
        /// Where it may have been reserved.
        at: Option<u64>,
        /// Where it may have emptied the lane, when it may have been right.
        right: Option<u64>,
    },
    /// Something else was answered; it may be reserved.
    Other {
        /// Where it may have been reserved.
        at: Option<u64>,
    },
}

#[derive(Default)]
struct Run {
    /// Attempts that may stand in the lane: where they were reserved, once that is known.
    attempts: BTreeMap<u64, Option<u64>>,
    /// Where failures were evaluated.
    wrong: Vec<u64>,
    /// Where the lane was emptied, for sure.
    emptied: BTreeSet<u64>,
    /// The lane may have been empty there.
    perhaps_emptied: u64,
}

/// The runs of failures, by user id, authenticator and whether the device was known.
#[derive(Default)]
pub struct Lanes {
    runs: BTreeMap<(String, What, bool), Run>,
    next: u64,
    /// Whose devices count as unknown, whatever a browser believes.
    forgotten: BTreeSet<String>,
}

impl Lanes {
    /// A block makes every device of a user id an unknown one.
    pub fn forget_devices(&mut self, user_id: &str) {
        self.forgotten.insert(user_id.to_owned());
    }

    /// Somebody tries.
    pub fn tries(&mut self, user_id: &str, what: What, known: bool) -> Attempt {
        let lane = (user_id.to_owned(), what, known);
        self.next += 1;
        let id = self.next;
        let run = self.runs.entry(lane.clone()).or_default();
        run.attempts.insert(id, None);
        Attempt { lane, id }
    }

    /// What became of it.
    pub fn ended(&mut self, attempt: &Attempt, ended: Ended) -> Result<(), String> {
        let (user_id, what, known) = attempt.lane.clone();
        match ended {
            Ended::Right { at } if what == What::Key => {
                for what in [What::Password, What::Key] {
                    for known in [false, true] {
                        let lane = (user_id.clone(), what, known);
                        self.runs.entry(lane).or_default().empty(at);
                    }
                }
            }
            Ended::Right { at } => self.run(attempt).empty(at),
            _ => {}
        }
        let is_known = known && !self.forgotten.contains(&user_id);
        let run = self.run(attempt);
        run.attempts.remove(&attempt.id);
        match ended {
            Ended::Wrong { at } => {
                run.reserved(attempt.id, Some(at));
                run.wrong.push(at);
                let emptied = run.emptied.last().copied().unwrap_or(0);
                let since = run.perhaps_emptied.max(emptied);
                run.wrong.retain(|place| *place > since);
                if run.wrong.len() > BUDGET {
                    let count = run.wrong.len();
                    return Err(format!(
                        "{count} wrong {what:?}s of {user_id} were evaluated"
                    ));
                }
            }
            Ended::Closed { at, for_good } => {
                return run.check_closed(&user_id, (what, is_known), (at, for_good));
            }
            Ended::Lost { at, right } => {
                run.reserved(attempt.id, at);
                run.perhaps_emptied = run.perhaps_emptied.max(right.unwrap_or(0));
            }
            Ended::Other { at } => run.reserved(attempt.id, at),
            Ended::Right { .. } => {}
        }
        Ok(())
    }

    /// A key that may have been right empties all lanes of a user id, perhaps.
    pub fn perhaps_in(&mut self, user_id: &str, at: u64) {
        for ((of, _, _), run) in &mut self.runs {
            if of == user_id {
                run.perhaps_emptied = run.perhaps_emptied.max(at);
            }
        }
    }

    fn run(&mut self, attempt: &Attempt) -> &mut Run {
        self.runs.entry(attempt.lane.clone()).or_default()
    }
}

/// Attempts of a lane that are remembered.
const REMEMBERED: usize = 500;

impl Run {
    fn empty(&mut self, at: u64) {
        self.emptied.insert(at);
        if self.emptied.len() > REMEMBERED {
            self.emptied.pop_first();
        }
    }

    fn reserved(&mut self, id: u64, at: Option<u64>) {
        if let Some(at) = at {
            self.attempts.insert(id, Some(at));
        }
        if self.attempts.len() > REMEMBERED {
            self.attempts.pop_first();
        }
    }

    /// A lane that refuses must hold failures enough: attempts before this one, and after the
    /// last time that it was emptied before this one.
    fn check_closed(
        &self,
        user_id: &str,
        (what, known): (What, bool),
        (at, for_good): (u64, bool),
    ) -> Result<(), String> {
        let least = if for_good { BUDGET } else { FREE };
        let since = self.emptied.range(..at).next_back().copied().unwrap_or(0);
        let stands = |place: &&Option<u64>| place.is_none_or(|place| since < place && place < at);
        let count = self.attempts.values().filter(stands).count();
        // Strangers are also limited by their network, whatever they tried before here.
        if count >= least || !known {
            return Ok(());
        }
        let device = if known { "a known" } else { "an unknown" };
        Err(format!(
            "{device} device of {user_id} was locked out of its {what:?} after {count} attempts \
             in its own lane"
        ))
    }
}
