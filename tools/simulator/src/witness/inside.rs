//! Nobody is inside after a block or a logout, and nothing is good past its time.

use crate::visitor::Held;
use lykill_core::Timestamp;
use lykill_core::time::minutes;
use std::collections::BTreeMap;
use std::time::Duration;

/// An authorization code in somebody's hands.
#[derive(Debug, Clone)]
pub struct Redeemable {
    /// The code.
    pub code: String,
    /// The service that it is for.
    pub service: usize,
    /// The session that it came from.
    pub held: Held,
    /// When it was issued.
    pub issued_at: Timestamp,
}

/// An access token in somebody's hands.
#[derive(Debug, Clone)]
pub struct Usable {
    /// The token.
    pub token: String,
    /// The code that it was redeemed for.
    pub code: String,
    /// The session that it came from.
    pub held: Held,
    /// When it was issued.
    pub issued_at: Timestamp,
}

/// A refresh token in a service's hands.
#[derive(Debug, Clone)]
pub struct Refreshable {
    /// The token.
    pub token: String,
    /// The code from which its family came.
    pub code: String,
    /// The service whose it is.
    pub service: usize,
    /// The session that it came from.
    pub held: Held,
    /// When it was issued, perhaps.
    pub issued_at: Timestamp,
}

/// A session lives 30 minutes between two uses and 120 in all (domain.md I9).
const IDLE: Duration = minutes(30);
pub(super) const WHOLE: Duration = minutes(120);
/// An authorization code lives a minute, an access token two (design.md section 4).
const CODE: Duration = minutes(1);
const TOKEN: Duration = minutes(2);

/// What ended, and at which access.
#[derive(Default)]
pub struct Inside {
    logged_out: BTreeMap<u64, u64>,
    ended: BTreeMap<u64, u64>,
    blocked: BTreeMap<usize, Vec<u64>>,
    gone: BTreeMap<usize, u64>,
    spent: BTreeMap<String, u64>,
    replayed: BTreeMap<String, u64>,
    next: u64,
}

impl Inside {
    /// A name for a session that begins.
    pub fn name(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// A login ended with a key.
    pub fn entered(&self, person: usize, at: u64) -> Result<(), String> {
        match self.gone.get(&person) {
            Some(gone) if *gone < at => Err(format!("person {person} is blocked and logged in")),
            _ => Ok(()),
        }
    }

    /// A card of somebody was blocked: all sessions that began before are over.
    pub fn card_blocked(&mut self, person: usize, at: u64) {
        self.blocked.entry(person).or_default().push(at);
    }

    /// An eID was blocked for good.
    pub fn eid_blocked(&mut self, person: usize, at: u64) {
        self.card_blocked(person, at);
        self.gone.entry(person).or_insert(at);
    }

    /// A session was ended by its logout, with its tokens.
    pub fn logged_out(&mut self, held: Held, at: u64) {
        self.logged_out.entry(held.name).or_insert(at);
    }

    /// A session was ended by a new login in its browser.
    pub fn followed(&mut self, held: Held, at: u64) {
        self.ended.entry(held.name).or_insert(at);
    }

    /// A session answered for its person.
    pub fn session_used(&self, held: Held, (place, at): (u64, Timestamp)) -> Result<(), String> {
        self.over(held, place, true)?;
        if at.since(held.since) >= WHOLE {
            return Err(format!(
                "a session of person {} lived too long",
                held.person
            ));
        }
        if at.since(held.seen) >= IDLE {
            return Err(format!(
                "an idle session of person {} was used",
                held.person
            ));
        }
        Ok(())
    }

    /// A code was redeemed.
    pub fn code_redeemed(
        &mut self,
        code: &Redeemable,
        (place, at): (u64, Timestamp),
    ) -> Result<(), String> {
        self.over(code.held, place, true)?;
        if at.since(code.issued_at) >= CODE {
            return Err("a code was redeemed after its time".to_owned());
        }
        match self.spent.insert(code.code.clone(), place) {
            Some(_) => Err("a code was redeemed twice".to_owned()),
            None => Ok(()),
        }
    }

    /// A code that was redeemed before came again and was refused.
    pub fn code_refused(&mut self, code: &Redeemable, place: u64) {
        if self
            .spent
            .get(&code.code)
            .is_some_and(|spent| *spent < place)
        {
            self.replayed.entry(code.code.clone()).or_insert(place);
        }
    }

    /// A refresh token was exchanged.
    pub fn refreshed(&self, token: &Refreshable, place: u64) -> Result<(), String> {
        self.over(token.held, place, true)?;
        self.not_replayed(&token.code, place)
    }

    /// A token was used.
    pub fn token_used(&self, token: &Usable, (place, at): (u64, Timestamp)) -> Result<(), String> {
        self.over(token.held, place, false)?;
        if at.since(token.issued_at) >= TOKEN {
            return Err("a token was used after its time".to_owned());
        }
        self.not_replayed(&token.code, place)
    }

    fn not_replayed(&self, code: &str, place: u64) -> Result<(), String> {
        match self.replayed.get(code) {
            Some(replayed) if *replayed < place => {
                Err("a token was used after its code had come twice".to_owned())
            }
            _ => Ok(()),
        }
    }

    /// Whether what came from a session is used after its end.
    fn over(&self, held: Held, place: u64, session: bool) -> Result<(), String> {
        let Held {
            person, name, born, ..
        } = held;
        let before = |end: &u64| *end < place;
        if self.logged_out.get(&name).is_some_and(before) {
            return Err(format!("person {person} logged out and is still inside"));
        }
        if session && self.ended.get(&name).is_some_and(before) {
            return Err(format!(
                "a session of person {person} was followed and is used"
            ));
        }
        let blocked = self.blocked.get(&person);
        let since = |end: &u64| born < *end && *end < place;
        if blocked.is_some_and(|ends| ends.iter().any(since)) {
            return Err(format!("person {person} was blocked and is still inside"));
        }
        Ok(())
    }
}
