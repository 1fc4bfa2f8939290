//! Logged out, or still logged in by choice.

use super::notice::{Notice, Tone};
use super::samples::sample_shell;
use super::{Icon, Page, Shell};
use crate::words::Lang;
use askama::Template;

/// Says that the session is over, with a way back to the service.
#[derive(Debug, Clone, Template)]
#[template(path = "notice.html")]
pub struct LoggedOutPage {
    /// The frame; its service, if known, gets a link back.
    pub shell: Shell,
    /// How it ended.
    pub outcome: LogoutOutcome,
}

/// How a logout ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogoutOutcome {
    /// The session is over.
    LoggedOut,
    /// There was no session.
    WasNotLoggedIn,
    /// The person chose to stay logged in.
    Stayed,
}

impl LoggedOutPage {
    fn notice(&self) -> Notice {
        let shell = &self.shell;
        let (title, text) = match self.outcome {
            LogoutOutcome::LoggedOut => (shell.t("logged-out-title"), shell.t("logged-out")),
            LogoutOutcome::WasNotLoggedIn => {
                (shell.t("logged-out-title"), shell.t("logged-out-none"))
            }
            LogoutOutcome::Stayed => (shell.t("stayed-title"), shell.t("stayed")),
        };
        let notice = Notice::new(Tone::Good, Icon::Tick, title, text);
        match shell.start() {
            Some(start) => {
                let label = shell.with("service", shell.service_name()).t("back-to");
                notice.act(label, start.clone())
            }
            None => notice.link(shell.t("link-home"), &shell.links.home),
        }
    }
}

impl Page for LoggedOutPage {
    const NAME: &'static str = "logged-out";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = |outcome| Self {
            shell: sample_shell(lang, "/logged-out"),
            outcome,
        };
        let mut alone = page(LogoutOutcome::LoggedOut);
        alone.shell.service = None;
        vec![
            ("normal", page(LogoutOutcome::LoggedOut)),
            ("no-service", alone),
            ("was-not-logged-in", page(LogoutOutcome::WasNotLoggedIn)),
            ("stayed", page(LogoutOutcome::Stayed)),
        ]
    }
}
