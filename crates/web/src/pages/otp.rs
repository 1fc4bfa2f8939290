//! The code of a key viewer (ux screen L4): the second of two steps, in place of the card's key.

use super::samples::{sample_shell, sample_support, sample_time};
use super::{Contact, Href, Icon, Page, PasskeyForm, Problem, Shell, Shown, Steps};
use crate::words::Lang;
use askama::Template;
use jiff::civil::DateTime;

/// Asks for the `code`; posts it with `csrf` to `action`.
#[derive(Debug, Clone, Template)]
#[template(path = "otp.html")]
pub struct OtpPage {
    /// The frame.
    pub shell: Shell,
    /// Where the form is posted.
    pub action: Href,
    /// Where this step stands.
    pub steps: Steps,
    /// The number on the device's back.
    pub serial: Option<Shown>,
    /// What was typed.
    pub typed: String,
    /// The operator's support: whose device is out of step needs them.
    pub support: Contact,
    /// What a passkey may answer in its place.
    pub passkey: Option<PasskeyForm>,
    /// What went wrong.
    pub problem: Option<OtpProblem>,
}

/// What can be wrong with a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OtpProblem {
    /// It is no code.
    Missing,
    /// It is not the one that the device shows now.
    Mismatch,
    /// The lane waits: nothing is evaluated before this time.
    WaitUntil(DateTime),
    /// The lane is exhausted: only support can help.
    Exhausted,
}

impl OtpPage {
    const fn needs_support(&self) -> bool {
        self.problem.is_some() && !matches!(self.problem, Some(OtpProblem::Missing))
    }

    fn problem(&self) -> Option<Problem> {
        let shell = &self.shell;
        if let Some(problem) = self.passkey.as_ref().and_then(|form| form.problem(shell)) {
            return Some(problem);
        }
        Some(match self.problem.as_ref()? {
            OtpProblem::Missing => Problem::at("code", shell.t("otp-missing")),
            OtpProblem::Mismatch => Problem::at("code", shell.t("otp-mismatch")),
            OtpProblem::WaitUntil(until) => {
                let text = shell.with("until", shell.at(*until)).t("password-wait");
                Problem::general(text)
            }
            OtpProblem::Exhausted => Problem::general(shell.t("password-exhausted")),
        })
    }
}

impl Page for OtpPage {
    const NAME: &'static str = "otp";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = |typed: &str, problem| Self {
            shell: sample_shell(lang, "/login/4f2a9c/otp"),
            action: Href::new("/login/4f2a9c/otp"),
            steps: Steps { now: 2, of: 2 },
            serial: Some(Shown::new("FT-100499")),
            typed: typed.to_owned(),
            support: sample_support(lang),
            passkey: None,
            problem,
        };
        let wait = OtpProblem::WaitUntil(sample_time(14, 32));
        let mut with_passkey = page("", None);
        with_passkey.passkey = Some(PasskeyForm::sample(None));
        vec![
            ("normal", page("", None)),
            ("with-passkey", with_passkey),
            ("error-missing", page("48", Some(OtpProblem::Missing))),
            ("error-mismatch", page("482917", Some(OtpProblem::Mismatch))),
            ("error-wait", page("482917", Some(wait))),
            ("error-exhausted", page("", Some(OtpProblem::Exhausted))),
        ]
    }
}
