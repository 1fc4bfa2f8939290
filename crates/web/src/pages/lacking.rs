//! The first factor was right, but the method has nothing to ask for next.

use super::notice::{Notice, Tone};
use super::samples::{sample_shell, sample_support};
use super::{Contact, Icon, Page, Shell};
use crate::words::Lang;
use askama::Template;

/// Says what to do instead. Shown after the right password only.
#[derive(Debug, Clone, Template)]
#[template(path = "notice.html")]
pub struct LackingPage {
    /// The frame.
    pub shell: Shell,
    /// What there is none of.
    pub lacking: Lacking,
    /// Who can mend it.
    pub support: Contact,
}

/// What a method lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacking {
    /// A telephone number to which a code may go.
    Phone,
    /// A letter of codes that can be used.
    PinLetter,
}

impl LackingPage {
    fn notice(&self) -> Notice {
        let shell = &self.shell;
        let (icon, title, text) = match self.lacking {
            Lacking::Phone => (Icon::Phone, shell.t("no-phone-title"), shell.t("no-phone")),
            Lacking::PinLetter => (
                Icon::Letter,
                shell.t("no-pin-letter-title"),
                shell.t("no-pin-letter"),
            ),
        };
        Notice::new(Tone::Stop, icon, title, text)
            .contact(shell.t("support-heading"), &self.support)
            .leave()
    }
}

impl Page for LackingPage {
    const NAME: &'static str = "lacking";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = |lacking| Self {
            shell: sample_shell(lang, "/login/4f2a9c"),
            lacking,
            support: sample_support(lang),
        };
        vec![
            ("phone", page(Lacking::Phone)),
            ("pin-letter", page(Lacking::PinLetter)),
        ]
    }
}
