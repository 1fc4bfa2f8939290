//! Why a login was refused, and what helps.

use super::Screen;
use super::link::contact;
use crate::pages::{
    EntitlementPage, Href, Lacking, LackingPage, Lacks, LevelPage, LinkConflict, LinkConflictPage,
    NetworkPage, NetworkRule, NoCardPage, Shown, Unentitled, Way,
};
use crate::refuse::{Answered, Refuse};
use axum::http::StatusCode;
use lykill_broker::types::RefusedReason;
use lykill_operations::answer::{LacksLevel, RefusedView, WayUp, for_language};

/// What stands where an address is not told.
const UNTOLD: &str = "…";

impl Screen<'_> {
    pub(super) fn refused(&self, refused: &RefusedView) -> Answered {
        match refused.reason {
            RefusedReason::TooYoung => match refused.young {
                Some(young) => self.unentitled(Unentitled::TooYoung(young)),
                None => Err(Refuse::LoginExpired),
            },
            RefusedReason::NoNationalId => self.unentitled(Unentitled::NoNationalId),
            RefusedReason::Network => self.network(refused.outside_only),
            RefusedReason::Level => self.level(refused.level.as_ref()),
            RefusedReason::NoCard => self.no_card(),
            RefusedReason::NoViewer => self.no_viewer(),
            RefusedReason::NoPhone => self.lacking(Lacking::Phone),
            RefusedReason::NoPinLetter => self.lacking(Lacking::PinLetter),
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

    fn level(&self, lacks: Option<&LacksLevel>) -> Answered {
        let (shell, asked) = (self.shell(), self.view.asked);
        let way = |way: &WayUp| match way {
            WayUp::Use(method) => {
                let name = for_language(method, shell.lang).map(|(name, _)| name.as_str());
                Way::Use(Shown::new(name.unwrap_or(&method.name)))
            }
            WayUp::Proofing => Way::Proofing,
        };
        let lacks = lacks.map(|lacks| Lacks {
            reached: lacks.reached,
            ways: lacks.ways.iter().map(way).collect(),
        });
        let support = self.visit.support();
        let page = LevelPage {
            shell,
            asked,
            lacks,
            support,
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

    fn lacking(&self, lacking: Lacking) -> Answered {
        let page = LackingPage {
            shell: self.shell(),
            lacking,
            support: self.visit.support(),
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
