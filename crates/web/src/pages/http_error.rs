//! Answers that are not pages of a journey: not found, too large, busy, our own fault.

use super::notice::{Notice, Tone};
use super::samples::sample_shell;
use super::{Href, Icon, Page, Shell};
use crate::words::Lang;
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
    /// The code by which support finds the event.
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
    /// 429: too many requests from here.
    TooMany,
    /// 503: too many requests at all, or not ready.
    Busy,
    /// 500.
    Internal,
}

impl HttpErrorPage {
    fn notice(&self) -> Notice {
        let shell = &self.shell;
        let (tone, icon, title, text) = match self.fault {
            HttpFault::BadRequest => (
                Tone::Bad,
                Icon::Alert,
                shell.t("bad-request-title"),
                shell.t("bad-request"),
            ),
            HttpFault::OldForm => (
                Tone::Bad,
                Icon::Alert,
                shell.t("old-form-title"),
                shell.t("old-form"),
            ),
            HttpFault::NotFound => (
                Tone::Bad,
                Icon::Alert,
                shell.t("not-found-title"),
                shell.t("not-found"),
            ),
            HttpFault::WrongMethod => (
                Tone::Bad,
                Icon::Alert,
                shell.t("wrong-method-title"),
                shell.t("wrong-method"),
            ),
            HttpFault::TooLarge => (
                Tone::Bad,
                Icon::Alert,
                shell.t("too-large-title"),
                shell.t("too-large"),
            ),
            HttpFault::TooMany => (
                Tone::Bad,
                Icon::Clock,
                shell.t("too-many-title"),
                shell.t("too-many"),
            ),
            HttpFault::Busy => (
                Tone::Bad,
                Icon::Clock,
                shell.t("busy-title"),
                shell.t("busy"),
            ),
            HttpFault::Internal => (
                Tone::Bad,
                Icon::Alert,
                shell.t("internal-title"),
                shell.t("internal"),
            ),
        };
        let notice = Notice::new(tone, icon, title, text).reference(self.reference.as_ref());
        let notice = match (&self.retry, shell.start()) {
            (Some(href), _) => notice.act(shell.t("try-again"), href.clone()),
            (None, Some(_)) => notice.start_again(shell),
            (None, None) => notice,
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
            let retry = retry.then(|| Href::new("/login/4f2a9c"));
            Self {
                shell,
                fault,
                retry,
                reference: Some("L-7F3K".to_owned()),
            }
        };
        vec![
            ("error-bad-request", page(HttpFault::BadRequest, false)),
            ("error-old-form", page(HttpFault::OldForm, true)),
            ("error-not-found", page(HttpFault::NotFound, false)),
            ("error-wrong-method", page(HttpFault::WrongMethod, false)),
            ("error-too-large", page(HttpFault::TooLarge, false)),
            ("error-too-many", page(HttpFault::TooMany, true)),
            ("error-busy", page(HttpFault::Busy, true)),
            ("error-internal", page(HttpFault::Internal, true)),
        ]
    }
}
