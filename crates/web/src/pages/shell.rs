//! What every page has around its own content.

use super::{Href, Shown};
use crate::words::{self, Html, Lang, Sentence, Words};
use jiff::civil::{Date, DateTime};
use std::fmt::Display;

/// The frame of a page: language, menu, who asks for the login, and the token of its forms.
#[derive(Debug, Clone)]
pub struct Shell {
    /// The language of the whole page.
    pub lang: Lang,
    /// What this deployment calls itself, as in the mark at the top.
    pub brand: Shown,
    /// The host that the address bar must show (`id.lykill.example`).
    pub host: Shown,
    /// Where the standing links lead.
    pub links: Links,
    /// This page in each language; see [`language_links`].
    pub languages: Vec<LanguageLink>,
    /// The token that every form carries back in the field `csrf`.
    pub csrf: String,
    /// The relying party for whom this is done, when there is one.
    pub service: Option<Service>,
    /// Today in the profile's zone: a time on another day is shown with its date.
    pub today: Date,
}

/// The relying party of a login.
#[derive(Debug, Clone)]
pub struct Service {
    /// Who it is: "Fjordvik kommune".
    pub name: Shown,
    /// Which of its services: "Min lønn".
    pub part: Option<Shown>,
    /// Its start page, where a login can be started again.
    pub start: Option<Href>,
    /// Where a POST ends this login and goes back to the service with an answer.
    pub cancel: Option<Href>,
}

/// Where the links that stand on every page lead. The router makes it.
#[derive(Debug, Clone)]
pub struct Links {
    /// The front page.
    pub home: Href,
    /// Help.
    pub help: Href,
    /// How to activate an electronic ID.
    pub activate: Href,
    /// Where that begins.
    pub activate_start: Href,
    /// The holder's passkeys.
    pub passkeys: Href,
    /// How to get an electronic ID.
    pub get_eid: Href,
    /// I cannot log in.
    pub cannot_log_in: Href,
    /// I have lost my key card.
    pub lost_card: Href,
    /// Privacy.
    pub privacy: Href,
    /// Accessibility statement.
    pub accessibility: Href,
    /// Report a problem.
    pub report: Href,
    /// The folder of the static files, without a slash at the end: `/static`.
    pub files: Href,
}

/// A page in another language.
#[derive(Debug, Clone)]
pub struct LanguageLink {
    /// The language.
    pub lang: Lang,
    /// The same page in it.
    pub href: Href,
}

impl LanguageLink {
    /// What the language calls itself.
    pub const fn name(&self) -> &'static str {
        words::native_name(self.lang)
    }
}

/// Links to `here` (path and query of this page) in each language: the same address with
/// `lang=…` in its query.
pub fn language_links(here: &str) -> Vec<LanguageLink> {
    let (path, query) = here.split_once('?').unwrap_or((here, ""));
    let kept: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .filter(|(name, _)| name != "lang")
        .collect();
    let link = |lang: Lang| {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&kept)
            .append_pair("lang", lang.tag())
            .finish();
        let href = Href::new(&format!("{path}?{query}"));
        LanguageLink { lang, href }
    };
    Lang::ALL.into_iter().map(link).collect()
}

impl Shell {
    /// The texts of this page's language.
    pub const fn words(&self) -> Words {
        Words::of(self.lang)
    }

    /// A text without arguments.
    pub fn t(&self, key: &str) -> String {
        self.words().t(key)
    }

    /// A text with stressed words in bold.
    pub fn rich(&self, key: &str) -> Html {
        self.words().rich(key)
    }

    /// Begins a text with an argument.
    pub fn with(&self, name: &'static str, value: impl Display) -> Sentence {
        self.words().with(name, value)
    }

    /// Begins a text with a number.
    pub fn num(&self, name: &'static str, value: impl Display) -> Sentence {
        self.words().num(name, value)
    }

    /// The title of the browser's tab, from a text of the catalogue:
    /// "Error: Enter the key – Fjordvik kommune – Lykill".
    pub fn title(&self, key: &str, wrong: bool) -> String {
        self.title_of(self.t(key), wrong)
    }

    /// The title of the browser's tab, from a text that is ready.
    pub fn title_of(&self, text: impl Display, wrong: bool) -> String {
        let title = if wrong {
            self.with("title", text).t("title-error")
        } else {
            text.to_string()
        };
        match &self.service {
            Some(service) => format!("{title} – {} – {}", service.name, self.brand),
            None => format!("{title} – {}", self.brand),
        }
    }

    /// "at 14:32", with the day when it is not today.
    pub fn at(&self, at: DateTime) -> String {
        self.words().at(at, self.today)
    }

    /// The name of the relying party, or of this deployment where there is none.
    pub fn service_name(&self) -> &Shown {
        self.service
            .as_ref()
            .map_or(&self.brand, |service| &service.name)
    }

    /// The service's start page, if it told us one.
    pub fn start(&self) -> Option<&Href> {
        self.service
            .as_ref()
            .and_then(|service| service.start.as_ref())
    }

    /// Where a POST cancels the login.
    pub fn cancel(&self) -> Option<&Href> {
        self.service
            .as_ref()
            .and_then(|service| service.cancel.as_ref())
    }

    /// The style sheet; its address changes with its content, so it may be kept for ever.
    pub fn style(&self) -> String {
        format!(
            "{}/app.css?v={}",
            self.links.files,
            env!("LYKILL_STYLE_STAMP")
        )
    }
}

impl Shell {
    /// The script that speaks with authenticators; its address changes with its content, too.
    pub fn script(&self) -> String {
        let stamp = env!("LYKILL_SCRIPT_STAMP");
        format!("{}/passkey.js?v={stamp}", self.links.files)
    }
}

/// "Step 2 of 3".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps {
    /// This step, from 1.
    pub now: u8,
    /// All steps.
    pub of: u8,
}

impl Steps {
    /// For each step whether it is reached.
    pub fn dots(&self) -> impl Iterator<Item = bool> {
        let now = self.now;
        (1..=self.of).map(move |step| step <= now)
    }
}

/// What went wrong, said at the top of the page and at its field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The id of the field to mend, if it is a field.
    pub field: Option<&'static str>,
    /// What happened and what to do now.
    pub text: String,
}

impl Problem {
    /// A problem with a field.
    pub const fn at(field: &'static str, text: String) -> Self {
        Self {
            field: Some(field),
            text,
        }
    }

    /// A problem that no field can mend.
    pub const fn general(text: String) -> Self {
        Self { field: None, text }
    }

    /// Whether it is this field that has to be mended.
    pub(super) fn marks(problem: &Option<Self>, field: &str) -> bool {
        problem
            .as_ref()
            .is_some_and(|problem| problem.field == Some(field))
    }
}
