//! Key cards: what deriving and rendering one costs in a batch, as `bench-limit` does it with the
//! delivery's own functions.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::Amount;
use super::progress;
use super::row::{Must, Row, median_by};
use crate::run::{Failure, Outcome, failed_to, output};

/// The row of one card's cost.
pub fn row(limit: &Path, amount: &Amount) -> Outcome<Row> {
    let mut all = Vec::new();
    for repeat in 1..=amount.repeats {
        let one = milliseconds(limit, amount.cards)?;
        progress(format!("cards {repeat}: {one:.2} ms each"));
        all.push(one);
    }
    let value = median_by(all, |one| *one).ok_or_else(|| Failure::new("nothing was measured"))?;
    Ok(Row {
        name: "key card as PDF, of 1000",
        engine: "any",
        value,
        unit: "ms CPU",
        limit: None,
        must: Must::AtMost(30.0),
    })
}

fn milliseconds(limit: &Path, cards: usize) -> Outcome<f64> {
    let mut command = Command::new(limit);
    command.args(["cards", &cards.to_string()]);
    let said: Value = serde_json::from_str(&output(&mut command)?)
        .map_err(failed_to("understand bench-limit"))?;
    let number = |name| said.get(name).and_then(Value::as_f64);
    let measured = number("cards").zip(number("cpu_seconds"));
    let measured = measured.filter(|(count, _)| *count > 0.0);
    measured
        .map(|(count, seconds)| seconds * 1000.0 / count)
        .ok_or_else(|| Failure::new(format!("bench-limit measured nothing: {said}")))
}
