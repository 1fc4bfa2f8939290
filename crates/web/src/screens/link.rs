//! Linking: ask for the e-mail, type its code, see the receipt.

use super::{Screen, Wrong};
use crate::pages::{
    Contact, LinkCodePage, LinkCodeProblem, LinkDonePage, LinkStartPage, LinkStartProblem, Resend,
    Shown, Steps,
};
use crate::refuse::Answered;
use crate::router::Step;
use lykill_core::{DisplayName, Timestamp};
use lykill_issuer::types::PayrollContact;
use lykill_operations::answer::{CodeView, LinkView, Problem};

impl Screen<'_> {
    pub(super) fn link(&self, link: &LinkView) -> Answered {
        let problem = match self.wrong {
            Wrong::Said(Problem::SendLimit(until)) => {
                Some(LinkStartProblem::LimitUntil(self.visit.civil(*until)))
            }
            _ => None,
        };
        let page = LinkStartPage {
            shell: self.shell(),
            action: self.to(Step::LinkSend),
            steps: Steps { now: 1, of: 2 },
            company: Shown::new(link.company.as_str()),
            email: Shown::new(&link.work_email),
            payroll: contact(&link.payroll),
            problem,
        };
        self.step_page(&page)
    }

    pub(super) fn code(&self, code: &CodeView) -> Answered {
        let civil = |at: Timestamp| self.visit.civil(at);
        let page = LinkCodePage {
            shell: self.shell(),
            action: self.to(Step::LinkCode),
            steps: Steps { now: 2, of: 2 },
            email: Shown::new(&code.work_email),
            sent_at: civil(code.sent_at),
            valid_until: civil(code.valid_until),
            now: civil(code.now),
            resend: self.resend(code),
            payroll: contact(&code.payroll),
            typed: self.typed.to_owned(),
            problem: self.code_problem(code),
        };
        self.step_page(&page)
    }

    fn resend(&self, code: &CodeView) -> Resend {
        match self.wrong {
            Wrong::Said(Problem::SendLimit(until)) if *until != code.resend_at => {
                Resend::LimitUntil(self.visit.civil(*until))
            }
            _ if code.resend_at > code.now => Resend::From(self.visit.civil(code.resend_at)),
            _ => Resend::Now,
        }
    }

    fn code_problem(&self, code: &CodeView) -> Option<LinkCodeProblem> {
        if code.tries_left == 0 {
            return Some(LinkCodeProblem::TooManyTries);
        }
        let Wrong::Said(problem) = self.wrong else {
            return None;
        };
        Some(match problem {
            Problem::CodeMismatch { left } => LinkCodeProblem::Mismatch { left: *left },
            Problem::CodeExpired if code.valid_until <= code.now => {
                let ended_at = self.visit.civil(code.valid_until);
                LinkCodeProblem::Expired { ended_at }
            }
            Problem::CodeExpired => LinkCodeProblem::OlderCode,
            Problem::CodeTries => LinkCodeProblem::TooManyTries,
            Problem::SendLimit(_) => LinkCodeProblem::NotSent,
            _ => LinkCodeProblem::Missing,
        })
    }

    pub(super) fn receipt(&self, company: &DisplayName, work_email: &str) -> Answered {
        let page = LinkDonePage {
            shell: self.shell(),
            action: self.to(Step::Finish),
            company: Shown::new(company.as_str()),
            email: Shown::new(work_email),
        };
        self.step_page(&page)
    }
}

/// Whom to ask at the employer.
pub(super) fn contact(payroll: &PayrollContact) -> Contact {
    Contact::new(
        payroll.name.as_str(),
        payroll.email.as_str(),
        &payroll.phone,
    )
}
