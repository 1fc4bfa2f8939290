//! A link that cannot be made, and who can help.

use super::notice::{Notice, Tone};
use super::samples::{sample_payroll, sample_shell};
use super::{Contact, Icon, Page, Shell, Shown};
use crate::words::Lang;
use askama::Template;

/// Says why the account cannot be linked. Nothing about anybody else is told.
#[derive(Debug, Clone, Template)]
#[template(path = "notice.html")]
pub struct LinkConflictPage {
    /// The frame.
    pub shell: Shell,
    /// The employer.
    pub company: Shown,
    /// Why not.
    pub conflict: LinkConflict,
    /// Who at the employer can help.
    pub payroll: Contact,
}

/// Why an account cannot be linked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkConflict {
    /// This person is linked to another address of this employer, shown masked:
    /// `m…d@fjordvik.example`.
    PersonHasOther(Shown),
    /// The employee is linked already, to somebody else's electronic ID.
    EmployeeTaken,
    /// The employer's register has no row for this person.
    NotInRegister,
}

impl LinkConflictPage {
    fn notice(&self) -> Notice {
        let shell = &self.shell;
        let text = shell.with("company", &self.company);
        let (title, text) = match &self.conflict {
            LinkConflict::PersonHasOther(email) => (
                shell.t("conflict-other-title"),
                text.with("email", email).t("conflict-other"),
            ),
            LinkConflict::EmployeeTaken => {
                (shell.t("conflict-taken-title"), text.t("conflict-taken"))
            }
            LinkConflict::NotInRegister => {
                (shell.t("conflict-none-title"), text.t("conflict-none"))
            }
        };
        Notice::new(Tone::Stop, Icon::Mail, title, text)
            .text(shell.t("conflict-do"))
            .contact(shell.t("payroll-heading"), &self.payroll)
            .leave()
    }
}

impl Page for LinkConflictPage {
    const NAME: &'static str = "link-conflict";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = |conflict| Self {
            shell: sample_shell(lang, "/login/4f2a9c/link"),
            company: Shown::new("Fjordvik kommune"),
            conflict,
            payroll: sample_payroll(),
        };
        let other = LinkConflict::PersonHasOther(Shown::new("m…d@fjordvik.example"));
        vec![
            ("other-address", page(other)),
            ("employee-taken", page(LinkConflict::EmployeeTaken)),
            ("not-in-register", page(LinkConflict::NotInRegister)),
        ]
    }
}
