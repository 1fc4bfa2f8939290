//! National number and the code of a code device (ux screen L4): the first of its two steps.

use super::samples::{sample_shell, sample_support, sample_time};
use super::{Contact, Href, Icon, Page, Problem, Shell, Steps};
use crate::words::Lang;
use askama::Template;
use jiff::civil::DateTime;

/// Asks for `national_id` and `code`; posts them with `csrf` to `action`.
#[derive(Debug, Clone, Template)]
#[template(path = "device.html")]
pub struct DevicePage {
    /// The frame.
    pub shell: Shell,
    /// Where the form is posted.
    pub action: Href,
    /// Where this step stands.
    pub steps: Steps,
    /// The number as it was typed; the code is never sent back.
    pub national_id: String,
    /// Back to the list of electronic IDs, when there is more than one.
    pub other_methods: Option<Href>,
    /// The operator's support, shown to whom only they can help.
    pub support: Contact,
    /// What went wrong.
    pub problem: Option<DeviceProblem>,
}

/// What can be wrong. The same for an unknown number, one without a device and a blocked device as
/// for a wrong code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeviceProblem {
    /// A field is empty, or what is typed is no code.
    Missing,
    /// They do not match.
    Mismatch,
    /// The lane waits: nothing is evaluated before this time.
    WaitUntil(DateTime),
    /// The lane is exhausted: only support can help.
    Exhausted,
}

impl DevicePage {
    fn needs_support(&self) -> bool {
        self.problem == Some(DeviceProblem::Exhausted)
    }

    fn problem(&self) -> Option<Problem> {
        let shell = &self.shell;
        Some(match self.problem.as_ref()? {
            DeviceProblem::Missing => Problem::at("national_id", shell.t("device-missing")),
            DeviceProblem::Mismatch => Problem::at("national_id", shell.t("device-mismatch")),
            DeviceProblem::WaitUntil(until) => {
                let text = shell.with("until", shell.at(*until)).t("password-wait");
                Problem::general(text)
            }
            DeviceProblem::Exhausted => Problem::general(shell.t("password-exhausted")),
        })
    }
}

impl Page for DevicePage {
    const NAME: &'static str = "device";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = |number: &str, problem| Self {
            shell: sample_shell(lang, "/login/4f2a9c/device"),
            action: Href::new("/login/4f2a9c/device"),
            steps: Steps { now: 1, of: 2 },
            national_id: number.to_owned(),
            other_methods: Some(Href::new("/login/4f2a9c/methods")),
            support: sample_support(lang),
            problem,
        };
        let mut single = page("", None);
        single.other_methods = None;
        let wait = DeviceProblem::WaitUntil(sample_time(14, 32));
        let number = "15868400061";
        vec![
            ("normal", page("", None)),
            ("only-method", single),
            ("error-missing", page("", Some(DeviceProblem::Missing))),
            (
                "error-mismatch",
                page(number, Some(DeviceProblem::Mismatch)),
            ),
            ("error-wait", page(number, Some(wait))),
            (
                "error-exhausted",
                page(number, Some(DeviceProblem::Exhausted)),
            ),
        ]
    }
}
