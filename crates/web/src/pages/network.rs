//! The service does not allow logins from this network.

use super::notice::{Notice, Tone};
use super::samples::sample_shell;
use super::{Href, Icon, Page, Shell};
use crate::words::Lang;
use askama::Template;

/// Says from where the login works; never a bare 403.
#[derive(Debug, Clone, Template)]
#[template(path = "notice.html")]
pub struct NetworkPage {
    /// The frame.
    pub shell: Shell,
    /// Where it works.
    pub rule: NetworkRule,
    /// The service's start page: from another network one starts again there.
    pub retry: Option<Href>,
}

/// Where a login works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkRule {
    /// Only outside the work network.
    OutsideOnly,
    /// Only inside the work network.
    InsideOnly,
}

impl NetworkPage {
    fn notice(&self) -> Notice {
        let shell = &self.shell;
        let service = shell.with("service", shell.service_name());
        let notice = match self.rule {
            NetworkRule::OutsideOnly => {
                let title = shell.t("network-outside-title");
                Notice::new(
                    Tone::Stop,
                    Icon::Network,
                    title,
                    service.t("network-outside"),
                )
                .point(shell.t("network-mobile-data"))
                .point(shell.t("network-from-home"))
            }
            NetworkRule::InsideOnly => {
                let title = shell.t("network-inside-title");
                Notice::new(
                    Tone::Stop,
                    Icon::Network,
                    title,
                    service.t("network-inside"),
                )
                .point(shell.t("network-at-work"))
                .point(shell.t("network-vpn"))
            }
        };
        match &self.retry {
            Some(href) => notice.act(shell.t("try-again"), href.clone()),
            None => notice,
        }
        .leave()
    }
}

impl Page for NetworkPage {
    const NAME: &'static str = "network";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = |rule| Self {
            shell: sample_shell(lang, "/login/4f2a9c"),
            rule,
            retry: Some(Href::new("https://lonn.fjordvik.example/")),
        };
        let no_start = Self {
            retry: None,
            ..page(NetworkRule::OutsideOnly)
        };
        vec![
            ("outside-only", page(NetworkRule::OutsideOnly)),
            ("outside-only-no-start", no_start),
            ("inside-only", page(NetworkRule::InsideOnly)),
        ]
    }
}
