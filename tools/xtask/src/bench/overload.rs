//! Ten times as many logins as the machine can do: how many still end well, and how soon.
//!
//! The peak is what people reach who begin the next login when the last is done. Then logins begin
//! ten times as often by the clock, whatever becomes of them; who is told to come later (503) goes
//! away. The callers work on the same machine, in both parts.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::sleep;
use std::time::Duration;

use super::browser::Site;
use super::load::together;
use super::logins::Caller;
use crate::run::{Failure, Outcome, Stopwatch};

/// Each part lasts so long.
const PART: Duration = Duration::from_secs(10);
/// Callers at the peak.
const AT_THE_PEAK: usize = 8;
/// Callers who keep the clock's pace.
const IN_A_HURRY: usize = 256;
/// So many times the peak is offered.
const TIMES: f64 = 10.0;

/// What came of it.
#[derive(Debug, Clone, Copy)]
pub struct Overload {
    /// Logins in a second at the peak.
    pub peak: f64,
    /// Logins that began in a second under overload.
    pub offered: f64,
    /// Logins that ended with a code, in a second of that.
    pub good: f64,
    /// In which 99 of 100 of these ended, from their first request, in s.
    pub p99_s: f64,
}

/// Measures both parts.
pub fn measure(site: &Site, people: &[Caller<'_>]) -> Outcome<Overload> {
    let free = Mutex::new(people.iter().collect::<Vec<_>>());
    let peak = at_the_peak(site, &free)?;
    let rate = peak * TIMES;
    let watch = Stopwatch::start();
    let (begun, times) = (AtomicU32::new(0), Mutex::new(Vec::new()));
    let callers = (0..IN_A_HURRY).collect();
    together(callers, |_| {
        loop {
            let number = begun.fetch_add(1, Ordering::Relaxed);
            let due = Duration::from_secs_f64(f64::from(number) / rate);
            if due > PART || watch.elapsed() > PART {
                return Ok(());
            }
            sleep(due.saturating_sub(watch.elapsed()));
            if let Some(took) = one(site, &free)? {
                lock(&times)?.push(took);
            }
        }
    })?;
    let seconds = watch.elapsed().as_secs_f64();
    let mut times = lock(&times)?.clone();
    times.sort_unstable();
    let last = times.get(times.len() * 99 / 100).or(times.last());
    Ok(Overload {
        peak,
        offered: f64::from(begun.load(Ordering::Relaxed)) / seconds,
        good: times.len() as f64 / seconds,
        p99_s: last.map_or(f64::INFINITY, Duration::as_secs_f64),
    })
}

fn at_the_peak(site: &Site, free: &Mutex<Vec<&Caller<'_>>>) -> Outcome<f64> {
    let (watch, done) = (Stopwatch::start(), AtomicU32::new(0));
    together((0..AT_THE_PEAK).collect(), |_| {
        while watch.elapsed() < PART {
            if one(site, free)?.is_some() {
                done.fetch_add(1, Ordering::Relaxed);
            }
        }
        Ok(())
    })?;
    Ok(f64::from(done.into_inner()) / watch.elapsed().as_secs_f64())
}

/// One login of somebody who is not logging in elsewhere; how long it took, unless it was sent
/// away.
fn one(site: &Site, free: &Mutex<Vec<&Caller<'_>>>) -> Outcome<Option<Duration>> {
    let Some(caller) = lock(free)?.pop() else {
        return Ok(None);
    };
    let watch = Stopwatch::start();
    let code = caller.browser(site).try_authorize(caller.member());
    lock(free)?.insert(0, caller);
    Ok(code?.map(|_| watch.elapsed()))
}

fn lock<T>(shared: &Mutex<T>) -> Outcome<std::sync::MutexGuard<'_, T>> {
    shared.lock().map_err(|_| Failure::new("a caller panicked"))
}
