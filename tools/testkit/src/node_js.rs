//! Programs of `tests/npm`, run by Node.js, and of `tests/python`: clients that are not ours. They
//! speak lines of JSON.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// Longer than any answer on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running program; it ends with this.
#[derive(Debug)]
pub struct ForeignProgram {
    _process: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl ForeignProgram {
    /// Starts `tests/npm/NAME`.
    pub fn start(name: &str) -> Self {
        Self::spawn(Command::new("node").arg(name).current_dir(tests("npm")))
    }

    /// Starts `tests/python/NAME` with the packages that `cargo xtask setup` installed there.
    pub fn python(name: &str) -> Self {
        let folder = tests("python");
        let python = folder.join(".venv/bin/python");
        Self::spawn(Command::new(python).arg(name).current_dir(folder))
    }

    fn spawn(command: &mut Command) -> Self {
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("`cargo xtask setup` installs what runs it");
        let input = process.stdin.take().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap()).lines();
        Self {
            _process: process,
            input,
            output,
        }
    }

    /// Says one line and gives the line that answers it.
    pub async fn ask(&mut self, question: Value) -> Value {
        let line = format!("{question}\n");
        self.input.write_all(line.as_bytes()).await.unwrap();
        let answer = tokio::time::timeout(PATIENCE, self.output.next_line()).await;
        match answer.expect("the program answers in time").unwrap() {
            Some(line) => serde_json::from_str(&line).unwrap(),
            None => panic!("the program ended; its reason stands on standard error"),
        }
    }
}

fn tests(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests")
        .join(kind)
}
