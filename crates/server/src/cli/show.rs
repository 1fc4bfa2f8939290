//! Results in words: an object as lines, a list as a table, or either as JSON.

use serde_json::{Map, Value};

/// Shows a result on standard output. A table's columns stand in this order, others after them.
pub(super) fn result(result: &Value, as_json: bool, order: &[&str]) {
    if as_json {
        println!("{result}");
    } else {
        print!("{}", text(result, order));
    }
}

fn text(result: &Value, order: &[&str]) -> String {
    match result {
        Value::Array(rows) => table(rows, order),
        Value::Object(members) => lines(members),
        other => format!("{}\n", cell(other)),
    }
}

fn lines(members: &Map<String, Value>) -> String {
    let width = members.keys().map(String::len).max().unwrap_or(0);
    let shown = members.iter().filter(|(_, value)| !value.is_null());
    shown
        .map(|(key, value)| format!("{key:width$}  {}\n", cell(value)))
        .collect()
}

fn table(rows: &[Value], order: &[&str]) -> String {
    let Some(Value::Object(first)) = rows.first() else {
        return "none\n".to_owned();
    };
    let place = |key: &&String| order.iter().position(|column| column == key);
    let mut columns: Vec<&String> = first.keys().collect();
    columns.sort_by_key(|key| place(key).unwrap_or(usize::MAX));
    let of = |row: &Value| -> Vec<String> {
        columns
            .iter()
            .map(|column| row.get(*column).map(cell).unwrap_or_default())
            .collect()
    };
    let mut all = vec![
        columns
            .iter()
            .map(|column| (*column).clone())
            .collect::<Vec<_>>(),
    ];
    all.extend(rows.iter().map(of));
    let width = |index: usize| {
        let widths = all
            .iter()
            .filter_map(|row| row.get(index))
            .map(|cell| cell.chars().count());
        widths.max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    all.iter().map(line).collect()
}

/// A value in one cell. Control characters could turn a terminal's lines around.
fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(cell).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    };
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_list_is_a_table_and_an_object_is_lines() {
        let rows = json!([
            { "label": "R413-882", "keys_left": 21 },
            { "label": "Å\u{1b}[31m", "keys_left": 148 },
        ]);
        assert_eq!(
            text(&rows, &["label"]),
            "label     keys_left\nR413-882  21\nÅ [31m    148\n"
        );
        assert_eq!(text(&json!([]), &[]), "none\n");
        assert_eq!(text(&json!({ "a": 1, "bcd": null }), &[]), "a    1\n");
    }
}
