//! A login at another provider: on the way there, or what came of it.

use super::notice::{Notice, Tone};
use super::samples::sample_shell;
use super::{Href, Icon, Page, Shell, Shown};
use crate::words::{Key, Lang};
use askama::Template;

/// Says how far the login at another provider came. Back, reload and a second tab land here.
#[derive(Debug, Clone, Template)]
#[template(path = "notice.html")]
pub struct UpstreamPage {
    /// The frame.
    pub shell: Shell,
    /// The electronic ID, as the choice calls it.
    pub method: Shown,
    /// How far it came.
    pub stage: UpstreamStep,
    /// Where another electronic ID is chosen.
    pub methods: Href,
}

/// How far a login at another provider came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpstreamStep {
    /// The person logs in there; this is where.
    Away(Href),
    /// Its answer is being looked into.
    Answered,
    /// The person went back there, or was refused there.
    Declined,
    /// It cannot be reached.
    Down,
    /// Its answer cannot be believed.
    Wrong,
    /// The level that was reached there is not enough.
    Level,
    /// Nobody here is whom it names.
    Unknown,
}

impl UpstreamPage {
    fn notice(&self) -> Notice {
        let (shell, method) = (&self.shell, &self.method);
        let said = |key: Key| shell.with("method", method).t(key.0);
        let failed = || shell.t("upstream-failed-title");
        let stop = |icon, title, text| Notice::new(Tone::Stop, icon, title, said(text));
        let notice = match &self.stage {
            UpstreamStep::Away(there) => {
                let title = said(Key("upstream-away-title"));
                let notice = Notice::new(
                    Tone::Plain,
                    Icon::Elsewhere,
                    title,
                    said(Key("upstream-away")),
                );
                return notice
                    .act(said(Key("upstream-go")), there.clone())
                    .link(shell.t("link-other-methods"), &self.methods)
                    .leave();
            }
            UpstreamStep::Answered => {
                let title = said(Key("upstream-answered-title"));
                Notice::new(
                    Tone::Plain,
                    Icon::Clock,
                    title,
                    said(Key("upstream-answered")),
                )
            }
            UpstreamStep::Declined => stop(Icon::Leave, failed(), Key("upstream-declined")),
            UpstreamStep::Down => stop(
                Icon::Network,
                said(Key("upstream-down-title")),
                Key("upstream-down"),
            ),
            UpstreamStep::Wrong => Notice::new(
                Tone::Bad,
                Icon::Alert,
                failed(),
                said(Key("upstream-wrong")),
            ),
            UpstreamStep::Level => stop(Icon::Shield, failed(), Key("upstream-level")),
            UpstreamStep::Unknown => stop(Icon::Person, failed(), Key("upstream-unknown")),
        };
        notice
            .act(shell.t("upstream-choose-again"), self.methods.clone())
            .leave()
    }
}

impl Page for UpstreamPage {
    const NAME: &'static str = "upstream";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let there = Href::new("https://bank.example/authorize?client_id=lykill&state=4f2a9c");
        let page = |stage| Self {
            shell: sample_shell(lang, "/login/4f2a9c"),
            method: Shown::new("Fjordbanken"),
            stage,
            methods: Href::new("/login/4f2a9c/methods"),
        };
        vec![
            ("away", page(UpstreamStep::Away(there))),
            ("answered", page(UpstreamStep::Answered)),
            ("declined", page(UpstreamStep::Declined)),
            ("down", page(UpstreamStep::Down)),
            ("error-wrong", page(UpstreamStep::Wrong)),
            ("level", page(UpstreamStep::Level)),
            ("unknown", page(UpstreamStep::Unknown)),
        ]
    }
}
