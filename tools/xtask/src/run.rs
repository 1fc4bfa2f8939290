//! Running other programs, and what is said when one fails.

use std::ffi::OsStr;
use std::fmt::Display;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// The result of a step: its value, or the failure that ends the program.
pub type Outcome<T = ()> = Result<T, Failure>;

/// Why the program ends early.
#[derive(Debug)]
pub enum Failure {
    /// One line for the reader, or more of them.
    Said(String),
    /// The program that failed has already explained itself on the terminal.
    AlreadySaid,
}

impl Failure {
    /// A failure with one line for the reader.
    pub fn new(message: impl Into<String>) -> Self {
        Self::Said(message.into())
    }

    /// Both, a line each.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Said(one), Self::Said(other)) => Self::Said(format!("{one}\nerror: {other}")),
            (Self::AlreadySaid, said) | (said, Self::AlreadySaid) => said,
        }
    }

    /// Says the failure, once, and gives the exit code of the program: always 1.
    pub fn report(&self) -> ExitCode {
        if let Self::Said(message) = self {
            eprintln!("error: {message}");
        }
        ExitCode::FAILURE
    }
}

/// Turns an error of a library into a failure that says what was being done.
pub fn failed_to<E: Display>(doing: impl Display) -> impl FnOnce(E) -> Failure {
    move |error| Failure::new(format!("could not {doing}: {error}"))
}

/// Runs a program in the foreground without input; a failure names the command line.
pub fn run(command: &mut Command) -> Outcome {
    if status(command)? {
        return Ok(());
    }
    Err(Failure::new(format!(
        "this command failed: {}",
        command_line(command)
    )))
}

/// Runs a program that explains its own failures, such as a test runner.
pub fn run_and_let_it_explain(command: &mut Command) -> Outcome {
    if status(command)? {
        Ok(())
    } else {
        Err(Failure::AlreadySaid)
    }
}

fn status(command: &mut Command) -> Outcome<bool> {
    let status = command
        .stdin(Stdio::null())
        .status()
        .map_err(failed_to(format!("start `{}`", command_line(command))))?;
    Ok(status.success())
}

/// Runs a program silently and tells whether it exists and succeeds.
pub fn succeeds(command: &mut Command) -> bool {
    let quiet = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// Runs a program and gives what it wrote on standard output.
pub fn output(command: &mut Command) -> Outcome<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(failed_to(format!("start `{}`", command_line(command))))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Failure::new(format!(
        "`{}` failed: {}",
        command_line(command),
        said.trim()
    )))
}

/// Where a program is found on `PATH`.
pub fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

/// The command as somebody would type it.
pub fn command_line(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Measures how long a step took.
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts measuring.
    #[expect(
        clippy::disallowed_methods,
        reason = "measures how long a build step takes"
    )]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since the start.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_program_is_named_with_its_arguments() {
        let failure = run(Command::new("false").arg("--now")).unwrap_err();
        assert!(matches!(&failure, Failure::Said(said) if said.contains("false --now")));
    }

    #[test]
    fn of_two_failures_both_are_said() {
        let both = Failure::new("one").and(Failure::AlreadySaid);
        let both = both.and(Failure::new("other"));
        assert!(matches!(&both, Failure::Said(said) if said == "one\nerror: other"));
    }

    #[test]
    fn a_missing_program_is_a_failure_and_not_a_success() {
        assert!(!succeeds(&mut Command::new("no-such-program-at-all")));
        assert!(run(&mut Command::new("no-such-program-at-all")).is_err());
        assert!(on_path("no-such-program-at-all").is_none());
    }

    #[test]
    fn output_is_what_was_written() {
        assert_eq!(
            output(Command::new("echo").arg("hello")).unwrap(),
            "hello\n"
        );
    }
}
