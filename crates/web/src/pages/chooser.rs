//! Choose electronic ID (ux screen L1).

use super::samples::sample_shell;
use super::{Href, Icon, Page, Shell, Shown};
use crate::words::{Key, Lang};
use askama::Template;
use lykill_core::Level;
use lykill_operations::answer::Standing;

/// The list of electronic IDs that this login can be done with.
///
/// All methods stand in one form that posts `csrf`, `method=<id>` and, from its box,
/// `remember=1` to `action`.
#[derive(Debug, Clone, Template)]
#[template(path = "chooser.html")]
pub struct ChooserPage {
    /// The frame.
    pub shell: Shell,
    /// Where the choice is posted.
    pub action: Href,
    /// The lowest level that the service accepts.
    pub asked: Level,
    /// The level at which the person is logged in already; it does not suffice.
    pub below: Option<Level>,
    /// What the service gets to know. Nothing but a pseudonym when empty.
    pub learns: Vec<Learns>,
    /// The method that was chosen last in this browser, where it can be chosen here.
    pub last: Option<MethodEntry>,
    /// The methods of the list, in their configured order.
    pub methods: Vec<MethodEntry>,
    /// The methods behind "more ways to log in".
    pub more: Vec<MethodEntry>,
    /// Whether the browser may remember the choice.
    pub remember: bool,
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
    /// Its kind's picture.
    pub icon: Icon,
    /// The operator's picture instead.
    pub logo: Option<Href>,
    /// Where help with it is found.
    pub help: Option<Href>,
    /// Its level.
    pub level: Level,
    /// Whether it can be chosen; one that cannot is shown with the reason.
    pub standing: Standing,
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
    fn is_only(&self) -> bool {
        usize::from(self.last.is_some()) + self.methods.len() + self.more.len() == 1
    }

    /// Whether any method can be chosen at present.
    fn is_open(&self) -> bool {
        self.last.is_some() || self.offers_open() || self.more.iter().any(MethodEntry::is_open)
    }

    /// Whether a method of the list itself can be chosen; what is behind "more" is shown at once
    /// where none can.
    fn offers_open(&self) -> bool {
        self.methods.iter().any(MethodEntry::is_open)
    }

    fn lead(&self) -> Key {
        match (self.is_open(), self.is_only()) {
            (false, _) => Key("chooser-lead-down"),
            (true, true) => Key("chooser-lead-only"),
            (true, false) => Key("chooser-lead"),
        }
    }

    /// Why somebody who is logged in already is asked again.
    fn step_up(&self) -> Option<String> {
        let words = self.shell.with("service", self.shell.service_name());
        let level = self.level_name(self.below?);
        Some(words.with("level", level).t("chooser-step-up"))
    }

    const fn list_title(&self) -> Key {
        match self.last {
            Some(_) => Key("chooser-others"),
            None => Key("chooser-all"),
        }
    }

    /// Why a method cannot be chosen.
    fn reason(&self, method: &MethodEntry) -> String {
        match method.standing {
            Standing::Down => self.shell.t("method-down"),
            Standing::TooLow | Standing::Open => self
                .shell
                .with("level", self.level_name(method.level))
                .with("asked", self.level_name(self.asked))
                .t("method-below-level"),
        }
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

impl MethodEntry {
    fn is_open(&self) -> bool {
        self.standing == Standing::Open
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
            below: None,
            learns: vec![Learns::Name, Learns::NationalId, Learns::WorkEmail],
            last: None,
            methods,
            more: Vec::new(),
            remember: true,
        };
        let (card, plain) = sample_methods(lang);
        let with = |standing| MethodEntry {
            standing,
            ..plain.clone()
        };
        let one = page(Level::Substantial, vec![card.clone()]);
        let any = page(Level::Low, vec![card.clone(), plain.clone()]);
        let below = with(Standing::TooLow);
        let below = page(Level::Substantial, vec![card.clone(), below]);
        let down = page(Level::Low, vec![with(Standing::Down)]);
        let last = Self {
            last: Some(card.clone()),
            more: vec![plain.clone(), with(Standing::Down)],
            ..page(Level::Low, vec![plain.clone()])
        };
        let step_up = Self {
            below: Some(Level::Low),
            ..page(
                Level::Substantial,
                vec![card.clone(), with(Standing::TooLow)],
            )
        };
        let hidden = Self {
            more: vec![plain.clone()],
            ..page(Level::Low, vec![with(Standing::Down)])
        };
        let pseudonym = Self {
            learns: Vec::new(),
            remember: false,
            ..one.clone()
        };
        vec![
            ("normal", one),
            ("two-methods", any),
            ("below-level", below),
            ("last-used", last),
            ("step-up", step_up),
            ("more-only", hidden),
            ("all-down", down),
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
        logo: None,
        help: None,
        level: Level::Substantial,
        standing: Standing::Open,
    };
    let second = MethodEntry {
        id: "guest-card".to_owned(),
        name: Shown::new("Fjordvik gjestekort"),
        help: Some(Href::new("https://fjordvik.example/gjestekort")),
        level: Level::Low,
        ..card.clone()
    };
    (card, second)
}
