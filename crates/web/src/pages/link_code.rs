//! Enter the code from the e-mail (ux screen E2): one field, one clock time.

use super::samples::{sample_payroll, sample_shell, sample_time};
use super::{Contact, Href, Icon, Page, Problem, Shell, Shown, Steps};
use crate::words::Lang;
use askama::Template;
use jiff::civil::DateTime;

/// Asks for the `code`; posts it with `csrf` and `action=link` or `action=resend` to `action`.
#[derive(Debug, Clone, Template)]
#[template(path = "link_code.html")]
pub struct LinkCodePage {
    /// The frame.
    pub shell: Shell,
    /// Where the form is posted.
    pub action: Href,
    /// Where this step stands.
    pub steps: Steps,
    /// Where the code was sent.
    pub email: Shown,
    /// When the newest code was sent.
    pub sent_at: DateTime,
    /// When the newest code ends.
    pub valid_until: DateTime,
    /// Now.
    pub now: DateTime,
    /// Whether a new code can be sent.
    pub resend: Resend,
    /// Who at the employer can change the address.
    pub payroll: Contact,
    /// What was typed.
    pub typed: String,
    /// What went wrong.
    pub problem: Option<LinkCodeProblem>,
}

/// Whether a new code can be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resend {
    /// Now.
    Now,
    /// From this time, half a minute after the last one.
    From(DateTime),
    /// As many as are allowed were sent; the next one may be sent at this time.
    LimitUntil(DateTime),
}

/// What can be wrong with a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkCodeProblem {
    /// The field is empty.
    Missing,
    /// It is not the code; so many tries are left.
    Mismatch {
        /// Tries left, at least 1.
        left: u32,
    },
    /// It was right and is over.
    Expired {
        /// When it ended.
        ended_at: DateTime,
    },
    /// It is from an older e-mail.
    OlderCode,
    /// Five wrong tries: this login ends here.
    TooManyTries,
    /// A new code was asked for too early or too often.
    NotSent,
}

impl LinkCodePage {
    fn problem(&self) -> Option<Problem> {
        let words = self.shell.words();
        let text = match self.problem.as_ref()? {
            LinkCodeProblem::Missing => words.with("email", &self.email).t("code-missing"),
            LinkCodeProblem::Mismatch { left } => words
                .num("left", left)
                .with("sent", words.clock(self.sent_at))
                .t("code-mismatch"),
            LinkCodeProblem::Expired { ended_at } => words
                .with("ended", words.clock(*ended_at))
                .t("code-expired"),
            LinkCodeProblem::OlderCode => words
                .with("sent", words.clock(self.sent_at))
                .t("code-older"),
            LinkCodeProblem::TooManyTries => return Some(Problem::general(words.t("code-tries"))),
            LinkCodeProblem::NotSent => return Some(Problem::general(self.resend_text())),
        };
        Some(Problem::at("code", text))
    }

    fn is_over(&self) -> bool {
        self.problem == Some(LinkCodeProblem::TooManyTries)
    }

    fn resend_text(&self) -> String {
        let words = self.shell.words();
        match &self.resend {
            Resend::Now => words.t("resend-now"),
            Resend::From(from) => words
                .with("from", words.clock_seconds(*from))
                .t("resend-from"),
            Resend::LimitUntil(until) => words.with("until", self.shell.at(*until)).t("link-limit"),
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

impl Page for LinkCodePage {
    const NAME: &'static str = "link-code";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let normal = Self {
            shell: sample_shell(lang, "/login/4f2a9c/link/code"),
            action: Href::new("/login/4f2a9c/link/code"),
            steps: Steps { now: 2, of: 2 },
            email: Shown::new("mette.hald@fjordvik.example"),
            sent_at: sample_time(14, 27),
            valid_until: sample_time(14, 32),
            now: sample_time(14, 27),
            resend: Resend::From(sample_time(14, 27).saturating_add(jiff::Span::new().seconds(30))),
            payroll: sample_payroll(),
            typed: String::new(),
            problem: None,
        };
        let wrong = |problem| Self {
            typed: "482917".to_owned(),
            resend: Resend::Now,
            now: sample_time(14, 29),
            problem: Some(problem),
            ..normal.clone()
        };
        let over = |problem| Self {
            now: sample_time(14, 33),
            ..wrong(problem)
        };
        let ended_at = sample_time(14, 32);
        let limit = Self {
            resend: Resend::LimitUntil(sample_time(14, 41)),
            ..wrong(LinkCodeProblem::NotSent)
        };
        vec![
            ("error-missing", wrong(LinkCodeProblem::Missing)),
            (
                "error-mismatch",
                wrong(LinkCodeProblem::Mismatch { left: 2 }),
            ),
            (
                "error-last-try",
                wrong(LinkCodeProblem::Mismatch { left: 1 }),
            ),
            ("error-expired", over(LinkCodeProblem::Expired { ended_at })),
            ("error-older-code", wrong(LinkCodeProblem::OlderCode)),
            ("error-too-many-tries", wrong(LinkCodeProblem::TooManyTries)),
            ("error-limit", limit),
            ("normal", normal),
        ]
    }
}
