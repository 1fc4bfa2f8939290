//! What processes have used, as the kernel counts it (proc(5)).

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use crate::run::{Failure, Outcome, failed_to};

/// Ticks in a second of `/proc/PID/stat` (USER_HZ: 100 on every architecture of Debian).
const TICKS: u64 = 100;

/// The fields of `/proc/PID/stat` that matter here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Stat {
    parent: u32,
    /// User and system time of the process, all threads.
    own: u64,
    /// The same of its children that ended and were waited for.
    children: u64,
}

/// User and system time of a process until now, all threads, in steps of 10 ms.
pub fn cpu(pid: u32) -> Outcome<Duration> {
    Ok(duration(stat(pid)?.own))
}

/// The same of a process and everything that it started, also what ended meanwhile.
pub fn cpu_of_family(pid: u32) -> Outcome<Duration> {
    let all = all()?;
    let mut family = vec![pid];
    let mut ticks = 0;
    while let Some(one) = family.pop() {
        ticks += all.get(&one).map_or(0, |stat| stat.own + stat.children);
        let born = all.iter().filter(|(_, stat)| stat.parent == one);
        family.extend(born.map(|(pid, _)| *pid));
    }
    Ok(duration(ticks))
}

/// The memory of a process that is in RAM, in MiB.
pub fn resident_mib(pid: u32) -> Outcome<f64> {
    let text = read(pid, "status")?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok());
    kib.map(|kib| kib / 1024.0)
        .ok_or_else(|| Failure::new(format!("process {pid} has no VmRSS")))
}

/// CPU time of each group of threads with one name (`hash-0` and `hash-1` are `hash`), exact.
pub fn cpu_by_thread(pid: u32) -> BTreeMap<String, Duration> {
    let mut groups = BTreeMap::new();
    let threads = fs::read_dir(format!("/proc/{pid}/task"));
    for thread in threads.into_iter().flatten().flatten() {
        let file = |name| fs::read_to_string(thread.path().join(name)).unwrap_or_default();
        let name = file("comm");
        let name = name
            .trim()
            .trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
        let nanos = file("schedstat");
        let nanos = nanos.split(' ').next().and_then(|text| text.parse().ok());
        *groups.entry(name.to_owned()).or_default() += Duration::from_nanos(nanos.unwrap_or(0));
    }
    groups
}

/// How many threads have this name, whatever their number (`hash-0`, `hash-1`).
pub fn threads_named(pid: u32, name: &str) -> usize {
    let threads = fs::read_dir(format!("/proc/{pid}/task"));
    let names = threads.into_iter().flatten().flatten();
    let names = names.filter_map(|thread| fs::read_to_string(thread.path().join("comm")).ok());
    names.filter(|found| found.starts_with(name)).count()
}

fn read(pid: u32, file: &str) -> Outcome<String> {
    let path = format!("/proc/{pid}/{file}");
    fs::read_to_string(&path).map_err(failed_to(format!("read {path}")))
}

fn stat(pid: u32) -> Outcome<Stat> {
    let text = read(pid, "stat")?;
    parse(&text).ok_or_else(|| Failure::new(format!("/proc/{pid}/stat has another form: {text}")))
}

fn all() -> Outcome<BTreeMap<u32, Stat>> {
    let entries = fs::read_dir("/proc").map_err(failed_to("list processes"))?;
    let pids = entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    // A process may end while this looks.
    Ok(pids
        .filter_map(|pid| Some((pid, stat(pid).ok()?)))
        .collect())
}

/// The name in parentheses may hold anything, so fields are counted from the last `)`.
fn parse(text: &str) -> Option<Stat> {
    let (_, fields) = text.rsplit_once(')')?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let number = |field: usize| fields.get(field - 3)?.parse::<u64>().ok();
    Some(Stat {
        parent: u32::try_from(number(4)?).ok()?,
        own: number(14)? + number(15)?,
        children: number(16)? + number(17)?,
    })
}

const fn duration(ticks: u64) -> Duration {
    Duration::from_millis(ticks * 1000 / TICKS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_are_counted_after_a_name_with_parentheses() {
        let text = "42 (a) b) S 7 42 42 0 -1 4194304 99 0 0 0 150 25 4 6 20 0 1 0 324130 1 2";
        let stat = parse(text).unwrap();
        assert_eq!(
            stat,
            Stat {
                parent: 7,
                own: 175,
                children: 10
            }
        );
        assert_eq!(duration(stat.own), Duration::from_millis(1750));
        assert!(parse("42 (cat) S 7").is_none());
    }

    #[test]
    fn this_process_is_seen() {
        let me = std::process::id();
        let alone = cpu(me).unwrap();
        assert!(cpu_of_family(me).unwrap() >= alone);
        assert!(resident_mib(me).unwrap() > 1.0);
        assert!(!cpu_by_thread(me).is_empty());
    }
}
