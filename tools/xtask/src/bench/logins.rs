//! Whole logins with password and key, beside the rate of the hash pool alone.
//!
//! Each login has a connection of its own and no session, from the authorization request through
//! the pages to the code. The device is known from an earlier login, as most people's is; on an
//! unknown one an e-mail tells its owner, which is measured apart. Logins and hashes are measured
//! in turns, with as many callers, so that both meet the same machine: a virtual one becomes
//! faster and slower by a third in seconds.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use super::browser::{Browser, Device, Site};
use super::load::{cpu_while, together};
use super::people::Member;
use super::process::cpu_by_thread;
use crate::run::{Failure, Outcome, failed_to, output};

/// Into so many parts the logins are divided; before, between and after them the pool is measured.
const SLICES: usize = 8;

/// One measurement.
#[derive(Debug, Clone, Copy)]
pub struct Logins {
    /// Server CPU of one login, in ms.
    pub login_ms: f64,
    /// CPU of one hash on the pool, in ms.
    pub hash_ms: f64,
    /// What of a login ran on other threads than the pool's, in ms.
    pub outside_pool_ms: f64,
}

impl Logins {
    /// What a login costs beyond its hash, in ms.
    pub fn beyond_hash_ms(&self) -> f64 {
        self.login_ms - self.hash_ms
    }

    /// The rate of logins as a part of the rate of hashes.
    pub fn ratio(&self) -> f64 {
        self.hash_ms / self.login_ms
    }
}

/// Somebody who logs in, on a device that is known or not.
#[derive(Debug, Clone)]
pub struct Caller<'a> {
    member: &'a Member,
    device: Option<Device>,
}

impl<'a> Caller<'a> {
    /// On a new device each time.
    pub const fn unknown(member: &'a Member) -> Self {
        let device = None;
        Self { member, device }
    }

    /// On the device that this first login makes known.
    pub fn known(site: &Site, member: &'a Member) -> Outcome<Self> {
        let mut browser = Browser::new(site);
        browser.authorize(member)?;
        let device = Some(browser.device()?);
        Ok(Self { member, device })
    }

    /// Who it is.
    pub const fn member(&self) -> &'a Member {
        self.member
    }

    /// A browser on that device, without a session.
    pub fn browser<'s>(&self, site: &'s Site) -> Browser<'s> {
        match &self.device {
            Some(device) => Browser::known(site, device),
            None => Browser::new(site),
        }
    }
}

/// Logs everybody in `each` times, all people at once.
pub fn measure(
    (site, pid): (&Site, u32),
    limit: &Path,
    people: &[Caller<'_>],
    each: usize,
) -> Outcome<Logins> {
    let (slices, each) = (SLICES.min(each), each / SLICES.min(each));
    let logins = people.len() * each;
    let hashes_a_slice = logins.div_ceil(2);
    let mut hashes = pool(limit, hashes_a_slice, people.len())?;
    let (mut spent, mut outside) = (Duration::ZERO, Duration::ZERO);
    for _ in 0..slices {
        let before = outside_pool(pid);
        let log_in = |caller: &Caller<'_>| {
            for _ in 0..each {
                caller.browser(site).authorize(caller.member)?;
            }
            Ok(())
        };
        spent += cpu_while(pid, || together(people.iter().collect(), log_in))?.1;
        outside += outside_pool(pid).saturating_sub(before);
        hashes.extend(pool(limit, hashes_a_slice, people.len())?);
    }
    let per_login = |time: Duration| time.as_secs_f64() * 1000.0 / (logins * slices) as f64;
    Ok(Logins {
        login_ms: per_login(spent),
        hash_ms: mean_ms(&hashes),
        outside_pool_ms: per_login(outside),
    })
}

fn outside_pool(pid: u32) -> Duration {
    let groups = cpu_by_thread(pid);
    let outside = groups.iter().filter(|(name, _)| *name != "hash");
    outside.map(|(_, time)| *time).sum()
}

/// Hashes and their CPU seconds.
type Hashes = (f64, f64);

fn mean_ms(all: &[Hashes]) -> f64 {
    let count: f64 = all.iter().map(|(count, _)| count).sum();
    let seconds: f64 = all.iter().map(|(_, seconds)| seconds).sum();
    seconds * 1000.0 / count
}

fn pool(limit: &Path, hashes: usize, callers: usize) -> Outcome<Vec<Hashes>> {
    let mut command = Command::new(limit);
    command.args(["argon2", &hashes.to_string(), &callers.to_string()]);
    let said: Value = serde_json::from_str(&output(&mut command)?)
        .map_err(failed_to("understand bench-limit"))?;
    let number = |name| said.get(name).and_then(Value::as_f64);
    let measured = number("hashes").zip(number("cpu_seconds"));
    let measured = measured.filter(|(count, seconds)| *count > 0.0 && *seconds > 0.0);
    measured
        .map(|one| vec![one])
        .ok_or_else(|| Failure::new(format!("bench-limit measured nothing: {said}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_beyond_the_hash_and_the_ratio_come_from_one_measurement() {
        let logins = Logins {
            login_ms: 25.0,
            hash_ms: 23.0,
            outside_pool_ms: 1.5,
        };
        assert_eq!(logins.beyond_hash_ms(), 2.0);
        assert_eq!(logins.ratio(), 0.92);
        assert_eq!(mean_ms(&[(10.0, 0.2), (10.0, 0.3)]), 25.0);
    }
}
