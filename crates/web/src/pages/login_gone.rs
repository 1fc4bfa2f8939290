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
        let notice = Notice::new(Tone::Plain, Icon::Clock, title, text);
        match (self.why, shell.start()) {
            (LoginGone::Finished, Some(start)) => {
                let label = shell.with("service", shell.service_name()).t("back-to");
                notice.act(label, start.clone())
            }
            _ => notice.start_again(shell),
        }
    }
}

impl Page for LoginGonePage {
    const NAME: &'static str = "login-gone";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = |why| Self {
            shell: sample_shell(lang, "/login/4f2a9c"),
            why,
        };
        let unnamed = |why| {
            let mut page = page(why);
            page.shell.service = None;
            page
        };
        vec![
            ("expired", page(LoginGone::Expired)),
            ("unknown", unnamed(LoginGone::Expired)),
            ("finished", page(LoginGone::Finished)),
            ("other-browser", unnamed(LoginGone::OtherBrowser)),
        ]
    }
}
