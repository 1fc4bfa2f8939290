//! User id and password were right, but there is no key card to ask.

use super::notice::{Notice, Tone};
use super::samples::{sample_shell, sample_support};
use super::{Contact, Icon, Page, Shell};
use crate::words::Lang;
use askama::Template;

/// Says what has become of the card. Shown after the right password only.
#[derive(Debug, Clone, Template)]
#[template(path = "notice.html")]
pub struct NoCardPage {
    /// The frame.
    pub shell: Shell,
    /// Who can order one.
    pub support: Contact,
}

impl NoCardPage {
    fn notice(&self) -> Notice {
        let shell = &self.shell;
        let (title, text) = (shell.t("no-card-title"), shell.t("no-card"));
        Notice::new(Tone::Stop, Icon::KeyCard, title, text)
            .contact(shell.t("support-heading"), &self.support)
            .leave()
    }
}

impl Page for NoCardPage {
    const NAME: &'static str = "no-card";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = Self {
            shell: sample_shell(lang, "/login/4f2a9c/key"),
            support: sample_support(lang),
        };
        vec![("normal", page)]
    }
}
