//! The key card is lost: block it now, at any hour, without logging in.

use super::notice::{Notice, Tone};
use super::samples::{sample_shell, sample_support};
use super::{Contact, Icon, Page, Shell};
use crate::words::Lang;
use askama::Template;

/// Says whom to call and what to have at hand.
#[derive(Debug, Clone, Template)]
#[template(path = "notice.html")]
pub struct LostCardPage {
    /// The frame.
    pub shell: Shell,
    /// The operator's support.
    pub support: Contact,
}

impl LostCardPage {
    fn notice(&self) -> Notice {
        let shell = &self.shell;
        Notice::new(
            Tone::Stop,
            Icon::KeyCard,
            shell.t("lost-title"),
            shell.t("lost"),
        )
        .point(shell.t("lost-contact"))
        .point(shell.t("lost-say"))
        .point(shell.t("lost-new-card"))
        .contact(shell.t("support-heading"), &self.support)
        .text(shell.t("lost-never"))
    }
}

impl Page for LostCardPage {
    const NAME: &'static str = "lost-card";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let mut shell = sample_shell(lang, "/lost-card");
        shell.service = None;
        vec![(
            "normal",
            Self {
                shell,
                support: sample_support(lang),
            },
        )]
    }
}
