//! The two print queues. Who prints cards must not see passwords, so the queues share neither a
//! folder nor a group, unless the operator gives that up in words.

use super::place;
use super::problem::Findings;
use super::raw::Raw;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Hours after which a job that nobody acknowledged raises an alarm, unless told otherwise.
const ALARM_HOURS: u64 = 12;
/// An alarm comes within a day (security.md case 218).
const ALARM_HOURS_MOST: i64 = 23;
/// Words that explain anything are longer.
const REASON_CHARACTERS: usize = 10;

/// Where letters and cards wait for their printers.
#[derive(Debug, Clone)]
pub struct Print {
    /// The queue of key cards.
    pub cards: PrintFolder,
    /// The queue of welcome letters and temporary passwords.
    pub letters: PrintFolder,
    /// So long a job may wait for its acknowledgement.
    pub alarm: Duration,
    /// Why one person may see card and password, in the operator's words.
    pub one_printer: Option<String>,
}

/// One queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintFolder {
    /// Its folder.
    pub path: PathBuf,
    /// The group of those who print it; without one only the server's own user reads it.
    pub group: Option<u32>,
}

pub(super) fn check(raw: &Raw, data_dir: &Path, findings: &mut Findings<'_>) -> Option<Print> {
    let raw = &raw.print;
    let cards = folder(
        ("print.cards_dir", raw.cards_dir.as_deref(), "print-cards"),
        ("print.cards_group", raw.cards_group.as_deref()),
        data_dir,
        findings,
    );
    let letters = folder(
        (
            "print.letters_dir",
            raw.letters_dir.as_deref(),
            "print-letters",
        ),
        ("print.letters_group", raw.letters_group.as_deref()),
        data_dir,
        findings,
    );
    let alarm = findings.or(
        "print.alarm_hours",
        raw.alarm_hours.as_ref(),
        ALARM_HOURS,
        |hours| alarm(*hours),
    );
    let reason = raw.one_printer.as_deref();
    let one_printer = findings.or("print.one_printer", reason, None, |text| {
        words(text).map(Some)
    });
    let (cards, letters, one_printer) = (cards?, letters?, one_printer?);
    if one_printer.is_none() {
        separate(&cards, &letters, findings);
    }
    Some(Print {
        cards,
        letters,
        alarm: Duration::from_secs(alarm? * 3600),
        one_printer,
    })
}

fn folder(
    (path_key, path, default): (&str, Option<&str>, &str),
    (group_key, name): (&str, Option<&str>),
    data_dir: &Path,
    findings: &mut Findings<'_>,
) -> Option<PrintFolder> {
    let path = findings.or(path_key, path, data_dir.join(default), place::absolute);
    let group = findings.or(group_key, name, None, |name| group(name).map(Some));
    let (path, group) = (path?, group?);
    if group.is_some() && path.starts_with(data_dir) {
        findings.add(
            path_key,
            "lies inside data_dir, which no group can enter; choose another folder",
        );
    }
    Some(PrintFolder { path, group })
}

/// Refuses what lets one person see both queues.
fn separate(cards: &PrintFolder, letters: &PrintFolder, findings: &mut Findings<'_>) {
    let reason = "whoever prints both sees card and password; separate them, or say in \
                  print.one_printer why one person may";
    if cards.path.starts_with(&letters.path) || letters.path.starts_with(&cards.path) {
        let what = format!("is the folder of print.cards_dir, or one lies in the other: {reason}");
        findings.add("print.letters_dir", what);
    }
    if cards.group.is_some() && cards.group == letters.group {
        let what = format!("is the group of print.cards_group: {reason}");
        findings.add("print.letters_group", what);
    }
}

fn alarm(hours: i64) -> Result<u64, String> {
    if !(1..=ALARM_HOURS_MOST).contains(&hours) {
        return Err(format!("{hours} is not between 1 and {ALARM_HOURS_MOST}"));
    }
    u64::try_from(hours).map_err(|error| error.to_string())
}

fn words(text: &str) -> Result<String, String> {
    let text = place::one_line(text)?;
    if text.chars().count() < REASON_CHARACTERS {
        return Err("say in a sentence why one person may see card and password".to_owned());
    }
    Ok(text)
}

/// A group by its number, or by its name on this machine.
fn group(name: &str) -> Result<u32, String> {
    if let Ok(number) = name.parse() {
        return Ok(number);
    }
    let unknown = || format!("{name:?} is no group on this machine");
    let groups = std::fs::read_to_string("/etc/group").map_err(|_| unknown())?;
    let of_line = |line: &str| {
        let mut parts = line.split(':');
        let is_it = parts.next() == Some(name);
        parts.nth(1).filter(|_| is_it)?.parse().ok()
    };
    groups.lines().find_map(of_line).ok_or_else(unknown)
}
