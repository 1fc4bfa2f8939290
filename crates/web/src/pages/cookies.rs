//! The browser keeps no cookies.

use super::notice::{Notice, Tone};
use super::samples::sample_shell;
use super::{Icon, Page, Shell};
use crate::words::Lang;
use askama::Template;

/// Says that the login needs a cookie and how to allow it.
#[derive(Debug, Clone, Template)]
#[template(path = "notice.html")]
pub struct CookiesPage {
    /// The frame.
    pub shell: Shell,
}

impl CookiesPage {
    fn notice(&self) -> Notice {
        let shell = &self.shell;
        let text = shell.with("host", &shell.host).t("cookies");
        Notice::new(Tone::Stop, Icon::Stop, shell.t("cookies-title"), text)
            .point(shell.with("host", &shell.host).t("cookies-allow"))
            .point(shell.t("cookies-private"))
            .start_again(shell)
    }
}

impl Page for CookiesPage {
    const NAME: &'static str = "cookies";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        vec![(
            "normal",
            Self {
                shell: sample_shell(lang, "/login/4f2a9c"),
            },
        )]
    }
}
