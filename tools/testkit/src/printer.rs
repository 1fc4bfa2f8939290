//! The print house: takes jobs out of the spool folder and reads the paper, with pdftotext.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Pairs on a card.
const PAIRS: usize = 148;
/// How often the spool is looked at, and how often at most.
const LOOK_EVERY: Duration = Duration::from_millis(50);
const LOOKS_MAX: u32 = 1200;

/// A key card on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyCard {
    /// Its name, such as `R413-882`.
    pub label: String,
    /// Its keys by number.
    pub keys: BTreeMap<String, String>,
}

impl KeyCard {
    /// The key of a number.
    pub fn key(&self, number: &str) -> &str {
        match self.keys.get(number) {
            Some(key) => key,
            None => panic!("card {} has no number {number}", self.label),
        }
    }

    /// Six digits that are not the key of this number.
    pub fn wrong_key(&self, number: &str) -> String {
        let right: u32 = self.key(number).parse().unwrap();
        format!("{:06}", (right + 1) % 1_000_000)
    }
}

/// What stands beside each job.
#[derive(Debug, Clone, Deserialize)]
pub struct Job {
    /// Its id.
    pub id: String,
    /// `letter` or `key-card`.
    pub kind: String,
    /// Which letter it is.
    pub document: String,
    /// Name and address, a line each.
    pub to: String,
    /// What it is called.
    pub subject: String,
    /// Its file.
    attachments: Vec<Attachment>,
    /// The folder that it lies in.
    #[serde(skip)]
    folder: PathBuf,
}

#[derive(Debug, Clone, Deserialize)]
struct Attachment {
    name: String,
}

impl Job {
    /// Its file.
    pub fn file(&self) -> PathBuf {
        self.folder.join(&self.attachments.first().unwrap().name)
    }
}

/// The queues of a deployment.
#[derive(Debug, Clone)]
pub struct Printer {
    folders: [PathBuf; 2],
}

impl Printer {
    /// The queues in two folders.
    pub fn of(cards: &Path, letters: &Path) -> Self {
        Self {
            folders: [cards.to_owned(), letters.to_owned()],
        }
    }

    /// The jobs that wait now, oldest first.
    pub fn jobs(&self) -> Vec<Job> {
        let folders = self.folders.iter().map(std::fs::read_dir);
        let entries = folders.flatten().flatten().flatten();
        let manifests = entries.map(|entry| entry.path()).filter(|path| {
            let hidden = path
                .file_name()
                .is_some_and(|n| n.as_encoded_bytes().starts_with(b"."));
            !hidden
                && path
                    .extension()
                    .is_some_and(|extension| extension == "json")
        });
        let read = |path: PathBuf| {
            let job: Job = serde_json::from_slice(&std::fs::read(&path).ok()?).ok()?;
            let folder = path.parent()?.to_owned();
            Some(Job { folder, ..job })
        };
        let mut jobs: Vec<Job> = manifests.filter_map(read).collect();
        // Ids begin with their time.
        jobs.sort_by(|one, other| one.id.cmp(&other.id));
        jobs
    }

    /// Waits for the newest key card that is addressed to `name`.
    pub async fn card(&self, name: &str) -> KeyCard {
        self.cards(name, 1).await.pop().unwrap()
    }

    /// Waits until `count` key cards are addressed to `name`, and gives all, oldest first.
    pub async fn cards(&self, name: &str, count: usize) -> Vec<KeyCard> {
        let jobs = self.wait_for("key-card", name, count).await;
        jobs.iter().map(|job| self.read_card(job)).collect()
    }

    /// Waits for the newest letter of a kind, such as `welcome-letter`, to `name`, and gives its
    /// text.
    pub async fn letter(&self, document: &str, name: &str) -> String {
        let job = self.job(document, name).await;
        self.paper(&job, false)
    }

    /// Waits for the letter with the temporary password to `name`, and gives the password.
    pub async fn temporary_password(&self, name: &str) -> String {
        let text = self.letter("temporary-password-letter", name).await;
        let is_password = |word: &&str| {
            let groups: Vec<&str> = word.split('-').collect();
            groups.len() == 3 && groups.iter().all(|group| group.chars().count() == 4)
        };
        let found = text.split_whitespace().find(is_password);
        found.expect("a temporary password in groups").to_owned()
    }

    /// Waits for the welcome letter to `name`, and gives its number.
    pub async fn letter_number(&self, name: &str) -> String {
        let text = self.letter("welcome-letter", name).await;
        let words: Vec<&str> = text.split_whitespace().collect();
        let of_digits = |group: &&[&str]| group.iter().all(|word| digits(word, 4));
        words
            .windows(3)
            .find(of_digits)
            .expect("a number")
            .join(" ")
    }

    /// Waits for the newest letter of codes to `name`, and gives its codes by their numbers.
    pub async fn pin_letter(&self, name: &str) -> BTreeMap<u16, String> {
        let words = self.paper(&self.job("pin-letter", name).await, true);
        let words: Vec<&str> = words.split_whitespace().collect();
        let mut codes = BTreeMap::new();
        for group in words.windows(3) {
            let [number, first, last] = group else {
                continue;
            };
            if number.len() < 3 && digits(first, 3) && digits(last, 3) {
                codes.insert(number.parse().unwrap(), format!("{first}{last}"));
            }
        }
        assert_eq!(codes.len(), 20, "{words:?}");
        codes
    }

    /// Waits for the newest job of a kind of paper, such as `key-card`, to `name`.
    pub async fn job(&self, document: &str, name: &str) -> Job {
        self.wait_for(document, name, 1).await.pop().unwrap()
    }

    async fn wait_for(&self, document: &str, name: &str, count: usize) -> Vec<Job> {
        for _ in 0..LOOKS_MAX {
            let mut jobs = self.jobs();
            jobs.retain(|job| job.document == document && job.to.lines().next() == Some(name));
            if jobs.len() >= count {
                return jobs;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        panic!(
            "no {document} for {name} was printed; waiting are {:?}",
            self.jobs()
        )
    }

    fn read_card(&self, job: &Job) -> KeyCard {
        let words = self.paper(job, true);
        let words: Vec<&str> = words.split_whitespace().collect();
        let mut keys = BTreeMap::new();
        for group in words.windows(3) {
            let [number, first, last] = group else {
                continue;
            };
            if digits(number, 4) && digits(first, 3) && digits(last, 3) {
                keys.insert((*number).to_owned(), format!("{first}{last}"));
            }
        }
        assert_eq!(keys.len(), PAIRS, "{words:?}");
        let label = job.subject.split_whitespace().last().unwrap().to_owned();
        KeyCard { label, keys }
    }

    /// The text on the paper; `layout` keeps what stands side by side on one line.
    fn paper(&self, job: &Job, layout: bool) -> String {
        let pdf = job.file();
        let mut reader = Command::new("pdftotext");
        if layout {
            reader.arg("-layout");
        }
        let output = reader
            .arg(pdf)
            .arg("-")
            .output()
            .expect("poppler-utils is installed");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }
}

fn digits(word: &str, count: usize) -> bool {
    word.len() == count && word.bytes().all(|b| b.is_ascii_digit())
}
