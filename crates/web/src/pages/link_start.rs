//! Link account (ux screen E1): the employer's register names the address; it cannot be edited.

use super::samples::{sample_payroll, sample_shell, sample_time};
use super::{Contact, Href, Icon, Page, Problem, Shell, Shown, Steps};
use crate::words::Lang;
use askama::Template;
use jiff::civil::DateTime;

/// Offers to send a code to the work e-mail; posts `csrf` to `action`. The address is not posted.
#[derive(Debug, Clone, Template)]
#[template(path = "link_start.html")]
pub struct LinkStartPage {
    /// The frame.
    pub shell: Shell,
    /// Where the form is posted.
    pub action: Href,
    /// Where this step stands.
    pub steps: Steps,
    /// The employer.
    pub company: Shown,
    /// The address in the employer's register.
    pub email: Shown,
    /// Who at the employer can change it.
    pub payroll: Contact,
    /// What went wrong.
    pub problem: Option<LinkStartProblem>,
}

/// Why no e-mail was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkStartProblem {
    /// As many e-mails as are allowed were sent; the next may be sent at this time.
    LimitUntil(DateTime),
}

impl LinkStartPage {
    fn problem(&self) -> Option<Problem> {
        let LinkStartProblem::LimitUntil(until) = self.problem.as_ref()?;
        let text = self
            .shell
            .with("until", self.shell.at(*until))
            .t("link-limit");
        Some(Problem::general(text))
    }
}

impl Page for LinkStartPage {
    const NAME: &'static str = "link-start";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = |problem| Self {
            shell: sample_shell(lang, "/login/4f2a9c/link"),
            action: Href::new("/login/4f2a9c/link"),
            steps: Steps { now: 1, of: 2 },
            company: Shown::new("Fjordvik kommune"),
            email: Shown::new("mette.hald@fjordvik.example"),
            payroll: sample_payroll(),
            problem,
        };
        let limit = LinkStartProblem::LimitUntil(sample_time(14, 41));
        vec![("normal", page(None)), ("error-limit", page(Some(limit)))]
    }
}
