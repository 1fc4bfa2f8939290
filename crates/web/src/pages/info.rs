//! The standing pages: front page, help, how to get an eID, I cannot log in, privacy,
//! accessibility, report a problem. Short and honest.

use super::samples::{sample_shell, sample_support};
use super::{Contact, Href, Icon, Page, Shell};
use crate::words::{Key, Lang};
use askama::Template;

/// A page to read: heading, lead, sections, and who can help.
#[derive(Debug, Clone, Template)]
#[template(path = "info.html")]
pub struct InfoPage {
    /// The frame.
    pub shell: Shell,
    /// Which page.
    pub topic: Topic,
    /// The operator's support.
    pub support: Contact,
}

/// The standing pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// The front page of the issuer.
    Home,
    /// Help.
    Help,
    /// How to get an electronic ID.
    GetEid,
    /// I cannot log in.
    CannotLogIn,
    /// How to activate an electronic ID with letters and card, and what to do when one lacks.
    Activate,
    /// An electronic ID was activated.
    Activated,
    /// Privacy.
    Privacy,
    /// Accessibility statement.
    Accessibility,
    /// Report a problem.
    Report,
}

/// A heading and its text.
type Section = (Key, Key);

const HELP: [Section; 4] = [
    (Key("help-steps-title"), Key("help-steps")),
    (Key("help-key-title"), Key("help-key")),
    (Key("help-link-title"), Key("help-link")),
    (Key("help-safe-title"), Key("help-safe")),
];
const GET_EID: [Section; 3] = [
    (Key("get-who-title"), Key("get-who")),
    (Key("get-how-title"), Key("get-how")),
    (Key("get-first-title"), Key("get-first")),
];
const CANNOT: [Section; 5] = [
    (Key("cannot-password-title"), Key("cannot-password")),
    (Key("cannot-key-title"), Key("cannot-key")),
    (Key("cannot-wait-title"), Key("cannot-wait")),
    (Key("cannot-code-title"), Key("cannot-code")),
    (Key("cannot-network-title"), Key("cannot-network")),
];
const ACTIVATE: [Section; 5] = [
    (Key("activate-how-title"), Key("activate-how")),
    (Key("activate-card-title"), Key("activate-card")),
    (Key("activate-lost-title"), Key("activate-lost")),
    (Key("activate-old-title"), Key("activate-old")),
    (Key("activate-used-title"), Key("activate-used")),
];
const ACTIVATED: [Section; 1] = [(Key("activated-next-title"), Key("activated-next"))];
const PRIVACY: [Section; 4] = [
    (Key("privacy-what-title"), Key("privacy-what")),
    (Key("privacy-share-title"), Key("privacy-share")),
    (Key("privacy-cookies-title"), Key("privacy-cookies")),
    (Key("privacy-rights-title"), Key("privacy-rights")),
];
const ACCESSIBILITY: [Section; 3] = [
    (Key("access-how-title"), Key("access-how")),
    (Key("access-tested-title"), Key("access-tested")),
    (Key("access-cards-title"), Key("access-cards")),
];
const REPORT: [Section; 2] = [
    (Key("report-what-title"), Key("report-what")),
    (Key("report-misuse-title"), Key("report-misuse")),
];
const HOME: [Section; 2] = [
    (Key("home-log-in-title"), Key("home-log-in")),
    (Key("home-check-title"), Key("home-check")),
];

impl Topic {
    /// All topics.
    pub const ALL: [Self; 9] = [
        Self::Home,
        Self::Help,
        Self::GetEid,
        Self::CannotLogIn,
        Self::Activate,
        Self::Activated,
        Self::Privacy,
        Self::Accessibility,
        Self::Report,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Help => "help",
            Self::GetEid => "get-eid",
            Self::CannotLogIn => "cannot-log-in",
            Self::Activate => "activate",
            Self::Activated => "activated",
            Self::Privacy => "privacy",
            Self::Accessibility => "accessibility",
            Self::Report => "report",
        }
    }

    const fn title(self) -> (Key, Key) {
        match self {
            Self::Home => (Key("home-title"), Key("home-lead")),
            Self::Help => (Key("help-title"), Key("help-lead")),
            Self::GetEid => (Key("get-title"), Key("get-lead")),
            Self::CannotLogIn => (Key("cannot-title"), Key("cannot-lead")),
            Self::Activate => (Key("activate-title"), Key("activate-lead")),
            Self::Activated => (Key("activated-title"), Key("activated-lead")),
            Self::Privacy => (Key("privacy-title"), Key("privacy-lead")),
            Self::Accessibility => (Key("access-title"), Key("access-lead")),
            Self::Report => (Key("report-title"), Key("report-lead")),
        }
    }

    const fn sections(self) -> &'static [Section] {
        match self {
            Self::Home => &HOME,
            Self::Help => &HELP,
            Self::GetEid => &GET_EID,
            Self::CannotLogIn => &CANNOT,
            Self::Activate => &ACTIVATE,
            Self::Activated => &ACTIVATED,
            Self::Privacy => &PRIVACY,
            Self::Accessibility => &ACCESSIBILITY,
            Self::Report => &REPORT,
        }
    }
}

impl InfoPage {
    fn heading(&self) -> String {
        self.text(&self.topic.title().0)
    }

    fn text(&self, key: &Key) -> String {
        self.shell
            .with("brand", &self.shell.brand)
            .with("host", &self.shell.host)
            .key(*key)
    }

    /// Where one begins from here, if this page is about beginning.
    fn start(&self) -> Option<&Href> {
        (self.topic == Topic::Activate).then_some(&self.shell.links.activate_start)
    }

    /// The other standing pages that help from here.
    fn onward(&self) -> Vec<(String, &Href)> {
        let (shell, links) = (&self.shell, &self.shell.links);
        let all = [
            (Topic::Help, shell.t("nav-help"), &links.help),
            (Topic::GetEid, shell.t("link-get-eid"), &links.get_eid),
            (Topic::Activate, shell.t("link-activate"), &links.activate),
            (
                Topic::CannotLogIn,
                shell.t("link-cannot-log-in"),
                &links.cannot_log_in,
            ),
        ];
        let others = all.into_iter().filter(|(topic, ..)| *topic != self.topic);
        let lost = (shell.t("link-card-lost"), &links.lost_card);
        others
            .map(|(_, label, href)| (label, href))
            .chain([lost])
            .collect()
    }
}

impl Page for InfoPage {
    const NAME: &'static str = "info";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = |topic: Topic| {
            let mut shell = sample_shell(lang, "/");
            shell.service = None;
            (
                topic.name(),
                Self {
                    shell,
                    topic,
                    support: sample_support(lang),
                },
            )
        };
        Topic::ALL.into_iter().map(page).collect()
    }
}
