//! The service asks for a level that no offered electronic ID gives.

use super::chooser::level_key;
use super::notice::{Notice, Tone};
use super::samples::sample_shell;
use super::{Icon, Page, Shell};
use crate::words::Lang;
use askama::Template;
use lykill_core::Level;

/// Says which level is asked and which one is reached.
#[derive(Debug, Clone, Template)]
#[template(path = "notice.html")]
pub struct LevelPage {
    /// The frame.
    pub shell: Shell,
    /// The level that the service asks for.
    pub asked: Level,
    /// The level of this login, if one has been done.
    pub reached: Option<Level>,
}

impl LevelPage {
    fn notice(&self) -> Notice {
        let shell = &self.shell;
        let words = shell.words();
        let text = words
            .with("service", shell.service_name())
            .with("asked", words.key(level_key(self.asked)));
        let text = match self.reached {
            Some(level) => text
                .with("level", words.key(level_key(level)))
                .t("level-reached"),
            None => text.t("level-none"),
        };
        Notice::new(Tone::Stop, Icon::Shield, shell.t("level-title"), text)
            .text(shell.t("level-ask-service"))
            .link(shell.t("link-get-eid"), &shell.links.get_eid)
            .leave()
    }
}

impl Page for LevelPage {
    const NAME: &'static str = "level";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = |asked, reached| Self {
            shell: sample_shell(lang, "/login/4f2a9c"),
            asked,
            reached,
        };
        vec![
            ("none-reaches", page(Level::High, None)),
            ("reached", page(Level::Substantial, Some(Level::Low))),
        ]
    }
}
