//! Nobody is inside after a block or a logout, and nothing is good past its time.

use crate::turns::Note;
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
    taken_over: BTreeMap<u64, u64>,
    /// The session that goes on in the place of one that ended; none when that is not known.
    goes_on: BTreeMap<u64, Option<u64>>,
    /// A login whose answer was lost may have put another one in the place of this session.
    perhaps: BTreeMap<u64, u64>,
    /// Logins at this moment in the browser of a session: it may have gone over already.
    entering: BTreeMap<u64, usize>,
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

    /// A session was ended by a new login in its browser. What came from it goes on with a session
    /// of the same person.
    pub fn followed(&mut self, held: Held, next: Held, at: u64) {
        self.ended.entry(held.name).or_insert(at);
        if held.person != next.person {
            self.taken_over.entry(held.name).or_insert(at);
            return;
        }
        // Of two logins with one cookie one took it all; which of them, nobody was told.
        let known = self.goes_on.entry(held.name);
        known
            .and_modify(|known| *known = None)
            .or_insert(Some(next.name));
    }

    /// A login begins to end in this session's browser.
    pub fn entering(&mut self, held: Held) {
        *self.entering.entry(held.name).or_insert(0) += 1;
    }

    /// It has ended, or not; what is known of that was told.
    pub fn heard(&mut self, held: Held) {
        let left = self.entering.entry(held.name).or_insert(1);
        *left = left.saturating_sub(1);
    }

    /// The answer to a login in this session's browser was lost.
    pub fn perhaps_followed(&mut self, held: Held, at: u64) {
        self.perhaps.insert(held.name, at);
    }

    /// A session answered for its person.
    pub fn session_used(&mut self, held: Held, note: Note) -> Result<(), String> {
        let (place, at) = (note.last, note.at);
        if self.ended.get(&held.name).is_some_and(|end| *end < place) {
            return Err(format!(
                "a session of person {} was followed and is used",
                held.person
            ));
        }
        if self
            .logged_out
            .get(&held.name)
            .is_some_and(|end| *end < place)
        {
            return Err(inside_still(held));
        }
        self.not_blocked(held, place)?;
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
        // It lives, so nothing that was lost before has taken its place.
        let lost = self.perhaps.get(&held.name);
        if lost.is_some_and(|lost| note.first.is_some_and(|first| *lost < first)) {
            self.perhaps.remove(&held.name);
        }
        Ok(())
    }

    /// A code was redeemed.
    pub fn code_redeemed(
        &mut self,
        code: &Redeemable,
        (place, at): (u64, Timestamp),
    ) -> Result<(), String> {
        self.not_over(code.held, place)?;
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
        self.not_over(token.held, place)?;
        self.not_replayed(&token.code, place)
    }

    /// A token was used.
    pub fn token_used(&self, token: &Usable, (place, at): (u64, Timestamp)) -> Result<(), String> {
        self.not_over(token.held, place)?;
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

    /// What came from a session is good until the session ends that it went over to.
    fn not_over(&self, held: Held, place: u64) -> Result<(), String> {
        let before = |end: &u64| *end < place;
        let mut name = held.name;
        while self.entering.get(&name).is_none_or(|logins| *logins == 0) {
            if self.perhaps.contains_key(&name) {
                break;
            }
            let next = self.goes_on.get(&name);
            // A logout with the cookie of one that had gone over ended nothing, or all: who knows.
            if next.is_none() && self.logged_out.get(&name).is_some_and(before) {
                return Err(inside_still(held));
            }
            if next.is_none() && self.taken_over.get(&name).is_some_and(before) {
                return Err(format!(
                    "somebody took over the browser of person {}, who is still inside",
                    held.person
                ));
            }
            match next {
                Some(Some(next)) => name = *next,
                Some(None) | None => break,
            }
        }
        self.not_blocked(held, place)
    }

    fn not_blocked(&self, held: Held, place: u64) -> Result<(), String> {
        let Held { person, born, .. } = held;
        let blocked = self.blocked.get(&person);
        let since = |end: &u64| born < *end && *end < place;
        if blocked.is_some_and(|ends| ends.iter().any(since)) {
            return Err(format!("person {person} was blocked and is still inside"));
        }
        Ok(())
    }
}

fn inside_still(held: Held) -> String {
    format!("person {} logged out and is still inside", held.person)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(name: u64) -> Held {
        let at = Timestamp::from_micros(0);
        Held {
            name,
            person: 3,
            born: 0,
            since: at,
            seen: at,
        }
    }

    #[test]
    fn a_lost_login_excuses_a_session_until_the_session_answers() {
        let token = Refreshable {
            token: String::new(),
            code: String::new(),
            service: 0,
            held: held(1),
            issued_at: Timestamp::from_micros(0),
        };
        let note = |first, last| Note {
            first: Some(first),
            last,
            ..Note::fresh(Timestamp::from_micros(0))
        };
        let mut inside = Inside::default();
        inside.perhaps_followed(held(1), 10);
        inside.logged_out(held(1), 20);
        assert_eq!(inside.refreshed(&token, 30), Ok(()), "who knows");
        let mut inside = Inside::default();
        inside.perhaps_followed(held(1), 10);
        assert_eq!(inside.session_used(held(1), note(9, 12)), Ok(()));
        assert!(inside.perhaps.contains_key(&1), "asked before it was lost");
        assert_eq!(inside.session_used(held(1), note(11, 12)), Ok(()));
        inside.logged_out(held(1), 20);
        assert_eq!(inside.refreshed(&token, 30), Err(inside_still(held(1))));
    }
}
