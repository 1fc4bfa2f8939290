//! The pages: what each template needs, and nothing more.

use askama::Template;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::language::Language;
use crate::refusal::{Advice, Refusal};
use crate::session::SignedIn;
use crate::texts::Texts;

/// The municipality's name, the same in all languages.
const OWNER: &str = "Fjordvik kommune";

/// What every page has around its content.
pub(crate) struct Frame {
    pub(crate) language: Language,
    pub(crate) t: &'static Texts,
    pub(crate) owner: &'static str,
    /// This page's own address, ready for `lang=…` to be appended.
    pub(crate) switch: String,
}

impl Frame {
    pub(crate) fn new(language: Language, switch: impl Into<String>) -> Self {
        Self {
            language,
            t: language.texts(),
            owner: OWNER,
            switch: switch.into(),
        }
    }

    fn is_current(&self, language: &Language) -> bool {
        self.language == *language
    }
}

/// The first page: log in.
#[derive(Template)]
#[template(path = "start.html")]
pub(crate) struct Start {
    pub(crate) frame: Frame,
    /// The person comes from a session that ended by itself.
    pub(crate) ended: bool,
}

/// Who is logged in.
#[derive(Template)]
#[template(path = "me.html")]
pub(crate) struct Me {
    frame: Frame,
    user: SignedIn,
    issuer: String,
    level: &'static str,
    methods: String,
    raw_methods: String,
    when: Option<Moment>,
}

impl Me {
    pub(crate) fn new(frame: Frame, user: SignedIn, issuer: &str) -> Self {
        let t = frame.t;
        let person = &user.person;
        Self {
            level: t.level_of(person.level),
            methods: t.methods_of(&person.methods),
            raw_methods: person.methods.join(" "),
            when: person.authenticated.map(|at| Moment::new(at, t)),
            issuer: issuer.to_owned(),
            frame,
            user,
        }
    }
}

/// A moment for people and for programs.
struct Moment {
    words: String,
    machine: String,
}

impl Moment {
    /// In Norwegian civil time; in UTC, and saying so, where the system has no time zones.
    fn new(at: Timestamp, t: &Texts) -> Self {
        let zone = TimeZone::get("Europe/Oslo");
        let suffix = if zone.is_ok() { "" } else { " UTC" };
        let civil = zone.unwrap_or(TimeZone::UTC).to_datetime(at);
        let words = format!("{}{suffix}", (t.moment)(civil));
        Self {
            words,
            machine: at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        }
    }
}

/// After logging out.
#[derive(Template)]
#[template(path = "logged_out.html")]
pub(crate) struct LoggedOut {
    pub(crate) frame: Frame,
    pub(crate) reach: Reach,
}

/// How far a logout went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The session of this portal ended.
    Here,
    /// The issuer confirmed that its session ended too.
    Everywhere,
    /// The issuer was to end its session and could not be reached.
    NotEverywhere,
}

impl LoggedOut {
    fn heading(&self) -> &'static str {
        match self.reach {
            Reach::Here => self.frame.t.out_here,
            Reach::Everywhere => self.frame.t.out_everywhere,
            Reach::NotEverywhere => self.frame.t.out_not_everywhere,
        }
    }

    fn note(&self) -> &'static str {
        match self.reach {
            Reach::Here => self.frame.t.out_here_note,
            Reach::Everywhere => self.frame.t.out_everywhere_note,
            Reach::NotEverywhere => self.frame.t.out_not_everywhere_note,
        }
    }
}

/// What was wrong and what to do.
#[derive(Template)]
#[template(path = "refused.html")]
pub(crate) struct Refused {
    pub(crate) frame: Frame,
    pub(crate) refusal: Refusal,
}

impl Refused {
    fn may_log_in_again(&self) -> bool {
        matches!(
            self.refusal.advice(),
            Advice::TryAgain | Advice::SameBrowser | Advice::HigherLevel
        ) && self.refusal != Refusal::NotFound
    }
}
