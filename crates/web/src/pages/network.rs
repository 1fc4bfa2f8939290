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
    /// The employer's own way in from the work network, if it has one.
    pub inside: Option<Href>,
    /// This page again, from another network.
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
        let notice = match &self.retry {
            Some(href) => notice.act(shell.t("try-again"), href.clone()),
            None => notice,
        };
        match &self.inside {
            Some(href) => notice.link(shell.t("network-inside-link"), href),
            None => notice,
        }
        .leave()
    }
}

impl Page for NetworkPage {
    const NAME: &'static str = "network";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = |rule, inside: Option<&str>| Self {
            shell: sample_shell(lang, "/login/4f2a9c"),
            rule,
            inside: inside.map(Href::new),
            retry: Some(Href::new("/login/4f2a9c")),
        };
        let inside = Some("https://intra.fjordvik.example/lonn");
        vec![
            ("outside-only", page(NetworkRule::OutsideOnly, None)),
            (
                "outside-only-with-link",
                page(NetworkRule::OutsideOnly, inside),
            ),
            ("inside-only", page(NetworkRule::InsideOnly, None)),
        ]
    }
}
