//! Whether a single sign-on session may answer an authorization request without a login
//! (OIDC Core 1.0 sections 3.1.2.1 to 3.1.2.3; domain.md row I9; security.md cases 86 and 105).

use crate::level;
use crate::types::{AuthorizeRequest, ErrorCode, OAuthError};
use lykill_core::time::minutes;
use lykill_core::{Level, Timestamp};
use std::time::Duration;

/// How long a session lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timers {
    /// Between two authentication requests.
    pub idle: Duration,
    /// From the login on.
    pub absolute: Duration,
}

impl Default for Timers {
    /// 30 and 120 minutes.
    fn default() -> Self {
        Self {
            idle: minutes(30),
            absolute: minutes(120),
        }
    }
}

impl Timers {
    /// Whether a session still lives at `now`.
    pub fn is_live(&self, session: &SessionState, now: Timestamp) -> bool {
        let idle = now < session.last_seen_at + self.idle;
        let young = now < session.authenticated_at + self.absolute;
        session.ended_at.is_none() && idle && young
    }

    /// When a session that is used at `last_seen_at` ends by itself.
    pub fn ends_at(&self, authenticated_at: Timestamp, last_seen_at: Timestamp) -> Timestamp {
        (last_seen_at + self.idle).min(authenticated_at + self.absolute)
    }
}

/// A session as this rule needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionState {
    /// The level that was reached.
    pub level: Level,
    /// When the last factor was verified.
    pub authenticated_at: Timestamp,
    /// The last authentication request that it answered.
    pub last_seen_at: Timestamp,
    /// When logout or a block ended it.
    pub ended_at: Option<Timestamp>,
}

/// The browser's session and what is known about it at the client that asks.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    /// The session.
    pub session: SessionState,
    /// Its person's pairwise `sub` at the client's sector; none when there is none yet.
    pub sub: Option<&'a str>,
    /// Whether the client requires a linked work e-mail that this person lacks.
    pub link_missing: bool,
}

/// The circumstances of one question.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances {
    /// Whether the client's network rules let this browser in.
    pub network_allowed: bool,
    /// How long sessions live.
    pub timers: Timers,
    /// Now.
    pub now: Timestamp,
}

/// What to do with an authorization request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The session answers it: issue a code.
    Reuse,
    /// Show the login.
    LoginNeeded(LoginReason),
    /// The session is good, but the work e-mail must be linked first.
    LinkNeeded,
    /// The client may not be used from this network: a page that explains.
    NetworkRefused,
    /// An error redirect: the request forbids pages.
    Refuse(OAuthError),
}

/// Why a login is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginReason {
    /// There is no session, or it ended.
    NoSession,
    /// The request asks for a new login or another choice of person.
    Prompt,
    /// The login is older than the client allows.
    TooOld,
    /// The session's level is below the demand.
    Level,
    /// The request names another person.
    OtherPerson,
}

impl LoginReason {
    /// The word for logs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NoSession => "session-none",
            Self::Prompt => "session-prompt",
            Self::TooOld => "session-too-old",
            Self::Level => "session-level",
            Self::OtherPerson => "session-other-person",
        }
    }
}

/// Decides whether the browser's session answers the request.
pub fn answer(
    request: &AuthorizeRequest,
    held: Option<Held<'_>>,
    circumstances: &Circumstances,
) -> Answer {
    let silent = request.prompt.none;
    if !circumstances.network_allowed {
        return or_error(silent, Answer::NetworkRefused, network_refused);
    }
    match login_reason(request, held, circumstances) {
        Some(reason) => {
            let page = Answer::LoginNeeded(reason);
            or_error(silent, page, || login_required(reason))
        }
        None if held.is_some_and(|held| held.link_missing) => {
            or_error(silent, Answer::LinkNeeded, link_required)
        }
        None => Answer::Reuse,
    }
}

/// Refuses, after a login, a person other than the one whom the request named.
///
/// # Errors
/// `login_required` when the request named another subject (OIDC Core 1.0 section 3.1.2.1,
/// `id_token_hint`).
pub fn check_subject(request: &AuthorizeRequest, sub: &str) -> Result<(), OAuthError> {
    match &request.subject {
        Some(named) if named != sub => Err(login_required(LoginReason::OtherPerson)),
        _ => Ok(()),
    }
}

fn login_reason(
    request: &AuthorizeRequest,
    held: Option<Held<'_>>,
    circumstances: &Circumstances,
) -> Option<LoginReason> {
    let live = |held: &Held<'_>| {
        circumstances
            .timers
            .is_live(&held.session, circumstances.now)
    };
    let Some(held) = held.filter(live) else {
        return Some(LoginReason::NoSession);
    };
    let named_another = request.subject.is_some() && request.subject.as_deref() != held.sub;
    if request.prompt.wants_login() {
        Some(LoginReason::Prompt)
    } else if is_too_old(
        request.max_age,
        held.session.authenticated_at,
        circumstances.now,
    ) {
        Some(LoginReason::TooOld)
    } else if !level::meets(held.session.level, request.minimum) {
        Some(LoginReason::Level)
    } else {
        named_another.then_some(LoginReason::OtherPerson)
    }
}

/// Whether the login is older than `max_age`; zero always asks for a new one.
fn is_too_old(max_age: Option<u64>, authenticated_at: Timestamp, now: Timestamp) -> bool {
    match max_age {
        None => false,
        Some(0) => true,
        Some(seconds) => now.since(authenticated_at) > Duration::from_secs(seconds),
    }
}

fn or_error(silent: bool, page: Answer, error: impl FnOnce() -> OAuthError) -> Answer {
    if silent {
        Answer::Refuse(error())
    } else {
        page
    }
}

fn login_required(reason: LoginReason) -> OAuthError {
    let words = "the person must log in; send the request without prompt=none";
    OAuthError::new(ErrorCode::LoginRequired, reason.word(), words)
}

fn link_required() -> OAuthError {
    let words = "the work e-mail must be linked first; send the request without prompt=none";
    OAuthError::new(ErrorCode::InteractionRequired, "link-missing", words)
}

fn network_refused() -> OAuthError {
    let words = "the service may not be used from this network";
    OAuthError::new(ErrorCode::AccessDenied, "network", words)
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
