//! Programs that a test starts end with it: by `Drop` when it passes or panics, by a watcher when
//! it is killed and no `Drop` runs.

use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};

/// Waits for the owner or the group to go; then nothing of the group stays.
const WATCHER: &str = r#"
while kill -s 0 "$1" 2>/dev/null; do
    kill -s 0 -- "-$2" 2>/dev/null || exit 0
    sleep 1
done
kill -s KILL -- "-$2" 2>/dev/null
"#;

/// A program with everything that it starts: one process group, which ends with this.
#[derive(Debug)]
pub struct Leashed(Child);

impl Leashed {
    /// Starts a program.
    ///
    /// # Errors
    /// When the system does not start it, or its watcher.
    pub fn start(command: &mut Command) -> io::Result<Self> {
        let leashed = Self(command.process_group(0).spawn()?);
        let mut watcher = Command::new("/bin/sh");
        watcher.args(["-c", WATCHER, "watch-test-program"]);
        watcher
            .arg(std::process::id().to_string())
            .arg(leashed.0.id().to_string());
        watcher
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        watcher.current_dir("/").process_group(0).spawn()?;
        Ok(leashed)
    }

    /// The program itself.
    pub const fn child(&mut self) -> &mut Child {
        &mut self.0
    }
}

impl Drop for Leashed {
    fn drop(&mut self) {
        let group = i32::try_from(self.0.id()).ok();
        if let Some(group) = group.and_then(rustix::process::Pid::from_raw) {
            let _ended_before =
                rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead as _, BufReader};

    /// Whether anything of a group lives.
    fn lives(group: &str) -> bool {
        let mut ask = Command::new("/bin/sh");
        ask.args(["-c", "kill -s 0 -- \"-$1\" 2>/dev/null", "ask", group]);
        ask.status().unwrap().success()
    }

    #[test]
    fn what_a_program_started_ends_with_it() {
        let mut shell = Command::new("/bin/sh");
        shell
            .args(["-c", "sleep 300 & echo $$; wait"])
            .stdout(Stdio::piped());
        let mut leashed = Leashed::start(&mut shell).unwrap();
        let mut group = String::new();
        let output = leashed.child().stdout.take().unwrap();
        BufReader::new(output).read_line(&mut group).unwrap();
        let group = group.trim().to_owned();
        assert!(lives(&group));
        drop(leashed);
        for _ in 0..100 {
            if !lives(&group) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("the group {group} still lives");
    }
}
