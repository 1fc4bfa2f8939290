//! A login that cannot go on here: over, done, or begun in another browser.

use super::notice::{Notice, Tone};
use super::samples::sample_shell;
use super::{Icon, Page, Shell};
use crate::words::Lang;
use askama::Template;

/// Says why and where to start again. Back, reload and bookmarks land here: no dead end.
#[derive(Debug, Clone, Template)]
#[template(path = "notice.html")]
pub struct LoginGonePage {
    /// The frame; its service is known where the login is.
    pub shell: Shell,
    /// Why it cannot go on.
    pub why: LoginGone,
}

/// Why a login cannot go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginGone {
    /// It took too long, or is not known (any more).
    Expired,
    /// It is done: the person was sent on to the service.
    Finished,
    /// It was begun in another browser.
    OtherBrowser,
}

impl LoginGonePage {
    fn notice(&self) -> Notice {
        let shell = &self.shell;
        let (title, text) = match self.why {
            LoginGone::Expired => (shell.t("gone-expired-title"), shell.t("gone-expired")),
            LoginGone::Finished => (shell.t("gone-finished-title"), shell.t("gone-finished")),
            LoginGone::OtherBrowser => (shell.t("gone-other-title"), shell.t("gone-other")),
        };
        Notice::new(Tone::Plain, Icon::Clock, title, text).start_again(shell)
    }
}

impl Page for LoginGonePage {
    const NAME: &'static str = "login-gone";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = |why| Self {
            shell: sample_shell(lang, "/login/4f2a9c"),
            why,
        };
        let mut unknown = page(LoginGone::Expired);
        unknown.shell.service = None;
        vec![
            ("expired", page(LoginGone::Expired)),
            ("unknown", unknown),
            ("finished", page(LoginGone::Finished)),
            ("other-browser", page(LoginGone::OtherBrowser)),
        ]
    }
}
