//! The person's eID does not reach this service: too young, or without a national id.

use super::notice::{Notice, Tone};
use super::samples::sample_shell;
use super::{Icon, Page, Shell};
use crate::words::Lang;
use askama::Template;
use jiff::civil::Date;

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
    /// Under the age from which it works everywhere.
    TooYoung {
        /// Whole years now.
        age: u8,
        /// The age from which it works here.
        from_age: u8,
        /// The day on which that age is reached.
        from: Date,
    },
    /// No national id: the eID works in the bank only.
    NoNationalId,
}

impl EntitlementPage {
    fn notice(&self) -> Notice {
        let shell = &self.shell;
        let service = shell.with("service", shell.service_name());
        match self.reason {
            Unentitled::TooYoung {
                age,
                from_age,
                from,
            } => {
                let title = shell.num("from_age", from_age).t("young-title");
                let text = service.num("age", age).num("from_age", from_age).t("young");
                let from = shell.words().date(from);
                Notice::new(Tone::Stop, Icon::Person, title, text)
                    .point(shell.t("bank-look"))
                    .point(shell.with("from", from).t("young-from"))
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
        let from = Date::constant(2028, 3, 12);
        let young = Unentitled::TooYoung {
            age: 13,
            from_age: 15,
            from,
        };
        vec![
            ("too-young", page(young)),
            ("no-national-id", page(Unentitled::NoNationalId)),
        ]
    }
}
