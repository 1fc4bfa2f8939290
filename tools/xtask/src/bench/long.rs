//! What takes minutes to measure: memory after many logins, overload, a million people.

use std::process::Command;

use super::deployment::Deployment;
use super::engine::Bench;
use super::load::together;
use super::logins::Caller;
use super::people;
use super::process::{resident_mib, threads_named};
use super::row::Must;
use super::{Programs, overload, progress};
use crate::run::{Outcome, output};

/// People for the many logins: a card has 148 keys, and no new one is to be printed meanwhile.
pub const CROWD: usize = 240;
/// Logins after which memory is looked at.
const LOGINS: usize = 10_000;
/// Memory of one argon2 permit (Argon2id with 19456 KiB), in MiB.
const PERMIT_MIB: f64 = 19.0;
/// People in a small database, and in a large one.
const FEW: u64 = 10_000;
const MANY: u64 = 1_000_000;

impl Bench<'_> {
    /// Memory after 10 000 logins, then ten times more logins than there is room for.
    pub fn crowd(&mut self) -> Outcome {
        let crowd = people::register(self.deployment, "crowd", CROWD)?;
        let known = |member| Caller::known(&self.site, member);
        let mut callers = Vec::new();
        for few in crowd.chunks(8) {
            callers.extend(together(few.iter().collect(), known)?);
        }
        let each = LOGINS / callers.len();
        self.say(format!("{LOGINS} logins"));
        let groups = callers.chunks(callers.len() / 8).collect();
        together(groups, |group: &[Caller<'_>]| {
            for caller in group.iter().cycle().take(group.len() * each) {
                caller.browser(&self.site).authorize(caller.member())?;
            }
            Ok(())
        })?;
        let permits = threads_named(self.pid, "hash") as f64;
        let beyond = resident_mib(self.pid)? - permits * PERMIT_MIB;
        let name = ("memory beyond the permits after 10 000 logins", "MiB");
        self.table.row(name, beyond, None, Must::AtMost(64.0));
        self.say("ten times the logins".to_owned());
        let one = overload::measure(&self.site, &callers)?;
        self.say(format!("{one:.2?}"));
        let name = ("goodput at ten times the load", "logins per s");
        self.table
            .row(name, one.good, Some(one.peak), Must::Part(0.8));
        let name = ("the same, 99 of 100 of them within", "s");
        self.table.row(name, one.p99_s, None, Must::AtMost(2.0));
        self.table
            .fact("logins offered meanwhile", one.offered, "per s");
        Ok(())
    }
}

/// What a login costs among ten thousand people and among a million, and what each of them takes
/// on disk. The server stands still while they are put into its database.
pub fn scale(
    programs: &Programs,
    deployment: &Deployment,
    mut login_ms: impl FnMut() -> Outcome<f64>,
) -> Outcome<Scale> {
    let before = deployment.database_bytes()?;
    let url = deployment.database_url();
    let mut filled = 0;
    let mut fill = |people: u64| -> Outcome<f64> {
        progress(format!("{people} people"));
        let (from, to) = (filled.to_string(), people.to_string());
        output(Command::new(&programs.store).args(["fill", &url, &from, &to]))?;
        filled = people;
        login_ms()
    };
    let [few_ms, many_ms] = [fill(FEW)?, fill(MANY)?];
    let bytes = deployment.database_bytes()?.saturating_sub(before);
    Ok(Scale {
        few_ms,
        many_ms,
        bytes_each: bytes as f64 / MANY as f64,
    })
}

/// What [`scale`] measured.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    /// CPU of a login among ten thousand people, in ms.
    pub few_ms: f64,
    /// The same among a million.
    pub many_ms: f64,
    /// Bytes on disk of each person with an eID and a card.
    pub bytes_each: f64,
}
