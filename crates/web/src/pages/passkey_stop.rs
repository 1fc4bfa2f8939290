//! The link of a notice: a passkey that its holder did not add is stopped, without a login.

use super::samples::{sample_shell, sample_support};
use super::{Contact, Href, Icon, Page, Shell, Shown};
use crate::words::Lang;
use askama::Template;

/// Asks whether to stop a passkey; posts `token` to `action`. Whoever holds the link may.
#[derive(Debug, Clone, Template)]
#[template(path = "passkey_stop.html")]
pub struct PasskeyStopPage {
    /// The frame.
    pub shell: Shell,
    /// Where the form is posted.
    pub action: Href,
    /// How far it is.
    pub step: StopStep,
    /// The operator's support.
    pub support: Contact,
}

/// How far it is.
#[derive(Debug, Clone)]
pub enum StopStep {
    /// It can be stopped.
    Ask {
        /// What the passkey is called.
        label: Shown,
        /// The secret of the link.
        token: String,
    },
    /// It is stopped, or was before.
    Ended,
    /// The link names nothing.
    Unknown,
}

impl PasskeyStopPage {
    const fn is_done(&self) -> bool {
        matches!(self.step, StopStep::Ended)
    }

    fn heading(&self) -> String {
        let shell = &self.shell;
        match &self.step {
            StopStep::Ask { .. } => shell.t("passkey-stop-title"),
            StopStep::Ended => shell.t("passkey-stopped-title"),
            StopStep::Unknown => shell.t("passkey-stop-unknown-title"),
        }
    }

    fn lead(&self) -> String {
        let shell = &self.shell;
        match &self.step {
            StopStep::Ask { label, .. } => shell.with("label", label).t("passkey-stop-lead"),
            StopStep::Ended => shell.t("passkey-stopped"),
            StopStep::Unknown => shell.t("passkey-stop-unknown"),
        }
    }
}

impl Page for PasskeyStopPage {
    const NAME: &'static str = "passkey-stop";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = |step| {
            let mut shell = sample_shell(lang, "/passkeys/stop");
            shell.service = None;
            Self {
                shell,
                action: Href::new("/passkeys/stop"),
                step,
                support: sample_support(lang),
            }
        };
        let ask = StopStep::Ask {
            label: Shown::new("Telefon"),
            token: "q83vEjRWeJCrze8SNFZ4kA".to_owned(),
        };
        vec![
            ("ask", page(ask)),
            ("stopped", page(StopStep::Ended)),
            ("unknown", page(StopStep::Unknown)),
        ]
    }
}
