//! A measured figure, what it is compared with, and what it must be.

use serde_json::{Value, json};

/// What a figure must be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Must {
    /// At least this part of the limit.
    Part(f64),
    /// At most this value.
    AtMost(f64),
    /// At most so many times the limit.
    AtMostPart(f64),
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What was measured.
    pub name: &'static str,
    /// On which engine.
    pub engine: &'static str,
    /// The median.
    pub value: f64,
    /// Of what.
    pub unit: &'static str,
    /// The best that is possible, measured in the same run.
    pub limit: Option<f64>,
    /// What the value must be.
    pub must: Must,
}

/// A figure that is told beside the rows and has no bound.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// What was measured.
    pub name: String,
    /// On which engine.
    pub engine: &'static str,
    /// The median.
    pub value: f64,
    /// Of what.
    pub unit: &'static str,
}

impl Row {
    /// The part of the limit that was reached.
    pub fn ratio(&self) -> Option<f64> {
        self.limit.map(|limit| self.value / limit)
    }

    /// Whether it is what it must be. A figure that could not be measured is not.
    pub fn passes(&self) -> bool {
        match self.must {
            Must::Part(least) => self.ratio().is_some_and(|ratio| ratio >= least),
            Must::AtMost(most) => self.value <= most,
            Must::AtMostPart(most) => self.ratio().is_some_and(|ratio| ratio <= most),
        }
    }

    fn must(&self) -> String {
        match self.must {
            Must::Part(least) => format!(">= {least:.2} of the limit"),
            Must::AtMost(most) => format!("<= {most} {}", self.unit),
            Must::AtMostPart(most) => format!("<= {most:.2} of the limit"),
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "name": self.name,
            "engine": self.engine,
            "value": rounded(self.value),
            "unit": self.unit,
            "limit": self.limit.map(rounded),
            "ratio": self.ratio().map(rounded),
            "must": self.must(),
            "pass": self.passes(),
        })
    }
}

/// Everything as one JSON document.
pub fn document(rows: &[Row], facts: &[Fact]) -> Value {
    let fact = |fact: &Fact| {
        json!({
            "name": fact.name,
            "engine": fact.engine,
            "value": rounded(fact.value),
            "unit": fact.unit,
        })
    };
    json!({
        "rows": rows.iter().map(Row::to_json).collect::<Vec<_>>(),
        "facts": facts.iter().map(fact).collect::<Vec<_>>(),
    })
}

/// The rows and facts as tables in Markdown, as docs/benchmarks.md shows them.
pub fn tables(rows: &[Row], facts: &[Fact]) -> String {
    let mut table = vec![
        [
            "figure", "engine", "value", "limit", "ratio", "must", "pass",
        ]
        .map(str::to_owned),
    ];
    for row in rows {
        let pass = if row.passes() { "yes" } else { "NO" };
        table.push([
            row.name.to_owned(),
            row.engine.to_owned(),
            format!("{} {}", short(row.value), row.unit),
            row.limit.map(short).unwrap_or_default(),
            row.ratio()
                .map(|ratio| format!("{ratio:.2}"))
                .unwrap_or_default(),
            row.must(),
            pass.to_owned(),
        ]);
    }
    let mut told = vec![["for information", "engine", "value"].map(str::to_owned)];
    for fact in facts {
        let value = format!("{} {}", short(fact.value), fact.unit);
        told.push([fact.name.clone(), fact.engine.to_owned(), value]);
    }
    format!("{}\n{}", markdown(&table), markdown(&told))
}

fn markdown<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: [usize; N] = std::array::from_fn(width);
    let line = |cells: &[String; N]| {
        let padded = cells.iter().zip(widths);
        let padded = padded.map(|(cell, width)| format!(" {cell:width$} |"));
        format!("|{}\n", padded.collect::<String>())
    };
    let mut out = String::new();
    for (index, row) in rows.iter().enumerate() {
        out.push_str(&line(row));
        if index == 0 {
            out.push_str(&line(&widths.map(|width| "-".repeat(width))));
        }
    }
    out
}

/// Four significant digits at most; more would be noise.
fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let scale = 10_f64.powf(3.0 - value.abs().log10().floor());
    (value * scale).round() / scale
}

fn short(value: f64) -> String {
    rounded(value).to_string()
}

/// The middle one by what `by` gives, of an odd number of measurements.
pub fn median_by<T>(mut all: Vec<T>, by: impl Fn(&T) -> f64) -> Option<T> {
    all.sort_by(|a, b| by(a).total_cmp(&by(b)));
    let middle = all.len() / 2;
    all.into_iter().nth(middle)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(value: f64, limit: Option<f64>, must: Must) -> Row {
        let (name, engine, unit) = ("logins", "sqlite", "per CPU-second");
        Row {
            name,
            engine,
            value,
            unit,
            limit,
            must,
        }
    }

    #[test]
    fn a_part_is_of_the_limit_and_fails_without_one() {
        assert!(row(36.0, Some(40.0), Must::Part(0.9)).passes());
        assert!(!row(35.9, Some(40.0), Must::Part(0.9)).passes());
        assert!(!row(36.0, None, Must::Part(0.9)).passes());
    }

    #[test]
    fn a_ceiling_holds_with_its_own_value_and_not_without_a_number() {
        assert!(row(3.0, None, Must::AtMost(3.0)).passes());
        assert!(!row(3.001, None, Must::AtMost(3.0)).passes());
        assert!(!row(f64::NAN, None, Must::AtMost(3.0)).passes());
    }

    #[test]
    fn the_document_has_the_agreed_members() {
        let document = document(&[row(36.123_45, Some(40.0), Must::Part(0.9))], &[]);
        let row = &document["rows"][0];
        assert_eq!(row["value"], 36.12);
        assert_eq!(row["ratio"], 0.9031);
        assert_eq!(row["pass"], true);
        let mut members: Vec<&String> = row.as_object().unwrap().keys().collect();
        // Their order is not agreed, and depends on how serde_json is built.
        members.sort();
        let agreed = [
            "engine", "limit", "must", "name", "pass", "ratio", "unit", "value",
        ];
        assert_eq!(members, agreed);
    }

    #[test]
    fn a_table_has_a_head_and_a_line_for_each_row() {
        let text = tables(&[row(1.0, None, Must::AtMost(3.0))], &[]);
        assert_eq!(text.lines().count(), 6);
        assert!(text.contains("| <= 3 per CPU-second |"), "{text}");
    }

    #[test]
    fn the_median_is_the_middle_one() {
        assert_eq!(median_by(vec![3.0, 1.0, 2.0], |value| *value), Some(2.0));
        assert_eq!(median_by(Vec::<f64>::new(), |value| *value), None);
    }
}
