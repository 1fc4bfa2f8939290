//! Sessions of this portal, in memory: who is logged in, and which logins are under way.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use openidconnect::CsrfToken;

use crate::language::Language;
use crate::login::Pending;
use crate::logout_token::Ended;
use crate::redeem::Person;

/// Logged out after so long without a page.
const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// Logged out after so long in any case.
const LONGEST: SignedDuration = SignedDuration::from_hours(8);
/// Activation and linking on the way take their time; the issuer sets its own, shorter limits.
const LOGIN_LIFE: SignedDuration = SignedDuration::from_mins(60);
/// Tabs of one browser that may log in side by side.
const LOGINS_PER_BROWSER: usize = 5;
/// Sessions held at a time.
const CAPACITY: usize = 10_000;

/// Somebody is logged in.
#[derive(Clone)]
pub(crate) struct SignedIn {
    pub(crate) person: Arc<Person>,
    pub(crate) language: Language,
    /// The `state` of the login that ended here: its answer may be loaded again (Back, reload).
    finished: String,
    since: Timestamp,
    last_seen: Timestamp,
}

/// Somebody was sent to the issuer to log out everywhere.
struct Leaving {
    state: String,
    language: Language,
    at: Timestamp,
}

#[derive(Default)]
struct Session {
    pending: Vec<Pending>,
    signed_in: Option<SignedIn>,
    leaving: Option<Leaving>,
}

/// All sessions. Ids are 256 random bits; a new one is drawn whenever somebody logs in or out.
#[derive(Default)]
pub(crate) struct Sessions(Mutex<HashMap<String, Session>>);

/// What the callback finds for its `state`.
pub(crate) enum Found {
    /// This browser holds no session.
    NoSession,
    /// This browser did not begin a login with that state.
    UnknownState,
    /// The login has ended well already.
    Finished,
    /// The login that this answer belongs to; it is taken out, an answer counts once.
    Login(Box<Pending>),
}

impl Sessions {
    /// Notes a login that begins in the browser with the session `id`, or in a new session.
    /// Returns the id to set as the cookie.
    pub(crate) fn begin(&self, id: Option<&str>, pending: Pending, now: Timestamp) -> String {
        let mut sessions = self.lock();
        let id = match id {
            Some(id) if live(&mut sessions, id, now) => id.to_owned(),
            _ => {
                make_room(&mut sessions, now);
                new_id()
            }
        };
        let session = sessions.entry(id.clone()).or_default();
        if session.pending.len() >= LOGINS_PER_BROWSER {
            session.pending.remove(0);
        }
        session.pending.push(pending);
        id
    }

    /// Takes out the login that an answer with `state` belongs to.
    pub(crate) fn take(&self, id: Option<&str>, state: &str, now: Timestamp) -> Found {
        let mut sessions = self.lock();
        let Some(id) = id.filter(|id| live(&mut sessions, id, now)) else {
            return Found::NoSession;
        };
        let Some(session) = sessions.get_mut(id) else {
            return Found::NoSession;
        };
        if let Some(place) = session.pending.iter().position(|it| it.state == state) {
            return Found::Login(Box::new(session.pending.remove(place)));
        }
        match &session.signed_in {
            Some(user) if user.finished == state => Found::Finished,
            _ => Found::UnknownState,
        }
    }

    /// Logs a person in under a new id (no session fixation); other tabs' logins move along.
    pub(crate) fn sign_in(
        &self,
        old: Option<&str>,
        person: Person,
        finished: String,
        language: Language,
        now: Timestamp,
    ) -> String {
        let mut sessions = self.lock();
        let pending = old.and_then(|id| sessions.remove(id)).map(|it| it.pending);
        make_room(&mut sessions, now);
        let person = Arc::new(person);
        let signed_in = SignedIn {
            person,
            language,
            finished,
            since: now,
            last_seen: now,
        };
        let id = new_id();
        let session = Session {
            pending: pending.unwrap_or_default(),
            signed_in: Some(signed_in),
            leaving: None,
        };
        sessions.insert(id.clone(), session);
        id
    }

