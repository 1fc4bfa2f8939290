//! Already logged in (ux screen L14): shown when the service lets the person choose the account.

use super::samples::{sample_shell, sample_time};
use super::{Href, Icon, Page, Shell, Shown};
use crate::words::Lang;
use askama::Template;
use jiff::civil::DateTime;

/// Asks whether to go on as the one who is logged in; posts `csrf` and `action=continue` or
/// `action=other`.
#[derive(Debug, Clone, Template)]
#[template(path = "continue_as.html")]
pub struct ContinueAsPage {
    /// The frame.
    pub shell: Shell,
    /// Where the form is posted.
    pub action: Href,
    /// Who is logged in.
    pub name: Shown,
    /// Since when.
    pub since: DateTime,
}

impl ContinueAsPage {
    fn since(&self) -> String {
        self.shell.at(self.since)
    }
}

impl Page for ContinueAsPage {
    const NAME: &'static str = "continue-as";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = Self {
            shell: sample_shell(lang, "/login/4f2a9c/account"),
            action: Href::new("/login/4f2a9c/account"),
            name: Shown::new("Mette Hald"),
            since: sample_time(14, 2),
        };
        vec![("normal", page)]
    }
}
