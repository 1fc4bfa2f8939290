//! Choose electronic ID (ux screen L1).

use super::samples::sample_shell;
use super::{Href, Icon, Page, Problem, Shell, Shown};
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
    /// The chosen method cannot be used now.
    pub problem: Option<ChooserProblem>,
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
    /// Its level, shown when given.
    pub level: Option<Level>,
    /// Where in the list it stands.
    pub place: Place,
    /// What choosing it does.
    pub go: Go,
}

/// Where a method stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Used last on this device: first.
    Last,
    /// In the list.
    List,
    /// Behind "more methods".
    More,
}

/// What choosing a method does.
#[derive(Debug, Clone)]
pub enum Go {
    /// A button of the form.
    Post,
    /// A link.
    Link(Href),
    /// Not possible: the method gives this level, which is below the asked one.
    BelowLevel(Level),
    /// Not possible now, for this reason.
    Down(Shown),
}

/// A thing that the service gets to know about the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Learns {
    /// The name.
    Name,
    /// The national id.
    NationalId,
    /// The birth date.
    BirthDate,
    /// The linked work e-mail.
    WorkEmail,
}

/// Why the choice led nowhere.
#[derive(Debug, Clone)]
pub enum ChooserProblem {
    /// Nothing was chosen, or something that is not in the list.
    NotInList,
    /// The method does not work now.
    Down(Shown),
}

impl ChooserPage {
    fn at(&self, place: Place) -> Vec<&MethodEntry> {
        self.methods
            .iter()
            .filter(|method| method.place == place)
            .collect()
    }

    fn problem(&self) -> Option<Problem> {
        let text = match self.problem.as_ref()? {
            ChooserProblem::NotInList => self.shell.t("chooser-not-in-list"),
            ChooserProblem::Down(name) => self.shell.with("method", name).t("chooser-down"),
        };
        Some(Problem::general(text))
    }

    fn level_name(&self, level: &Level) -> String {
        self.shell.words().key(level_key(*level))
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
            Self::BirthDate => Key("learns-birth-date"),
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
        let page = |asked, methods, problem| Self {
            shell: sample_shell(lang, "/login/4f2a9c"),
            action: Href::new("/login/4f2a9c/method"),
            asked,
            learns: vec![Learns::Name, Learns::NationalId, Learns::WorkEmail],
            methods,
            problem,
        };
        let many = sample_methods(lang);
        let one: Vec<_> = many
            .iter()
            .filter(|m| m.id == "key-card")
            .cloned()
            .collect();
        let card_is_low = many.iter().cloned().map(|mut method| {
            if method.id == "key-card" {
                method.go = Go::BelowLevel(Level::Substantial);
                method.place = Place::List;
            }
            method
        });
        let levels = many.iter().cloned().map(|method| {
            let level = Some(Level::Substantial);
            MethodEntry { level, ..method }
        });
        let levels = page(Level::Substantial, levels.collect(), None);
        let mut anonymous = page(Level::Substantial, one.clone(), None);
        anonymous.learns.clear();
        let not_in_list = Some(ChooserProblem::NotInList);
        let down = Some(ChooserProblem::Down(Shown::new("BankID")));
        vec![
            ("normal", page(Level::Substantial, many.clone(), None)),
            ("one-method", page(Level::Substantial, one, None)),
            ("with-levels", levels),
            ("pseudonym", anonymous),
            (
                "below-level",
                page(Level::High, card_is_low.collect(), None),
            ),
            (
                "error-not-in-list",
                page(Level::Low, many.clone(), not_in_list),
            ),
            ("error-down", page(Level::Low, many, down)),
        ]
    }
}

fn sample_methods(lang: Lang) -> Vec<MethodEntry> {
    let lines: [(&str, &str, [&str; 3], Icon, Place); 4] = [
        (
            "key-card",
            "Lykill",
            [
                "Med bruker-ID, passord og nøkkelkort",
                "Med bruger-id, adgangskode og nøglekort",
                "With user ID, password and key card",
            ],
            Icon::KeyCard,
            Place::Last,
        ),
        (
            "sms-code",
            "MinID",
            ["Med kode på SMS", "Med kode på sms", "With a code by SMS"],
            Icon::Message,
            Place::List,
        ),
        (
            "bank",
            "BankID",
            [
                "Med kodebrikke fra banken din",
                "Med kodeviser fra din bank",
                "With the code device from your bank",
            ],
            Icon::Bank,
            Place::List,
        ),
        (
            "passkey",
            "Passkey",
            [
                "Med telefonen eller en sikkerhetsnøkkel",
                "Med telefonen eller en sikkerhedsnøgle",
                "With your phone or a security key",
            ],
            Icon::Key,
            Place::More,
        ),
    ];
    let entry = |(id, name, [nb, da, en], icon, place): (&str, &str, [&str; 3], Icon, Place)| {
        let line = match lang {
            Lang::Nb => nb,
            Lang::Da => da,
            Lang::En => en,
        };
        MethodEntry {
            id: id.to_owned(),
            name: Shown::new(name),
            line: Shown::new(line),
            icon,
            level: None,
            place,
            go: Go::Post,
        }
    };
    lines.into_iter().map(entry).collect()
}
