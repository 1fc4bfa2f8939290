//! Answers that are not pages of a journey: not found, too large, busy, our own fault.

use super::notice::{Notice, Tone};
use super::samples::sample_shell;
use super::{Href, Icon, Page, Shell};
use crate::words::{Key, Lang};
use askama::Template;

/// Says what happened and how to go on; no stack, query, key or path (security.md case 184).
#[derive(Debug, Clone, Template)]
#[template(path = "notice.html")]
pub struct HttpErrorPage {
    /// The frame.
    pub shell: Shell,
    /// What happened.
    pub fault: HttpFault,
    /// The same page again, where a GET can do it.
    pub retry: Option<Href>,
    /// The code by which support finds the event, where it is our fault.
    pub reference: Option<String>,
}

/// What happened, by status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HttpFault {
    /// 400: the request cannot be read.
    BadRequest,
    /// 403: the form's token does not fit the cookie; the page was old or came from elsewhere.
    OldForm,
    /// 404.
    NotFound,
    /// 405.
    WrongMethod,
    /// 413.
    TooLarge,
    /// 503: too many requests at all, or not ready.
    Busy,
    /// 500.
    Internal,
}

impl HttpFault {
    const fn keys(self) -> (Key, Key) {
        match self {
            Self::BadRequest => (Key("bad-request-title"), Key("bad-request")),
            Self::OldForm => (Key("old-form-title"), Key("old-form")),
            Self::NotFound => (Key("not-found-title"), Key("not-found")),
            Self::WrongMethod => (Key("wrong-method-title"), Key("wrong-method")),
            Self::TooLarge => (Key("too-large-title"), Key("too-large")),
            Self::Busy => (Key("busy-title"), Key("busy")),
            Self::Internal => (Key("internal-title"), Key("internal")),
        }
    }
}

impl HttpErrorPage {
    fn notice(&self) -> Notice {
        let shell = &self.shell;
        let (title, text) = self.fault.keys();
        let (title, text) = (shell.words().key(title), shell.words().key(text));
        let icon = match self.fault {
            HttpFault::Busy => Icon::Clock,
            _ => Icon::Alert,
        };
        let notice = Notice::new(Tone::Bad, icon, title, text);
        let notice = match &self.reference {
            Some(reference) => notice.reference(reference),
            None => notice,
        };
        let notice = match &self.retry {
            Some(href) => notice.act(shell.t("try-again"), href.clone()),
            None => notice,
        };
        notice
            .link(shell.t("link-home"), &shell.links.home)
            .link(shell.t("nav-help"), &shell.links.help)
    }
}

impl Page for HttpErrorPage {
    const NAME: &'static str = "http-error";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = |fault, retry: bool| {
            let mut shell = sample_shell(lang, "/nowhere");
            shell.service = None;
            let is_ours = matches!(fault, HttpFault::Busy | HttpFault::Internal);
            Self {
                shell,
                fault,
                retry: retry.then(|| Href::new("/login/4f2a9c")),
                reference: is_ours.then(|| "L-7F3K-92QX".to_owned()),
            }
        };
        vec![
            ("error-bad-request", page(HttpFault::BadRequest, false)),
            ("error-old-form", page(HttpFault::OldForm, true)),
            ("error-not-found", page(HttpFault::NotFound, false)),
            ("error-wrong-method", page(HttpFault::WrongMethod, false)),
            ("error-too-large", page(HttpFault::TooLarge, false)),
            ("error-busy", page(HttpFault::Busy, false)),
            ("error-internal", page(HttpFault::Internal, false)),
        ]
    }
}
