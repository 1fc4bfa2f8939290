//! Holds the table of commands in the documentation against the commands that there are, as the
//! reader of commands names them itself.

use super::AdminCommand;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

const PAGE: &str = include_str!("../../../../docs/operate/install.md");

/// What a command takes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Members {
    required: BTreeSet<String>,
    optional: BTreeSet<String>,
}

fn words(text: &str) -> BTreeSet<String> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted.map(str::to_owned).collect()
}

/// The table: a row may name several commands that take the same.
fn documented() -> BTreeMap<String, Members> {
    let table = PAGE.split("| command | members |").nth(1).expect("a table");
    let rows = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let mut found = BTreeMap::new();
    for row in rows {
        let mut cells = row.split('|').skip(1);
        let (commands, members) = (
            cells.next().expect("commands"),
            cells.next().expect("members"),
        );
        let (required, optional) = members.split_once("may have").unwrap_or((members, ""));
        for command in words(commands) {
            let members = Members {
                required: words(required),
                optional: words(optional),
            };
            assert_eq!(found.insert(command, members), None, "{row}");
        }
    }
    found
}

/// What the reader says against it; nothing when it is a command.
fn refused(asked: &Map<String, Value>) -> Option<String> {
    let read = serde_json::from_value::<AdminCommand>(Value::Object(asked.clone()));
    read.err().map(|error| error.to_string())
}

/// The words after `expected` in what the reader says of one that it does not know.
fn expected(told: &str) -> BTreeSet<String> {
    let list = told.split_once("expected").map_or("", |(_, list)| list);
    words(list)
}

fn sample(member: &str) -> Value {
    match member {
        "birth_date" => json!("1980-02-29"),
        "language" => json!("nb"),
        "proofed" => json!("substantial"),
        "kind" => json!("signing"),
        "limit" => json!(10),
        "is_protected" => json!(true),
        "address" | "jobs" => json!([]),
        "codes" => json!(["755224", "287082"]),
        _ => json!("text"),
    }
}

/// What a command takes, by asking for too much and for too little.
fn taken(command: &str) -> Members {
    let named = |more: &[(&str, Value)]| {
        let more = more
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()));
        let own = ("command".to_owned(), json!(command));
        [own].into_iter().chain(more).collect::<Map<_, _>>()
    };
    // One that has none passes over what it does not know.
    let told = refused(&named(&[("no-such-member", json!(1))]));
    let all = expected(&told.unwrap_or_default());
    let mut asked = named(&[]);
    let mut required = BTreeSet::new();
    while let Some(told) = refused(&asked) {
        let missing = told
            .strip_prefix("missing field `")
            .and_then(|rest| rest.split('`').next());
        let missing = missing.unwrap_or_else(|| panic!("{command}: {told}"));
        asked.insert(missing.to_owned(), sample(missing));
        required.insert(missing.to_owned());
    }
    Members {
        optional: all.difference(&required).cloned().collect(),
        required,
    }
}

#[test]
fn every_command_is_documented_with_its_members() {
    let none = Map::from_iter([("command".to_owned(), json!("no-such-command"))]);
    let commands = expected(&refused(&none).unwrap_or_default());
    assert!(commands.len() > 20, "{commands:?}");
    let documented = documented();
    let named: BTreeSet<String> = documented.keys().cloned().collect();
    assert_eq!(named, commands);
    for (command, members) in &documented {
        assert_eq!(*members, taken(command), "{command}");
    }
}
