//! Work that many callers do at once, and what it costs the server.

use std::thread;
use std::time::Duration;

use super::process::cpu;
use crate::run::{Failure, Outcome};

/// Does the work of each item on a thread of its own; all begin together, and the first failure
/// is the answer.
pub fn together<T: Send, R: Send>(
    items: Vec<T>,
    work: impl Fn(T) -> Outcome<R> + Sync,
) -> Outcome<Vec<R>> {
    let work = &work;
    thread::scope(|scope| {
        let running: Vec<_> = items
            .into_iter()
            .map(|item| scope.spawn(move || work(item)))
            .collect();
        let ended = running.into_iter().map(|thread| match thread.join() {
            Ok(outcome) => outcome,
            Err(_) => Err(Failure::new("a caller panicked")),
        });
        ended.collect()
    })
}

/// The CPU time that a process spends while something is done.
pub fn cpu_while<R>(pid: u32, work: impl FnOnce() -> Outcome<R>) -> Outcome<(R, Duration)> {
    let before = cpu(pid)?;
    let done = work()?;
    Ok((done, cpu(pid)?.saturating_sub(before)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_item_is_worked_on_and_a_failure_is_told() {
        assert_eq!(together(vec![1, 2, 3], |n| Ok(n * 2)).unwrap(), [2, 4, 6]);
        let failed = together(vec![1, 2], |n| match n {
            2 => Err(Failure::new("two")),
            _ => Ok(n),
        });
        assert!(matches!(failed, Err(Failure::Said(said)) if said == "two"));
    }

    #[test]
    fn work_costs_cpu_time() {
        let spin = || Ok((0..40_000_000_u64).fold(0, |a, b| std::hint::black_box(a ^ b)));
        let (_, spent) = cpu_while(std::process::id(), spin).unwrap();
        assert!(spent >= Duration::from_millis(10), "{spent:?}");
    }
}
