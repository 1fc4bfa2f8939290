//! The code that went to a telephone.

use super::{Screen, Wrong};
use crate::pages::{Resend, Shown, SmsPage, SmsProblem, Steps};
use crate::refuse::Answered;
use crate::router::Step;
use lykill_operations::answer::{Problem, SmsView};

impl Screen<'_> {
    pub(super) fn sms(&self, sms: &SmsView) -> Answered {
        let civil = |at| self.visit.civil(at);
        let resend = match self.wrong {
            Wrong::Said(Problem::SendLimit(until)) if *until != sms.resend_at => {
                Resend::LimitUntil(civil(*until))
            }
            _ if sms.resend_at > sms.now => Resend::From(civil(sms.resend_at)),
            _ => Resend::Now,
        };
        let page = SmsPage {
            shell: self.shell(),
            action: self.to(Step::Sms),
            steps: Steps { now: 2, of: 2 },
            to: Shown::new(&sms.to),
            sent_at: civil(sms.sent_at),
            valid_until: civil(sms.valid_until),
            now: civil(sms.now),
            resend,
            voice: sms.voice,
            typed: self.typed.to_owned(),
            other_methods: self.to(Step::Methods),
            problem: self.sms_problem(sms),
        };
        self.step_page(&page)
    }

    fn sms_problem(&self, sms: &SmsView) -> Option<SmsProblem> {
        if sms.tries_left == 0 {
            return Some(SmsProblem::TooManyTries);
        }
        let problem = match self.wrong {
            Wrong::Nothing => return None,
            Wrong::Missing => return Some(SmsProblem::Missing),
            Wrong::Said(problem) => problem,
        };
        Some(match problem {
            Problem::CodeMismatch { left } => SmsProblem::Mismatch { left: *left },
            Problem::CodeExpired if sms.valid_until <= sms.now => SmsProblem::Expired,
            Problem::CodeExpired => SmsProblem::OlderCode,
            Problem::CodeTries => SmsProblem::TooManyTries,
            Problem::SendLimit(_) => SmsProblem::NotSent,
            Problem::Wait(until) => SmsProblem::WaitUntil(self.visit.civil(*until)),
            Problem::Exhausted => SmsProblem::Exhausted,
            _ => SmsProblem::Missing,
        })
    }
}
