//! A program that runs beside this one for a while: it says where it is on its first line, as
//! JSON, and ends when its standard input does, so also when this program is killed.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::run::{Failure, Outcome, command_line, failed_to};

/// The program, until this is dropped.
pub struct Beside {
    child: Child,
    /// What its first line said.
    pub said: Value,
}

impl Beside {
    /// Starts it and reads its first line.
    pub fn start(command: &mut Command) -> Outcome<Self> {
        let line = command_line(command);
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.map_err(failed_to(format!("start `{line}`")))?;
        let mut first = String::new();
        if let Some(out) = child.stdout.take() {
            let read = BufReader::new(out).read_line(&mut first);
            read.map_err(failed_to(format!("read what `{line}` says")))?;
        }
        // From here on dropping ends it, whatever it said.
        let mut beside = Self {
            child,
            said: Value::Null,
        };
        let said = serde_json::from_str(&first);
        beside.said = said.map_err(failed_to(format!("understand what `{line}` says")))?;
        Ok(beside)
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// A text of its first line.
    pub fn text(&self, name: &str) -> Outcome<&str> {
        let text = self.said.get(name).and_then(Value::as_str);
        text.ok_or_else(|| Failure::new(format!("a program started beside says no `{name}`")))
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // It ends by itself now; its exit status changes nothing.
        let _ = self.child.wait();
    }
}

/// Runs a program with this text on its standard input and gives what it wrote.
pub fn output_with_input(command: &mut Command, input: &str) -> Outcome<String> {
    use std::io::Write as _;
    let line = command_line(command);
    let doing = format!("run `{line}`");
    let child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = child.map_err(failed_to(&doing))?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin
            .write_all(input.as_bytes())
            .map_err(failed_to(&doing))?;
    }
    let output = child.wait_with_output().map_err(failed_to(&doing))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if output.status.success() {
        return Ok(text(&output.stdout));
    }
    let (said, wrote) = (text(&output.stderr), text(&output.stdout));
    Err(Failure::new(format!("`{line}` failed: {said} {wrote}")))
}

/// The last lines of a log, for a failure that it explains.
pub fn last_lines(file: &std::path::Path, count: usize) -> String {
    let mut text = String::new();
    let opened = std::fs::File::open(file);
    let read = opened.and_then(|mut file| file.read_to_string(&mut text));
    if let Err(error) = read {
        return format!("{}: {error}", file.display());
    }
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len().saturating_sub(count);
    lines.get(from..).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_runs_until_it_is_let_go() {
        let script = "echo '{\"at\":\"here\"}'; cat > /dev/null";
        let beside = Beside::start(Command::new("sh").args(["-c", script])).unwrap();
        assert_eq!(beside.text("at").unwrap(), "here");
        assert!(beside.text("port").is_err());
        let alive = std::path::PathBuf::from(format!("/proc/{}", beside.pid()));
        assert!(alive.exists());
        drop(beside);
        assert!(!alive.exists());
    }

    #[test]
    fn a_program_that_says_nothing_is_a_failure() {
        assert!(Beside::start(&mut Command::new("true")).is_err());
    }

    #[test]
    fn input_reaches_the_program_and_its_failure_is_told() {
        let said = output_with_input(&mut Command::new("cat"), "hello").unwrap();
        assert_eq!(said, "hello");
        let mut fails = Command::new("sh");
        fails.args(["-c", "cat >&2; exit 1"]);
        let failure = output_with_input(&mut fails, "no such thing").unwrap_err();
        assert!(matches!(failure, Failure::Said(said) if said.contains("no such thing")));
    }
}
