//! A disk that fails as it is told: `disk.c`, compiled here and loaded before the C library.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

use crate::SeededRng;
use crate::program::Deployment;
use crate::sqlite::sqlite_rows;
use lykill_core::Rng as _;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// What a power cut can tear: the rest of a sector is old.
const SECTOR: u64 = 512;

/// The disk of one deployment's database.
#[derive(Debug)]
pub struct Disk {
    folder: TempDir,
    /// The database's file.
    pub database: PathBuf,
}

/// Compiles a shared library from C into a folder.
pub fn compile(name: &str, code: &str, to: &Path) -> PathBuf {
    let (library, source) = (to.join(format!("{name}.so")), to.join(name));
    fs::write(&source, code).expect("the source");
    let mut cc = Command::new("cc");
    cc.args(["-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o"]);
    let output = cc
        .arg(&library)
        .arg(source)
        .args(["-ldl", "-lpthread"])
        .output();
    let output = output.expect("a C compiler");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    library
}

impl Disk {
    /// A disk without faults.
    pub fn of(deployment: &Deployment) -> Self {
        let folder = TempDir::new().expect("a folder");
        compile("disk.c", include_str!("disk.c"), folder.path());
        Self {
            folder,
            database: deployment.path("data").join("lykill.db"),
        }
    }

    /// The same command with this disk under its database.
    pub fn under(&self, mut command: Command) -> Command {
        command
            .env("LD_PRELOAD", self.folder.path().join("disk.c.so"))
            .env("FAULTS", self.folder.path())
            .env("FAULTS_WATCH", &self.database);
        command
    }

    /// From now on the disk has this fault.
    pub fn fault(&self, name: &str) {
        let place = self.folder.path().join(name);
        if name == "record" {
            fs::create_dir_all(place).expect("a folder");
        } else {
            File::create(place).expect("a file");
        }
    }

    /// Whether the disk has this fault still.
    pub fn has(&self, name: &str) -> bool {
        self.folder.path().join(name).exists()
    }

    /// The fault is over.
    pub fn heal(&self, name: &str) {
        fs::remove_file(self.folder.path().join(name)).expect("a fault");
    }

    /// What was recorded is forgotten, and nothing more is: until it is told again.
    pub fn forget(&self) {
        let _there_may_be_none = fs::remove_dir_all(self.folder.path().join("record"));
    }

    /// A number from the database, read by a program that is not ours.
    pub fn count(&self, statement: &str) -> u64 {
        self.try_count(statement).expect("a number")
    }

    /// The same; none when the database cannot be read.
    pub fn try_count(&self, statement: &str) -> Option<u64> {
        let rows = sqlite_rows(&self.database, statement).ok()?;
        rows.first()?.parse().ok()
    }

    /// After the program was killed: what was written since the last flush is kept, lost or torn,
    /// sector by sector, as the seed says. Gives how many sectors were lost.
    pub fn cut_power(&self, seed: u64) -> usize {
        let rng = SeededRng::new(seed);
        let record = self.folder.path().join("record");
        let mut lost = 0;
        for entry in fs::read_dir(&record).expect("a record") {
            let path = entry.expect("an entry").path();
            let file = self
                .database
                .with_file_name(path.file_name().expect("a name"));
            let writes = writes(&fs::read(&path).expect("a record"));
            if !writes.is_empty() && file.exists() {
                lost += undo(&file, &writes, &rng);
            }
            fs::write(&path, []).expect("emptied");
        }
        lost
    }
}

/// What stood where before a write, and how long the file was.
struct Write {
    offset: u64,
    old: Vec<u8>,
    length: u64,
}

fn writes(mut record: &[u8]) -> Vec<Write> {
    let mut writes = Vec::new();
    while let Some((head, rest)) = record.split_at_checked(24) {
        let word = |at: usize| {
            let bytes = head[at..at + 8].try_into().expect("eight bytes");
            u64::from_ne_bytes(bytes)
        };
        let count = usize::try_from(word(8)).expect("a length");
        // The last record may have been cut by the kill, before its write began.
        let Some((old, rest)) = rest.split_at_checked(count) else {
            break;
        };
        let (offset, length) = (word(0), word(16));
        writes.push(Write {
            offset,
            old: old.to_vec(),
            length,
        });
        record = rest;
    }
    writes
}

/// Gives each sector one of the contents that it had since the last flush.
fn undo(file: &Path, writes: &[Write], rng: &SeededRng) -> usize {
    let disk = File::options()
        .read(true)
        .write(true)
        .open(file)
        .expect("the database");
    let mut versions: BTreeMap<u64, Vec<(u64, &[u8])>> = BTreeMap::new();
    for write in writes {
        let mut at = 0;
        while at < write.old.len() {
            let offset = write.offset + at as u64;
            let room = usize::try_from(SECTOR - offset % SECTOR).expect("a sector");
            let part = &write.old[at..write.old.len().min(at + room)];
            versions
                .entry(offset / SECTOR)
                .or_default()
                .push((offset, part));
            at += part.len();
        }
    }
    let mut lost = 0;
    for history in versions.values() {
        let keep = draw(rng, history.len() + 1);
        for (offset, old) in history.iter().skip(keep).rev() {
            disk.write_all_at(old, *offset).expect("undone");
        }
        lost += usize::from(keep < history.len());
    }
    // A file that grew since may be as short as it was.
    let shortest = writes.iter().map(|write| write.length).min().unwrap_or(0);
    if draw(rng, 2) == 0 && disk.metadata().expect("a length").len() > shortest {
        disk.set_len(shortest).expect("cut");
        lost += 1;
    }
    lost
}

fn draw(rng: &SeededRng, choices: usize) -> usize {
    let mut byte = [0];
    rng.fill(&mut byte);
    usize::from(byte[0]) % choices
}
