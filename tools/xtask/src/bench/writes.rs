//! Grouped writes: rows that 32 callers write through the store, each answered when it is durable,
//! beside what the engine does by itself.
//!
//! SQLite's limit is one thread that puts 32 rows of that size into one commit,
//! `synchronous=FULL`, again and again; what the same thread does with the audit's own table, which
//! has two trees and not one, is told beside it. PostgreSQL's is pgbench: 32 clients, a prepared
//! insert of such a row each time.

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use super::Programs;
use crate::beside::Beside;
use crate::run::{Failure, Outcome, failed_to, output};

/// Callers at once.
const CALLERS: &str = "32";
/// Seconds of each turn; the two sides take turns.
const SECONDS: &str = "2";
const TURNS: usize = 4;

/// Rows in a second: ours, and the engine's own.
#[derive(Debug, Clone, Copy)]
pub struct Writes {
    /// Through the store.
    pub ours: f64,
    /// By the engine alone.
    pub bare: f64,
    /// Rows of our table by the engine alone; only where that was measured.
    pub alike: Option<f64>,
}

/// On SQLite.
pub fn sqlite(programs: &Programs) -> Outcome<Writes> {
    let folder = TempDir::new().map_err(failed_to("make a folder"))?;
    let mut turns = Vec::new();
    for turn in 0..TURNS {
        let file = |name: &str| folder.path().join(format!("{name}-{turn}.db"));
        let (ours, bare) = (file("ours"), file("bare"));
        let url = format!("sqlite:{}", ours.display());
        let ours = rate(programs, ["writes", &url, CALLERS, SECONDS])?;
        let bare = rate(programs, ["bare", &text(&bare)?, CALLERS, SECONDS])?;
        let alike = format!("sqlite:{}", file("alike").display());
        let alike = Some(rate(programs, ["alike", &alike, CALLERS, SECONDS])?);
        turns.push(Writes { ours, bare, alike });
    }
    Ok(mean(&turns))
}

/// On a PostgreSQL server of its own.
pub fn postgres(programs: &Programs) -> Outcome<Writes> {
    let server = Beside::start(Command::new(&programs.limit).arg("postgres"))?;
    let url = server.text("url")?.to_owned();
    let pgbench = server.text("pgbench")?.to_owned();
    let folder = TempDir::new().map_err(failed_to("make a folder"))?;
    let script = folder.path().join("insert.sql");
    std::fs::write(&script, include_str!("insert.sql")).map_err(failed_to("write a file"))?;
    let table = folder.path().join("table.sql");
    std::fs::write(&table, include_str!("table.sql")).map_err(failed_to("write a file"))?;
    let run = |file: &Path, clients: &str, end: [&str; 2]| -> Outcome<String> {
        let mut command = Command::new(&pgbench);
        command.args(["--no-vacuum", "--protocol=prepared", "--jobs=2"]);
        command.arg(format!("--client={clients}")).args(end);
        command.arg(format!("--file={}", file.display())).arg(&url);
        output(&mut command)
    };
    run(&table, "1", ["--transactions", "1"])?;
    let mut turns = Vec::new();
    for _ in 0..TURNS {
        let ours = rate(programs, ["writes", &url, CALLERS, SECONDS])?;
        let said = run(&script, CALLERS, ["--time", SECONDS])?;
        let bare = tps(&said)
            .ok_or_else(|| Failure::new(format!("pgbench does not say its rate: {said}")))?;
        turns.push(Writes {
            ours,
            bare,
            alike: None,
        });
    }
    Ok(mean(&turns))
}

fn rate(programs: &Programs, arguments: [&str; 4]) -> Outcome<f64> {
    let said = output(Command::new(&programs.store).args(arguments))?;
    let said: Value = serde_json::from_str(&said).map_err(failed_to("understand bench-store"))?;
    let number = |name| said.get(name).and_then(Value::as_f64);
    let pair = number("rows").zip(number("seconds"));
    pair.map(|(rows, seconds)| rows / seconds)
        .ok_or_else(|| Failure::new(format!("bench-store measured nothing: {said}")))
}

/// `tps = 4321.000000 (without initial connection time)`
fn tps(said: &str) -> Option<f64> {
    let rest = said.lines().find_map(|line| line.strip_prefix("tps = "))?;
    rest.split(' ').next()?.parse().ok()
}

fn mean(turns: &[Writes]) -> Writes {
    let of = |part: fn(&Writes) -> f64| turns.iter().map(part).sum::<f64>() / turns.len() as f64;
    let alike = turns.iter().all(|turn| turn.alike.is_some());
    Writes {
        ours: of(|turn| turn.ours),
        bare: of(|turn| turn.bare),
        alike: alike.then(|| of(|turn| turn.alike.unwrap_or_default())),
    }
}

fn text(path: &Path) -> Outcome<String> {
    let text = path.to_str().map(str::to_owned);
    text.ok_or_else(|| Failure::new("a folder's name is not UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_of_pgbench_is_read() {
        let said = "number of clients: 32\ntps = 4321.500000 (without initial connection time)\n";
        assert_eq!(tps(said), Some(4321.5));
        assert_eq!(tps("pgbench: error"), None);
    }
}
