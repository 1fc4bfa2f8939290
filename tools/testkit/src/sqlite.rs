//! Reading a file of SQLite with a program that is not ours: Python's library.

#![expect(clippy::expect_used, reason = "tests stop at the first surprise")]

use std::path::Path;
use std::process::Command;

const READ: &str = "import sqlite3, sys; \
    [print(row[0]) for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2])]";

/// The first column of what a statement gives.
///
/// # Errors
/// What Python says when the file cannot be read.
pub fn sqlite_rows(database: &Path, statement: &str) -> Result<Vec<String>, String> {
    let mut python = Command::new("/usr/bin/python3");
    python.args(["-c", READ]).arg(database).arg(statement);
    let output = python.output().expect("python3 is installed");
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let rows = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(rows.lines().map(str::to_owned).collect())
}

/// What SQLite itself says about a file: `ok`.
pub fn integrity(database: &Path) -> String {
    let said = sqlite_rows(database, "pragma integrity_check");
    said.expect("a database").join("\n")
}
