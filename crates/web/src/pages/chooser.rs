//! Choose electronic ID (ux screen L1).

use super::samples::sample_shell;
use super::{Href, Icon, Page, Shell, Shown};
use crate::words::{Key, Lang};
use askama::Template;
use lykill_core::Level;

/// The list of electronic IDs that this login can be done with.
///
/// All methods stand in one form that posts `csrf` and `method=<id>` to `action`.
#[derive(Debug, Clone, Template)]
#[template(path = "chooser.html")]
pub struct ChooserPage {
    /// The frame.
    pub shell: Shell,
    /// Where the choice is posted.
    pub action: Href,
    /// The lowest level that the service accepts.
    pub asked: Level,
    /// What the service gets to know. Nothing but a pseudonym when empty.
    pub learns: Vec<Learns>,
    /// All methods, in their configured order.
    pub methods: Vec<MethodEntry>,
}

/// One electronic ID in the list.
#[derive(Debug, Clone)]
pub struct MethodEntry {
    /// The configured name of the method, posted as `method`.
    pub id: String,
    /// Its display name.
    pub name: Shown,
    /// One plain line: "With user ID, password and key card".
    pub line: Shown,
    /// Its picture.
    pub icon: Icon,
    /// Its level.
    pub level: Level,
    /// Whether that level is enough here; a method of a lower one is shown, and cannot be chosen.
    pub enough: bool,
}

/// A thing that the service gets to know about the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Learns {
    /// The name.
    Name,
    /// The national id.
    NationalId,
    /// The linked work e-mail.
    WorkEmail,
}

impl ChooserPage {
    /// Whether there is nothing to choose among.
    const fn is_only(&self) -> bool {
        self.methods.len() == 1
    }

    fn level_name(&self, level: Level) -> String {
        self.shell.words().key(level_key(level))
    }

    const fn level_fact(&self) -> Key {
        match self.asked {
            Level::Low => Key("fact-level-low"),
            Level::Substantial => Key("fact-level-substantial"),
            Level::High => Key("fact-level-high"),
        }
    }

    fn learns(&self) -> String {
        let words = self.shell.words();
        let known: Vec<String> = self
            .learns
            .iter()
            .map(|item| words.key(item.key()))
            .collect();
        let service = words.with("service", self.shell.service_name());
        if known.is_empty() {
            service.t("fact-learns-nothing")
        } else {
            service.with("what", words.list(&known)).t("fact-learns")
        }
    }
}

impl Learns {
    const fn key(self) -> Key {
        match self {
            Self::Name => Key("learns-name"),
            Self::NationalId => Key("learns-national-id"),
            Self::WorkEmail => Key("learns-work-email"),
        }
    }
}

/// The name of a level.
pub(super) const fn level_key(level: Level) -> Key {
    match level {
        Level::Low => Key("level-low"),
        Level::Substantial => Key("level-substantial"),
        Level::High => Key("level-high"),
    }
}

impl Page for ChooserPage {
    const NAME: &'static str = "chooser";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = |asked, methods| Self {
            shell: sample_shell(lang, "/login/4f2a9c"),
            action: Href::new("/login/4f2a9c/method"),
            asked,
            learns: vec![Learns::Name, Learns::NationalId, Learns::WorkEmail],
            methods,
        };
        let (card, plain) = sample_methods(lang);
        let one = page(Level::Substantial, vec![card.clone()]);
        let any = page(Level::Low, vec![card.clone(), plain.clone()]);
        let below = MethodEntry {
            enough: false,
            ..plain
        };
        let below = page(Level::Substantial, vec![card, below]);
        let pseudonym = Self {
            learns: Vec::new(),
            ..one.clone()
        };
        vec![
            ("normal", one),
            ("two-methods", any),
            ("below-level", below),
            ("pseudonym", pseudonym),
        ]
    }
}

/// The built-in method as it is configured by default, and a second one with a lower level.
fn sample_methods(lang: Lang) -> (MethodEntry, MethodEntry) {
    let line = match lang {
        Lang::Nb => "Med bruker-ID, passord og nøkkelkort",
        Lang::Nn => "Med brukar-ID, passord og nøkkelkort",
        Lang::Da => "Med bruger-id, adgangskode og nøglekort",
        Lang::En => "With user ID, password and key card",
    };
    let card = MethodEntry {
        id: "key-card".to_owned(),
        name: Shown::new("Lykill"),
        line: Shown::new(line),
        icon: Icon::KeyCard,
        level: Level::Substantial,
        enough: true,
    };
    let second = MethodEntry {
        id: "guest-card".to_owned(),
        name: Shown::new("Fjordvik gjestekort"),
        level: Level::Low,
        ..card.clone()
    };
    (card, second)
}
