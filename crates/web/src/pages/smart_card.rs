//! A login by a certificate on a card: what to do with the card, or what came of it.

use super::notice::{Notice, Tone};
use super::samples::sample_shell;
use super::{Href, Icon, Page, Shell, Shown};
use crate::words::{Key, Lang};
use askama::Template;

/// Says how far a login by a card came. Back, reload and a second tab land here.
#[derive(Debug, Clone, Template)]
#[template(path = "notice.html")]
pub struct SmartCardPage {
    /// The frame.
    pub shell: Shell,
    /// The electronic ID, as the choice calls it.
    pub method: Shown,
    /// How far it came.
    pub step: CardStep,
    /// Where another electronic ID is chosen.
    pub methods: Href,
}

/// How far a login by a card came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardStep {
    /// The card is to be shown; this is where.
    Away(Href),
    /// It was shown.
    Shown,
    /// The browser showed no certificate.
    Nothing,
    /// It is over.
    Ended,
    /// Its issuer revoked it.
    Revoked,
    /// No issuer that is trusted here issued it.
    Untrusted,
    /// It is for something else than logging in.
    WrongUse,
    /// Its issuer cannot be asked.
    Down,
    /// Its level is not enough.
    Level,
    /// Nobody here is whom it names.
    Unknown,
    /// The way back took too long.
    Late,
}

impl SmartCardPage {
    fn notice(&self) -> Notice {
        let (shell, method) = (&self.shell, &self.method);
        let said = |key: Key| shell.with("method", method).t(key.0);
        let failed = || shell.t("card-failed-title");
        let stop = |icon, text| Notice::new(Tone::Stop, icon, failed(), said(text));
        let notice = match &self.step {
            CardStep::Away(there) => {
                let title = said(Key("card-away-title"));
                let text = said(Key("card-away"));
                return Notice::new(Tone::Plain, Icon::SmartCard, title, text)
                    .act(shell.t("card-go"), there.clone())
                    .link(shell.t("link-other-methods"), &self.methods)
                    .leave();
            }
            CardStep::Shown => {
                let title = shell.t("card-shown-title");
                Notice::new(Tone::Plain, Icon::Clock, title, shell.t("card-shown"))
            }
            CardStep::Nothing => stop(Icon::SmartCard, Key("card-nothing")),
            CardStep::Ended => stop(Icon::Clock, Key("card-ended")),
            CardStep::Revoked => stop(Icon::Alert, Key("card-revoked")),
            CardStep::Untrusted => stop(Icon::Alert, Key("card-untrusted")),
            CardStep::WrongUse => stop(Icon::SmartCard, Key("card-wrong-use")),
            CardStep::Down => stop(Icon::Network, Key("card-down")),
            CardStep::Level => stop(Icon::Shield, Key("card-level")),
            CardStep::Unknown => stop(Icon::Person, Key("card-unknown")),
            CardStep::Late => stop(Icon::Clock, Key("card-late")),
        };
        notice
            .act(shell.t("upstream-choose-again"), self.methods.clone())
            .leave()
    }
}

impl Page for SmartCardPage {
    const NAME: &'static str = "smart-card";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let there = Href::new("https://card.example:8443/card?login=4f2a9c&attempt=7f3k");
        let page = |step| Self {
            shell: sample_shell(lang, "/login/4f2a9c"),
            method: Shown::new("Fjordkort"),
            step,
            methods: Href::new("/login/4f2a9c/methods"),
        };
        vec![
            ("away", page(CardStep::Away(there))),
            ("shown", page(CardStep::Shown)),
            ("nothing", page(CardStep::Nothing)),
            ("ended", page(CardStep::Ended)),
            ("revoked", page(CardStep::Revoked)),
            ("untrusted", page(CardStep::Untrusted)),
            ("wrong-use", page(CardStep::WrongUse)),
            ("down", page(CardStep::Down)),
            ("level", page(CardStep::Level)),
            ("unknown", page(CardStep::Unknown)),
            ("late", page(CardStep::Late)),
        ]
    }
}
