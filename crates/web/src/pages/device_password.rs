//! The password after a code device's code: the second of its two steps.

use super::samples::{sample_shell, sample_support, sample_time};
use super::{Contact, Href, Icon, Page, Problem, Shell, Steps};
use crate::words::Lang;
use askama::Template;
use jiff::civil::DateTime;

/// Asks for the `password`; posts it with `csrf` to `action`.
#[derive(Debug, Clone, Template)]
#[template(path = "device_password.html")]
pub struct DevicePasswordPage {
    /// The frame.
    pub shell: Shell,
    /// Where the form is posted.
    pub action: Href,
    /// Where this step stands.
    pub steps: Steps,
    /// The operator's support, shown to whom only they can help.
    pub support: Contact,
    /// What went wrong.
    pub problem: Option<DevicePasswordProblem>,
}

/// What can be wrong with the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DevicePasswordProblem {
    /// The field is empty.
    Missing,
    /// It is another one.
    Mismatch,
    /// The lane waits: nothing is evaluated before this time.
    WaitUntil(DateTime),
    /// The lane is exhausted: only support can help.
    Exhausted,
}

impl DevicePasswordPage {
    fn needs_support(&self) -> bool {
        self.problem == Some(DevicePasswordProblem::Exhausted)
    }

    fn problem(&self) -> Option<Problem> {
        use DevicePasswordProblem::{Exhausted, Mismatch, Missing, WaitUntil};
        let shell = &self.shell;
        Some(match self.problem.as_ref()? {
            Missing => Problem::at("password", shell.t("device-password-missing")),
            Mismatch => Problem::at("password", shell.t("device-password-mismatch")),
            WaitUntil(until) => {
                let text = shell.with("until", shell.at(*until)).t("password-wait");
                Problem::general(text)
            }
            Exhausted => Problem::general(shell.t("password-exhausted")),
        })
    }
}

impl Page for DevicePasswordPage {
    const NAME: &'static str = "device-password";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        use DevicePasswordProblem::{Exhausted, Mismatch, Missing, WaitUntil};
        let page = |problem| Self {
            shell: sample_shell(lang, "/login/4f2a9c/device-password"),
            action: Href::new("/login/4f2a9c/device-password"),
            steps: Steps { now: 2, of: 2 },
            support: sample_support(lang),
            problem,
        };
        vec![
            ("normal", page(None)),
            ("error-missing", page(Some(Missing))),
            ("error-mismatch", page(Some(Mismatch))),
            ("error-wait", page(Some(WaitUntil(sample_time(14, 32))))),
            ("error-exhausted", page(Some(Exhausted))),
        ]
    }
}
