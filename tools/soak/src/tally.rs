//! What was done, counted.

use crate::plan::Engine;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// What can be counted, in the order of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A round.
    Rounds,
    /// The program killed.
    Kills,
    /// The program killed, and its disk robbed of what was not flushed.
    PowerCuts,
    /// Sectors that power cuts lost or tore.
    SectorsLost,
    /// Processes of PostgreSQL killed.
    BackendKills,
    /// Logins that were answered as done.
    Logins,
    /// Redemptions that were answered as done.
    Redemptions,
    /// Keys that many callers typed at once.
    ContendedKeys,
    /// Codes that many callers redeemed at once.
    ContendedCodes,
    /// Cards that many callers ordered at once for one person, by order.
    ContendedOrders,
    /// Calls of contended work.
    ContendedCalls,
    /// Of them, those that were answered as done.
    ContendedWon,
    /// Right keys that were refused, of people who log in alone.
    Refused,
    /// Calls that got no whole answer.
    CutOff,
    /// Rows of the outbox that were sent.
    Sent,
    /// Rows of the audit log whose chain was verified.
    AuditRows,
    /// Promises that were broken.
    Violations,
}

const ALL: [(What, &str); 17] = [
    (What::Rounds, "rounds"),
    (What::Kills, "kills of the program"),
    (What::PowerCuts, "power cuts"),
    (What::SectorsLost, "sectors lost or torn by them"),
    (What::BackendKills, "kills of a PostgreSQL process"),
    (What::Logins, "logins answered as done"),
    (What::Redemptions, "redemptions answered as done"),
    (What::ContendedKeys, "keys typed by many at once"),
    (What::ContendedCodes, "codes redeemed by many at once"),
    (
        What::ContendedOrders,
        "people for whom many ordered cards at once",
    ),
    (What::ContendedCalls, "calls of these"),
    (What::ContendedWon, "of them answered as done"),
    (What::Refused, "right keys of one caller refused"),
    (What::CutOff, "calls cut off without a whole answer"),
    (What::Sent, "rows of the outbox sent"),
    (What::AuditRows, "rows of the audit chain verified"),
    (What::Violations, "violations"),
];

/// The counts of one round.
#[derive(Debug, Clone, Default)]
pub struct Done {
    counts: BTreeMap<What, u64>,
    /// The longest time from a start to the first login that would be taken.
    pub slowest_start: Duration,
}

impl Done {
    /// Counts.
    pub fn add(&mut self, what: What, count: u64) {
        *self.counts.entry(what).or_default() += count;
    }

    fn get(&self, what: What) -> u64 {
        self.counts.get(&what).copied().unwrap_or_default()
    }
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |what| self.get(what);
        write!(
            f,
            "{} kills, {} power cuts, {} backend kills, {} logins, {} redemptions, {} of {} \
             contended calls won, {} rows sent, {} audit rows, {} violations",
            of(What::Kills),
            of(What::PowerCuts),
            of(What::BackendKills),
            of(What::Logins),
            of(What::Redemptions),
            of(What::ContendedWon),
            of(What::ContendedCalls),
            of(What::Sent),
            of(What::AuditRows),
            of(What::Violations),
        )
    }
}

/// The counts of all rounds, by engine.
#[derive(Debug, Default)]
pub struct Tally {
    sqlite: Done,
    postgres: Done,
}

impl Tally {
    /// Adds a round.
    pub fn add(&mut self, engine: Engine, done: &Done) {
        let all = match engine {
            Engine::Sqlite => &mut self.sqlite,
            Engine::Postgres => &mut self.postgres,
        };
        all.add(What::Rounds, 1);
        for (what, count) in &done.counts {
            all.add(*what, *count);
        }
        all.slowest_start = all.slowest_start.max(done.slowest_start);
    }

    /// Prints the table.
    pub fn print(&self, took: Duration) {
        println!();
        println!("| what | SQLite | PostgreSQL |");
        println!("| --- | ---: | ---: |");
        for (what, words) in ALL {
            println!(
                "| {words} | {} | {} |",
                self.sqlite.get(what),
                self.postgres.get(what)
            );
        }
        let millis = |done: &Done| done.slowest_start.as_millis();
        let (one, other) = (millis(&self.sqlite), millis(&self.postgres));
        println!("| slowest start, ms | {one} | {other} |");
        println!();
        println!(
            "{} minutes {} seconds",
            took.as_secs() / 60,
            took.as_secs() % 60
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_count_has_a_row_and_rounds_add_up() {
        let mut done = Done::default();
        for (what, _) in ALL {
            done.add(what, 2);
        }
        let mut tally = Tally::default();
        tally.add(Engine::Sqlite, &done);
        tally.add(Engine::Sqlite, &done);
        assert_eq!(tally.sqlite.get(What::Kills), 4);
        assert_eq!(tally.sqlite.get(What::Rounds), 6);
        assert_eq!(tally.postgres.get(What::Kills), 0);
        assert!(What::Violations as usize + 1 == ALL.len());
    }
}