    /// Who is logged in; counts as use of the session.
    pub(crate) fn who(&self, id: Option<&str>, now: Timestamp) -> Option<SignedIn> {
        let mut sessions = self.lock();
        let id = id.filter(|id| live(&mut sessions, id, now))?;
        let user = sessions.get_mut(id)?.signed_in.as_mut()?;
        user.last_seen = now;
        Some(user.clone())
    }

    /// Ends the session, and with it the logins under way in other tabs.
    pub(crate) fn end(&self, id: Option<&str>) {
        if let Some(id) = id {
            self.lock().remove(id);
        }
    }

    /// Ends the sessions of whom the issuer names, and counts them.
    pub(crate) fn end_told(&self, ended: &Ended) -> usize {
        let mut sessions = self.lock();
        let before = sessions.len();
        sessions.retain(|_, session| {
            let person = session.signed_in.as_ref().map(|user| &user.person);
            !person.is_some_and(|person| concerns(ended, person))
        });
        before - sessions.len()
    }

    /// Remembers, under a new id, that this browser was sent to the issuer to log out.
    pub(crate) fn leave(&self, state: String, language: Language, now: Timestamp) -> String {
        let mut sessions = self.lock();
        make_room(&mut sessions, now);
        let id = new_id();
        let leaving = Some(Leaving {
            state,
            language,
            at: now,
        });
        sessions.insert(
            id.clone(),
            Session {
                leaving,
                ..Session::default()
            },
        );
        id
    }

    /// Whether this browser comes back from the logout that it was sent to, and if so the
    /// language it left in.
    pub(crate) fn has_left(
        &self,
        id: Option<&str>,
        state: &str,
        now: Timestamp,
    ) -> Option<Language> {
        let mut sessions = self.lock();
        let id = id.filter(|id| live(&mut sessions, id, now))?;
        let leaving = sessions.get(id)?.leaving.as_ref()?;
        (leaving.state == state).then_some(leaving.language)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Session>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a token names must all be this person's: a `sid` one session, a `sub` alone all of them.
fn concerns(ended: &Ended, person: &Person) -> bool {
    let sid = ended.sid.is_none() || ended.sid == person.issuer_session;
    let sub = ended.sub.as_ref().is_none_or(|sub| *sub == person.subject);
    sid && sub
}

fn new_id() -> String {
    CsrfToken::new_random_len(32).into_secret()
}

/// Drops what has ended in this session; false if nothing is left of it.
fn live(sessions: &mut HashMap<String, Session>, id: &str, now: Timestamp) -> bool {
    let Some(session) = sessions.get_mut(id) else {
        return false;
    };
    let alive = refresh(session, now);
    if !alive {
        sessions.remove(id);
    }
    alive
}

fn refresh(session: &mut Session, now: Timestamp) -> bool {
    session
        .pending
        .retain(|login| now.duration_since(login.begun) < LOGIN_LIFE);
    session.leaving = session
        .leaving
        .take()
        .filter(|it| now.duration_since(it.at) < LOGIN_LIFE);
    session.signed_in = session.signed_in.take().filter(|user| {
        now.duration_since(user.last_seen) < IDLE && now.duration_since(user.since) < LONGEST
    });
    !session.pending.is_empty() || session.leaving.is_some() || session.signed_in.is_some()
}

/// At capacity: first what has ended goes, then the oldest that nobody is logged in with, and
/// only then the one unused for longest. Beginning logins in numbers logs nobody out.
fn make_room(sessions: &mut HashMap<String, Session>, now: Timestamp) {
    if sessions.len() < CAPACITY {
        return;
    }
    sessions.retain(|_, session| refresh(session, now));
    if sessions.len() < CAPACITY {
        return;
    }
    let oldest = sessions
        .iter()
        .min_by_key(|(_, it)| (it.signed_in.is_some(), last_use(it)));
    if let Some(id) = oldest.map(|(id, _)| id.clone()) {
        sessions.remove(&id);
    }
}

fn last_use(session: &Session) -> Option<Timestamp> {
    let begun = session.pending.last().map(|login| login.begun);
    let left = session.leaving.as_ref().map(|it| it.at);
    session
        .signed_in
        .as_ref()
        .map(|user| user.last_seen)
        .or(begun)
        .or(left)
}

#[cfg(test)]
mod tests;
