//! The level that the service asks for was not reached, or no offered electronic ID gives it.

use super::chooser::level_key;
use super::notice::{Notice, Tone};
use super::samples::{sample_shell, sample_support};
use super::{Contact, Icon, Page, Shell, Shown};
use crate::words::Lang;
use askama::Template;
use lykill_core::Level;

/// Says which level is asked, which one is reached, and the shortest way up.
#[derive(Debug, Clone, Template)]
#[template(path = "notice.html")]
pub struct LevelPage {
    /// The frame.
    pub shell: Shell,
    /// The level that the service asks for.
    pub asked: Level,
    /// What this person lacks; none where no electronic ID here gives the level.
    pub lacks: Option<Lacks>,
    /// Who can check an identity anew.
    pub support: Contact,
}

/// What a person lacks.
#[derive(Debug, Clone)]
pub struct Lacks {
    /// The level of this login.
    pub reached: Level,
    /// What helps, the shortest way first.
    pub ways: Vec<Way>,
}

/// A way to a higher level.
#[derive(Debug, Clone)]
pub enum Way {
    /// Another electronic ID.
    Use(Shown),
    /// A new check of the identity.
    Proofing,
}

impl LevelPage {
    fn notice(&self) -> Notice {
        let shell = &self.shell;
        let words = shell.words();
        let text = words
            .with("service", shell.service_name())
            .with("asked", words.key(level_key(self.asked)));
        let text = match &self.lacks {
            Some(lacks) => text
                .with("level", words.key(level_key(lacks.reached)))
                .t("level-reached"),
            None => text.t("level-none"),
        };
        let notice = Notice::new(Tone::Stop, Icon::Shield, shell.t("level-title"), text);
        self.ways(notice)
            .link(shell.t("link-get-eid"), &shell.links.get_eid)
            .leave()
    }

    fn ways(&self, notice: Notice) -> Notice {
        let shell = &self.shell;
        let ways = self.lacks.as_ref().map_or(&[][..], |lacks| &lacks.ways);
        if ways.is_empty() {
            return notice.text(shell.t("level-ask-service"));
        }
        let asked = shell.words().key(level_key(self.asked));
        ways.iter().fold(notice, |notice, way| match way {
            Way::Use(name) => {
                let words = shell.with("method", name).with("asked", &asked);
                notice.point(words.t("level-use"))
            }
            Way::Proofing => notice
                .point(shell.with("asked", &asked).t("level-proofing"))
                .contact(shell.t("support-heading"), &self.support),
        })
    }
}

impl Page for LevelPage {
    const NAME: &'static str = "level";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = |asked, lacks| Self {
            shell: sample_shell(lang, "/login/4f2a9c"),
            asked,
            lacks,
            support: sample_support(lang),
        };
        let lacks = |reached, ways| Some(Lacks { reached, ways });
        let other = Way::Use(Shown::new("Fjordvik ID"));
        let proofing = lacks(Level::Low, vec![Way::Proofing]);
        vec![
            ("none-reaches", page(Level::High, None)),
            ("no-way", page(Level::High, lacks(Level::Low, Vec::new()))),
            ("proofing", page(Level::Substantial, proofing)),
            (
                "other",
                page(
                    Level::High,
                    lacks(Level::Substantial, vec![other, Way::Proofing]),
                ),
            ),
        ]
    }
}
