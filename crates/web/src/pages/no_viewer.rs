//! User id and password were right, but there is no key viewer to ask.

use super::notice::{Notice, Tone};
use super::samples::{sample_shell, sample_support};
use super::{Contact, Icon, Page, Shell};
use crate::words::Lang;
use askama::Template;

/// Says what to do instead. Shown after the right password only.
#[derive(Debug, Clone, Template)]
#[template(path = "notice.html")]
pub struct NoViewerPage {
    /// The frame.
    pub shell: Shell,
    /// Who can hand one out.
    pub support: Contact,
}

impl NoViewerPage {
    fn notice(&self) -> Notice {
        let shell = &self.shell;
        let (title, text) = (shell.t("no-viewer-title"), shell.t("no-viewer"));
        Notice::new(Tone::Stop, Icon::Token, title, text)
            .contact(shell.t("support-heading"), &self.support)
            .leave()
    }
}

impl Page for NoViewerPage {
    const NAME: &'static str = "no-viewer";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = Self {
            shell: sample_shell(lang, "/login/4f2a9c/otp"),
            support: sample_support(lang),
        };
        vec![("normal", page)]
    }
}
