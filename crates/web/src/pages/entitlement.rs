//! The person's eID does not reach this service: too young, or without a national id.

use super::notice::{Notice, Tone};
use super::samples::sample_shell;
use super::{Icon, Page, Shell};
use crate::words::Lang;
use askama::Template;
use jiff::civil::Date;
use lykill_core::Rights;
use lykill_operations::answer::Young;

/// Says why the eID does not work here, and where it does (domain.md P13).
#[derive(Debug, Clone, Template)]
#[template(path = "notice.html")]
pub struct EntitlementPage {
    /// The frame.
    pub shell: Shell,
    /// Why not.
    pub reason: Unentitled,
}

/// Why an eID does not reach a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unentitled {
    /// Under the age from which it works at this kind of service.
    TooYoung(Young),
    /// No national id: the eID works in the bank only.
    NoNationalId,
}

impl EntitlementPage {
    fn notice(&self) -> Notice {
        let shell = &self.shell;
        let service = shell.with("service", shell.service_name());
        match self.reason {
            Unentitled::TooYoung(young) => {
                let from_age = young.from_age;
                let title = shell.num("from_age", from_age).t("young-title");
                let text = service.num("age", young.age).num("from_age", from_age);
                let notice = Notice::new(Tone::Stop, Icon::Person, title, text.t("young"));
                let notice = match young.at_bank {
                    Some(Rights::Look) => notice.point(shell.t("bank-look")),
                    Some(Rights::Full) => notice.point(shell.t("bank-only")),
                    None => notice,
                };
                let from = shell.words().date(young.from);
                notice.point(shell.with("from", from).t("young-from"))
            }
            Unentitled::NoNationalId => {
                let title = shell.t("no-number-title");
                Notice::new(Tone::Stop, Icon::Person, title, service.t("no-number"))
                    .point(shell.t("bank-only"))
                    .point(shell.t("no-number-later"))
            }
        }
        .link(shell.t("link-get-eid"), &shell.links.get_eid)
        .leave()
    }
}

impl Page for EntitlementPage {
    const NAME: &'static str = "entitlement";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = |reason| Self {
            shell: sample_shell(lang, "/login/4f2a9c"),
            reason,
        };
        let young = Young {
            age: 13,
            from_age: 15,
            from: Date::constant(2028, 3, 12),
            at_bank: Some(Rights::Look),
        };
        let child = Young {
            age: 12,
            from_age: 13,
            from: Date::constant(2027, 1, 4),
            at_bank: None,
        };
        vec![
            ("too-young", page(Unentitled::TooYoung(young))),
            ("child-at-a-bank", page(Unentitled::TooYoung(child))),
            ("no-national-id", page(Unentitled::NoNationalId)),
        ]
    }
}
