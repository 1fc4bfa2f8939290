//! The two ways of refusing an authorization request (RFC 6749 section 4.1.2.1): before the
//! client and its redirect URI are verified, a page; after that, a redirect with an error.

use super::{BadParams, OAuthError, RedirectUri, ResponseMode};

/// A refused authorization request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody to send the browser back to: a page, status 400.
    Page(PageError),
    /// The client is told at its verified redirect URI.
    Redirect(Box<ErrorRedirect>),
}

/// An error that goes back to the client; made only after its redirect URI was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorRedirect {
    /// Where the browser goes.
    pub redirect_uri: RedirectUri,
    /// How the answer goes there.
    pub response_mode: ResponseMode,
    /// What is wrong.
    pub error: OAuthError,
    /// The client's own state, when it sent one that can be echoed.
    pub state: Option<String>,
}

/// Why a request ends in a page: nothing of it may be trusted for a redirect.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// The parameters cannot be read in one way.
    #[error(transparent)]
    Malformed(#[from] BadParams),
    /// `client_id` is missing.
    #[error("client_id is missing; send the id under which the service is registered")]
    ClientMissing,
    /// Nobody is registered under this `client_id`.
    #[error("no service is registered under this client_id")]
    ClientUnknown,
    /// `redirect_uri` is missing.
    #[error("redirect_uri is missing; send one that is registered for the service")]
    RedirectUriMissing,
    /// `redirect_uri` is none of those registered, compared character by character.
    #[error("this redirect_uri is not registered for the service; it must match exactly")]
    RedirectUriUnregistered,
    /// `request_uri` names no request that was pushed, or one that was used or ended.
    #[error("request_uri is unknown, was used before, or has ended; push the request anew")]
    RequestUnknown,
    /// The ID token that came along with a logout is not this client's.
    #[error("id_token_hint was not issued to this client_id; send the client's own ID token")]
    HintOfAnotherClient,
}

impl PageError {
    /// The word for logs, metrics and the page's text in the catalogue.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed-request",
            Self::ClientMissing => "client-missing",
            Self::ClientUnknown => "client-unknown",
            Self::RedirectUriMissing => "redirect-uri-missing",
            Self::RedirectUriUnregistered => "redirect-uri-unregistered",
            Self::RequestUnknown => "request-unknown",
            Self::HintOfAnotherClient => "hint-of-another-client",
        }
    }
}

impl From<PageError> for Refusal {
    fn from(error: PageError) -> Self {
        Self::Page(error)
    }
}
