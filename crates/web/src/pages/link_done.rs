//! Linked (ux screen E3): what happens next time, and the service on the home screen.

use super::samples::sample_shell;
use super::{Href, Icon, Page, Shell, Shown};
use crate::words::Lang;
use askama::Template;

/// The receipt of a link; posts `csrf` to `action` to go on to the service.
#[derive(Debug, Clone, Template)]
#[template(path = "link_done.html")]
pub struct LinkDonePage {
    /// The frame.
    pub shell: Shell,
    /// Where "continue" is posted.
    pub action: Href,
    /// The employer.
    pub company: Shown,
    /// The linked address.
    pub email: Shown,
}

impl Page for LinkDonePage {
    const NAME: &'static str = "link-done";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = Self {
            shell: sample_shell(lang, "/login/4f2a9c/link/done"),
            action: Href::new("/login/4f2a9c/link/done"),
            company: Shown::new("Fjordvik kommune"),
            email: Shown::new("mette.hald@fjordvik.example"),
        };
        vec![("normal", page)]
    }
}
