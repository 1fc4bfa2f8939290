//! A login request that cannot be answered at the service, because the service or its return
//! address is not verified: a page (400), never a redirect (RFC 6749 section 4.1.2.1).

use super::notice::{Notice, Tone};
use super::samples::sample_shell;
use super::{Icon, Page, Shell};
use crate::words::{Key, Lang};
use askama::Template;

/// Tells the person that nothing is lost and the developer what is wrong. Nothing of the request is
/// repeated on the page.
#[derive(Debug, Clone, Template)]
#[template(path = "notice.html")]
pub struct ClientErrorPage {
    /// The frame, without a service unless the client is known.
    pub shell: Shell,
    /// What is wrong with the request.
    pub fault: ClientFault,
    /// The code by which support and developer find the event: `L-7F3K-92QX`.
    pub reference: String,
}

/// What can be wrong before client and `redirect_uri` are verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientFault {
    /// `client_id` is missing.
    ClientMissing,
    /// No client is registered with this `client_id`.
    ClientUnknown,
    /// `redirect_uri` is missing.
    RedirectMissing,
    /// `redirect_uri` is not exactly one of the registered ones.
    RedirectNotRegistered,
    /// `request_uri` was used before, has ended, or is none.
    RequestUnknown,
    /// A parameter stands there twice.
    ParameterTwice,
    /// The request cannot be read.
    Unreadable,
    /// The logout request names an address that is not registered, or no known client.
    LogoutNotRegistered,
}

impl ClientFault {
    const fn key(self) -> Key {
        match self {
            Self::ClientMissing => Key("fault-client-missing"),
            Self::ClientUnknown => Key("fault-client-unknown"),
            Self::RedirectMissing => Key("fault-redirect-missing"),
            Self::RedirectNotRegistered => Key("fault-redirect-not-registered"),
            Self::RequestUnknown => Key("fault-request-unknown"),
            Self::ParameterTwice => Key("fault-parameter-twice"),
            Self::Unreadable => Key("fault-unreadable"),
            Self::LogoutNotRegistered => Key("fault-logout-not-registered"),
        }
    }
}

impl ClientErrorPage {
    fn notice(&self) -> Notice {
        let shell = &self.shell;
        let (title, text) = (shell.t("client-error-title"), shell.t("client-error"));
        let mut notice = Notice::new(Tone::Bad, Icon::Alert, title, text)
            .text(shell.t("client-error-do"))
            .reference(&self.reference);
        notice.detail = Some(shell.words().key(self.fault.key()));
        notice
    }
}

impl Page for ClientErrorPage {
    const NAME: &'static str = "client-error";

    fn samples(lang: Lang) -> Vec<(&'static str, Self)> {
        let page = |fault| {
            let mut shell = sample_shell(lang, "/authorize");
            shell.service = None;
            Self {
                shell,
                fault,
                reference: "L-7F3K-92QX".to_owned(),
            }
        };
        vec![
            ("error-client-missing", page(ClientFault::ClientMissing)),
            ("error-client-unknown", page(ClientFault::ClientUnknown)),
            ("error-redirect-missing", page(ClientFault::RedirectMissing)),
            (
                "error-redirect-not-registered",
                page(ClientFault::RedirectNotRegistered),
            ),
            ("error-request-unknown", page(ClientFault::RequestUnknown)),
            ("error-parameter-twice", page(ClientFault::ParameterTwice)),
            ("error-unreadable", page(ClientFault::Unreadable)),
            (
                "error-logout-not-registered",
                page(ClientFault::LogoutNotRegistered),
            ),
        ]
    }
}
