//! Log out (ux screen L15): asked first when nobody has proved that the person wants it.

use super::samples::sample_shell;
use super::{Href, Icon, Page, Shell};
use crate::words::Lang;
use askama::Template;

/// Asks whether to log out everywhere; posts `csrf` and `action=log-out` or `action=stay`.
#[derive(Debug, Clone, Template)]
#[template(path = "logout.html")]
pub struct LogoutPage {
    /// The frame; its service is the one that asked, when it is known.
    pub shell: Shell,
    /// Where the form is posted.
    pub action: Href,
    /// What the service's request has to carry along, as hidden fields (`name`, `value`).
    pub carried: Vec<(String, String)>,
}

impl Page for LogoutPage {
    const NAME: &'static str = "logout";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = Self {
            shell: sample_shell(lang, "/logout"),
            action: Href::new("/logout"),
            carried: vec![("state".to_owned(), "xyz\"><b>".to_owned())],
        };
        let mut alone = page.clone();
        alone.shell.service = None;
        alone.carried.clear();
        vec![("normal", page), ("no-service", alone)]
    }
}
