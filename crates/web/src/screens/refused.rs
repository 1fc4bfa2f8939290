//! Why a login was refused, and what helps.

use super::Screen;
use super::link::contact;
use crate::pages::{
    EntitlementPage, Href, LevelPage, LinkConflict, LinkConflictPage, NetworkPage, NetworkRule,
    NoCardPage, Shown, Unentitled,
};
use crate::refuse::{Answered, Refuse};
use axum::http::StatusCode;
use lykill_broker::types::RefusedReason;
use lykill_core::Level;
use lykill_operations::answer::RefusedView;

/// What stands where an address is not told.
const UNTOLD: &str = "…";

impl Screen<'_> {
    pub(super) fn refused(&self, refused: &RefusedView) -> Answered {
        match refused.reason {
            RefusedReason::TooYoung => match refused.young {
                Some(young) => self.unentitled(Unentitled::TooYoung {
                    age: young.age,
                    from_age: young.from_age,
                    from: young.from,
                }),
                None => Err(Refuse::LoginExpired),
            },
            RefusedReason::NoNationalId => self.unentitled(Unentitled::NoNationalId),
            RefusedReason::Network => self.network(refused.outside_only),
            RefusedReason::Level => self.level(refused.reached),
            RefusedReason::NoCard => self.no_card(),
            RefusedReason::NotEmployed => self.conflict(refused, LinkConflict::NotInRegister),
            RefusedReason::LinkedElsewhere => {
                let email = Shown::new(refused.linked_email.as_deref().unwrap_or(UNTOLD));
                self.conflict(refused, LinkConflict::PersonHasOther(email))
            }
            RefusedReason::EmployeeTaken => self.conflict(refused, LinkConflict::EmployeeTaken),
        }
    }

    fn unentitled(&self, reason: Unentitled) -> Answered {
        let page = EntitlementPage {
            shell: self.shell(),
            reason,
        };
        self.page(StatusCode::FORBIDDEN, &page)
    }

    fn network(&self, outside_only: bool) -> Answered {
        let rule = if outside_only {
            NetworkRule::OutsideOnly
        } else {
            NetworkRule::InsideOnly
        };
        // This login is over; from the other network one starts again where one came from.
        let retry = self.view.service.home.as_deref().map(Href::new);
        let page = NetworkPage {
            shell: self.shell(),
            rule,
            retry,
        };
        self.page(StatusCode::FORBIDDEN, &page)
    }

    fn level(&self, reached: Option<Level>) -> Answered {
        let (shell, asked) = (self.shell(), self.view.asked);
        let page = LevelPage {
            shell,
            asked,
            reached,
        };
        self.page(StatusCode::FORBIDDEN, &page)
    }

    fn no_card(&self) -> Answered {
        let support = self.visit.support();
        let page = NoCardPage {
            shell: self.shell(),
            support,
        };
        self.page(StatusCode::FORBIDDEN, &page)
    }

    fn conflict(&self, refused: &RefusedView, conflict: LinkConflict) -> Answered {
        let Some((_, company, payroll)) = &refused.company else {
            return Err(Refuse::Broken(
                "a link was refused at a service without an employer",
            ));
        };
        let page = LinkConflictPage {
            shell: self.shell(),
            company: Shown::new(company.as_str()),
            conflict,
            payroll: contact(payroll),
        };
        self.page(StatusCode::FORBIDDEN, &page)
    }
}
