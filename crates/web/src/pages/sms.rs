//! The code that went to a telephone: the second of two steps, after national number and password.

use super::samples::{sample_shell, sample_time};
use super::{Href, Icon, Page, Problem, Resend, Shell, Shown, Steps};
use crate::words::Lang;
use askama::Template;
use jiff::civil::DateTime;

/// Asks for the `code`; posts it with `csrf` and `action=continue`, `action=resend` or
/// `action=call` to `action`.
#[derive(Debug, Clone, Template)]
#[template(path = "sms.html")]
pub struct SmsPage {
    /// The frame.
    pub shell: Shell,
    /// Where the form is posted.
    pub action: Href,
    /// Where this step stands.
    pub steps: Steps,
    /// Where the code was sent, masked.
    pub to: Shown,
    /// When the newest code was sent.
    pub sent_at: DateTime,
    /// When the newest code ends.
    pub valid_until: DateTime,
    /// Now.
    pub now: DateTime,
    /// Whether a new code can be sent.
    pub resend: Resend,
    /// Whether the code can be told in a call.
    pub voice: bool,
    /// What was typed.
    pub typed: String,
    /// Another electronic ID.
    pub other_methods: Href,
    /// What went wrong.
    pub problem: Option<SmsProblem>,
}

/// What can be wrong with a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SmsProblem {
    /// It is no code.
    Missing,
    /// It is not the code; so many tries are left.
    Mismatch {
        /// Tries left, at least 1.
        left: u32,
    },
    /// It was right and is over.
    Expired,
    /// It is from an older message.
    OlderCode,
    /// Three wrong tries: this login ends here.
    TooManyTries,
    /// A new code was asked for too early or too often.
    NotSent,
    /// The lane waits: nothing is evaluated before this time.
    WaitUntil(DateTime),
    /// The lane is exhausted: only support can help.
    Exhausted,
}

impl SmsPage {
    fn problem(&self) -> Option<Problem> {
        let words = self.shell.words();
        let text = match self.problem.as_ref()? {
            SmsProblem::Missing => words.t("sms-missing"),
            SmsProblem::Mismatch { left } => words.num("left", left).t("sms-mismatch"),
            SmsProblem::Expired => words
                .with("ended", words.clock(self.valid_until))
                .t("code-expired"),
            SmsProblem::OlderCode => words.with("sent", words.clock(self.sent_at)).t("sms-older"),
            SmsProblem::TooManyTries => return Some(Problem::general(words.t("code-tries"))),
            SmsProblem::NotSent => return Some(Problem::general(self.resend_text())),
            SmsProblem::WaitUntil(until) => {
                let text = words
                    .with("until", self.shell.at(*until))
                    .t("password-wait");
                return Some(Problem::general(text));
            }
            SmsProblem::Exhausted => {
                return Some(Problem::general(words.t("password-exhausted")));
            }
        };
        Some(Problem::at("code", text))
    }

    fn is_over(&self) -> bool {
        self.problem == Some(SmsProblem::TooManyTries)
    }

    fn resend_text(&self) -> String {
        let words = self.shell.words();
        match &self.resend {
            Resend::Now => words.t("sms-resend-now"),
            Resend::From(from) => words
                .with("from", words.clock_seconds(*from))
                .t("resend-from"),
            Resend::LimitUntil(until) => words.with("until", self.shell.at(*until)).t("sms-limit"),
        }
    }

    const fn may_resend(&self) -> bool {
        !matches!(self.resend, Resend::LimitUntil(_))
    }

    fn valid_text(&self) -> String {
        let words = self.shell.words();
        if self.valid_until <= self.now {
            return words
                .with("ended", words.clock(self.valid_until))
                .t("code-has-ended");
        }
        words
            .with("until", words.clock(self.valid_until))
            .num("minutes", words.minutes(self.now, self.valid_until))
            .t("code-valid-until")
    }
}

impl Page for SmsPage {
    const NAME: &'static str = "sms";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let half_a_minute = jiff::Span::new().seconds(30);
        let normal = Self {
            shell: sample_shell(lang, "/login/4f2a9c/sms"),
            action: Href::new("/login/4f2a9c/sms"),
            steps: Steps { now: 2, of: 2 },
            to: Shown::new("••• •• •01"),
            sent_at: sample_time(14, 27),
            valid_until: sample_time(14, 32),
            now: sample_time(14, 27),
            resend: Resend::From(sample_time(14, 27).saturating_add(half_a_minute)),
            voice: true,
            typed: String::new(),
            other_methods: Href::new("/login/4f2a9c/methods"),
            problem: None,
        };
        let wrong = |problem| Self {
            typed: "482917".to_owned(),
            resend: Resend::Now,
            now: sample_time(14, 29),
            problem: Some(problem),
            ..normal.clone()
        };
        let expired = Self {
            now: sample_time(14, 33),
            ..wrong(SmsProblem::Expired)
        };
        let limit = Self {
            resend: Resend::LimitUntil(sample_time(14, 41)),
            ..wrong(SmsProblem::NotSent)
        };
        let text_only = Self {
            voice: false,
            ..normal.clone()
        };
        let wait = SmsProblem::WaitUntil(sample_time(14, 32));
        vec![
            ("error-missing", wrong(SmsProblem::Missing)),
            ("error-mismatch", wrong(SmsProblem::Mismatch { left: 2 })),
            ("error-last-try", wrong(SmsProblem::Mismatch { left: 1 })),
            ("error-expired", expired),
            ("error-older-code", wrong(SmsProblem::OlderCode)),
            ("error-too-many-tries", wrong(SmsProblem::TooManyTries)),
            ("error-limit", limit),
            ("error-wait", wrong(wait)),
            ("error-exhausted", wrong(SmsProblem::Exhausted)),
            ("text-only", text_only),
            ("normal", normal),
        ]
    }
}
