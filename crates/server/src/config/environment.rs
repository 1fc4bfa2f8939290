//! The environment, laid over the file: each value may come from a variable instead.

use super::keys::{Shape, path_of};
use super::problem::ConfigProblem;
use std::collections::BTreeSet;
use toml::{Table, Value};

/// Variables with this beginning are ours, and each must mean something.
const PREFIX: &str = "LYKILL_";
/// Variables of the test tools, which may surround a server that a test starts.
const TESTS: &str = "LYKILL_TEST_";

/// Lays the variables over `table`; gives the paths that they set.
pub(super) fn overlay(
    table: &mut Table,
    variables: &[(String, String)],
) -> Result<BTreeSet<String>, Vec<ConfigProblem>> {
    let mut set = BTreeSet::new();
    let mut problems = Vec::new();
    let mut ours: Vec<_> = variables
        .iter()
        .filter(|(name, _)| name.starts_with(PREFIX) && !name.starts_with(TESTS))
        .collect();
    ours.sort();
    for (name, text) in ours {
        match lay(table, name, text) {
            Ok(path) => {
                set.insert(path);
            }
            Err(what) => problems.push(ConfigProblem::new(name, what)),
        }
    }
    if problems.is_empty() {
        Ok(set)
    } else {
        Err(problems)
    }
}

fn lay(table: &mut Table, name: &str, text: &str) -> Result<String, String> {
    let unknown = || "there is no such value; see docs/operate/configuration.md".to_owned();
    let (path, shape) = path_of(name).ok_or_else(unknown)?;
    if path == "issuer" {
        refuse_second_issuer(table, text)?;
    }
    let value = read(shape, text)?;
    let parts: Vec<&str> = path.split('.').collect();
    match parts.as_slice() {
        ["method", number, rest @ ..] => {
            let methods = array(table)?;
            let number: usize = number.parse().unwrap_or(usize::MAX);
            if number == methods.len() + 1 {
                methods.push(Value::Table(Table::new()));
            }
            let entry = methods
                .get_mut(number.saturating_sub(1))
                .and_then(Value::as_table_mut);
            let Some(entry) = entry else {
                return Err("methods are counted from 1 without gaps".to_owned());
            };
            put(entry, rest, value)?;
        }
        parts => put(table, parts, value)?,
    }
    Ok(path)
}

/// One deployment is one issuer: two different ones are a mistake, not an override.
fn refuse_second_issuer(table: &Table, text: &str) -> Result<(), String> {
    match table.get("issuer").and_then(Value::as_str) {
        Some(in_file) if in_file != text => Err(format!(
            "two issuers: the file says {in_file:?}, the environment {text:?}; remove one"
        )),
        _ => Ok(()),
    }
}

fn read(shape: Shape, text: &str) -> Result<Value, String> {
    match shape {
        Shape::Text => Ok(Value::String(text.to_owned())),
        Shape::Whole => match text.parse() {
            Ok(number) => Ok(Value::Integer(number)),
            Err(_) => Err(format!("a whole number is expected, not {text:?}")),
        },
        Shape::Flag => match text {
            "true" => Ok(Value::Boolean(true)),
            "false" => Ok(Value::Boolean(false)),
            _ => Err(format!("true or false is expected, not {text:?}")),
        },
        Shape::List => {
            let parts = text
                .split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty());
            Ok(Value::Array(
                parts.map(|part| Value::String(part.to_owned())).collect(),
            ))
        }
    }
}

fn array(table: &mut Table) -> Result<&mut Vec<Value>, String> {
    let methods = table
        .entry("method")
        .or_insert_with(|| Value::Array(Vec::new()));
    methods
        .as_array_mut()
        .ok_or_else(|| "`method` is not a list in the file".to_owned())
}

fn put(table: &mut Table, path: &[&str], value: Value) -> Result<(), String> {
    match path {
        [] => Ok(()),
        [key] => {
            table.insert((*key).to_owned(), value);
            Ok(())
        }
        [section, rest @ ..] => {
            let inner = table
                .entry(*section)
                .or_insert_with(|| Value::Table(Table::new()))
                .as_table_mut();
            let inner = inner.ok_or_else(|| format!("`{section}` is no section in the file"))?;
            put(inner, rest, value)
        }
    }
}
