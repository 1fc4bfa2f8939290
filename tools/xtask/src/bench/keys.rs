//! The key step alone: the request that answers the asked number, from the connection to the code.
//!
//! People log in up to the key's page; then only the posting of their keys is measured. It checks
//! and consumes the key, writes audit rows, makes the session and the code, all durable before
//! the answer.

use std::time::Duration;

use super::browser::{Browser, Site};
use super::logins::Caller;
use super::process::cpu_by_thread;
use crate::run::Outcome;

/// Keys of each person.
const ROUNDS: u32 = 10;

/// Server CPU of one key, in µs; the pool's threads have nothing to do meanwhile.
pub fn measure(site: &Site, pid: u32, people: &[Caller<'_>]) -> Outcome<f64> {
    let (mut spent, mut keys) = (Duration::ZERO, 0_u32);
    for _ in 0..ROUNDS {
        let mut waiting: Vec<(Browser<'_>, _, _)> = Vec::new();
        for caller in people {
            let mut browser = caller.browser(site);
            let page = browser.until_key(caller.member())?;
            waiting.push((browser, page, caller));
        }
        let before = all_threads(pid);
        for (browser, page, caller) in &mut waiting {
            browser.give_key(page, caller.member())?;
            keys += 1;
        }
        spent += all_threads(pid).saturating_sub(before);
    }
    Ok(spent.as_secs_f64() * 1e6 / f64::from(keys))
}

fn all_threads(pid: u32) -> Duration {
    cpu_by_thread(pid).values().sum()
}
