//! What happened, line by line: all of it in one hash, the last of it to be read.

use lykill_core::Timestamp;
use lykill_crypto::pure::prf;
use std::collections::VecDeque;

/// Lines that are kept to be shown when something is wrong.
const TAIL: usize = 120;

/// The trace of a run.
pub struct Trace {
    hash: [u8; 32],
    lines: u64,
    tail: VecDeque<String>,
    aloud: bool,
}

impl Trace {
    /// An empty trace; `aloud` writes every line to standard error, too.
    pub const fn new(aloud: bool) -> Self {
        Self {
            hash: [0; 32],
            lines: 0,
            tail: VecDeque::new(),
            aloud,
        }
    }

    /// Adds what happened at a moment of the virtual clock. Nothing of the machine may stand in
    /// it: no wall time, no path, no signature.
    pub fn add(&mut self, at: Timestamp, what: &str) {
        let line = format!("{} {what}", at.to_jiff());
        let mut bytes = self.hash.to_vec();
        bytes.extend_from_slice(line.as_bytes());
        self.hash = prf::sha256(&bytes);
        self.lines += 1;
        if self.aloud {
            eprintln!("{line}");
        }
        if self.tail.len() == TAIL {
            self.tail.pop_front();
        }
        self.tail.push_back(line);
    }

    /// The hash over all lines, in hexadecimal.
    pub fn hash(&self) -> String {
        self.hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// How many lines there were.
    pub const fn lines(&self) -> u64 {
        self.lines
    }

    /// The last lines.
    pub fn tail(&self) -> Vec<String> {
        self.tail.iter().cloned().collect()
    }
}
