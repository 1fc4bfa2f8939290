//! Errors become answers here, and only here: a handler returns a [`Refuse`], and this file says
//! with which status, in which words, as a page or as JSON. Nothing of the inside is told but a
//! reference code (security.md case 184).

use crate::pages::{
    ClientErrorPage, ClientFault, CookiesPage, Href, HttpErrorPage, HttpFault, LoginGone,
    LoginGonePage, Shell,
};
use crate::visit::Visit;
use crate::{router, screens};
use axum::Json;
use axum::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use lykill_core::id::LoginId;
use lykill_oauth::types::{BadParams, ErrorCode, OAuthError, PageError};
use lykill_operations::Error;
use lykill_operations::answer::LeftView;
use std::sync::Arc;

/// What a handler answers: a response, or a refusal that [`Refuse`] turns into one.
pub type Answered = Result<Response, Refuse>;

/// After how many seconds a busy server may be asked again.
const RETRY_AFTER_SECONDS: &str = "2";

/// Why a request is not answered as it hoped.
#[derive(Debug, Clone)]
pub enum Refuse {
    /// 404: no such address.
    NotFound,
    /// 405: the address does not take this method.
    WrongMethod,
    /// 413: the body is larger than 64 KiB.
    TooLarge,
    /// 400: the form cannot be read in one way.
    BadRequest,
    /// 403: the form is not one that we gave to this browser.
    OldForm(Back),
    /// 403: the browser keeps no cookies.
    NoCookies,
    /// 403: the login is open in another browser.
    OtherBrowser,
    /// 404: no such login, or it ended long ago.
    LoginUnknown,
    /// 410: the login ended.
    LoginExpired,
    /// 410: the login of this browser is over; its service is known.
    LoginLeft(LoginGone, Box<LeftView>),
    /// 400: a service's request that cannot be answered at the service.
    Client(PageError),
    /// 503: too much to do, or too slow.
    TooSlow,
    /// 503 or 500: an operation could not be carried out.
    Inside(Arc<Error>),
    /// 500: something of our own is wrong; the words are for the log.
    Broken(&'static str),
}

/// Where a refused form can be opened again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Back {
    /// The login's present step.
    Login(LoginId),
    /// The front page.
    Home,
}

impl From<Error> for Refuse {
    fn from(error: Error) -> Self {
        Self::Inside(Arc::new(error))
    }
}

impl IntoResponse for Refuse {
    /// An empty answer that carries the refusal to the layer which knows the visitor's language.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl Refuse {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::LoginUnknown => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BadRequest | Self::Client(_) => StatusCode::BAD_REQUEST,
            Self::OldForm(_) | Self::NoCookies | Self::OtherBrowser => StatusCode::FORBIDDEN,
            Self::LoginExpired | Self::LoginLeft(..) => StatusCode::GONE,
            Self::TooSlow => StatusCode::SERVICE_UNAVAILABLE,
            Self::Inside(error) if error.is_busy() => StatusCode::SERVICE_UNAVAILABLE,
            Self::Inside(_) | Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What an answer without words of its own refuses: the framework's own refusals.
    fn of_status(status: StatusCode) -> Option<Self> {
        match status {
            StatusCode::NOT_FOUND => Some(Self::NotFound),
            StatusCode::METHOD_NOT_ALLOWED => Some(Self::WrongMethod),
            StatusCode::PAYLOAD_TOO_LARGE => Some(Self::TooLarge),
            other if other.is_client_error() => Some(Self::BadRequest),
            other if other.is_server_error() => Some(Self::Broken("an answer without words")),
            _ => None,
        }
    }

    fn log(&self, visit: &Visit) {
        let (request_id, reference) = (visit.call().request, visit.reference());
        match self {
            Self::Inside(error) if error.is_busy() => {
                tracing::warn!(%request_id, reference, %error, "too busy to answer");
            }
            Self::Inside(error) => {
                tracing::error!(%request_id, reference, %error, "an operation failed");
            }
            Self::Broken(what) => {
                tracing::error!(%request_id, reference, what, "the front is broken");
            }
            Self::TooSlow => tracing::warn!(%request_id, reference, "too slow to answer"),
            Self::Client(error) => {
                tracing::info!(%request_id, reference, word = error.word(), "request refused");
            }
            _ => {}
        }
    }
}

/// Gives a refusal its words; leaves every other answer as it is.
pub(crate) fn finish(visit: &Visit, mut response: Response) -> Response {
    let carried = response.extensions_mut().remove::<Refuse>();
    let has_words = response.headers().contains_key(CONTENT_TYPE) && !is_plain(&response);
    let refuse = match carried {
        Some(refuse) => refuse,
        None if has_words => return response,
        None => match Refuse::of_status(response.status()) {
            Some(refuse) => refuse,
            None => return response,
        },
    };
    refuse.log(visit);
    let told = if visit.is_programs() {
        Ok(json(&refuse))
    } else {
        page(visit, &refuse)
    };
    let mut told = told.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response());
    if told.status() == StatusCode::SERVICE_UNAVAILABLE {
        let wait = HeaderValue::from_static(RETRY_AFTER_SECONDS);
        told.headers_mut().insert(RETRY_AFTER, wait);
    }
    if let Some(allow) = response.headers_mut().remove(ALLOW) {
        told.headers_mut().insert(ALLOW, allow);
    }
    told
}

fn is_plain(response: &Response) -> bool {
    let kind = response
        .headers()
        .get(CONTENT_TYPE)
        .map(HeaderValue::as_bytes);
    kind.is_some_and(|kind| kind.starts_with(b"text/plain"))
}

fn json(refuse: &Refuse) -> Response {
    let (code, words) = match refuse {
        Refuse::NotFound => (
            ErrorCode::InvalidRequest,
            "there is nothing at this address",
        ),
        Refuse::WrongMethod => (ErrorCode::InvalidRequest, "use one of the methods in Allow"),
        Refuse::TooLarge => (ErrorCode::InvalidRequest, "the body is larger than 64 KiB"),
        Refuse::TooSlow => (ErrorCode::TemporarilyUnavailable, "try again shortly"),
        Refuse::Inside(error) if error.is_busy() => {
            (ErrorCode::TemporarilyUnavailable, "try again shortly")
        }
        Refuse::Inside(_) | Refuse::Broken(_) => (
            ErrorCode::ServerError,
            "our fault; x-request-id names this request in our logs",
        ),
        _ => (ErrorCode::InvalidRequest, "the request cannot be read"),
    };
    let error = OAuthError::new(code, "front", words);
    (refuse.status(), Json(error.to_json())).into_response()
}

fn page(visit: &Visit, refuse: &Refuse) -> Answered {
    let (status, shell) = (refuse.status(), visit.shell());
    let gone = |shell, why| visit.page(status, &LoginGonePage { shell, why });
    let fault = match refuse {
        Refuse::NotFound => HttpFault::NotFound,
        Refuse::WrongMethod => HttpFault::WrongMethod,
        Refuse::TooLarge => HttpFault::TooLarge,
        Refuse::BadRequest => HttpFault::BadRequest,
        Refuse::OldForm(_) => HttpFault::OldForm,
        Refuse::TooSlow => HttpFault::Busy,
        Refuse::Inside(error) if error.is_busy() => HttpFault::Busy,
        Refuse::Inside(_) | Refuse::Broken(_) => HttpFault::Internal,
        Refuse::NoCookies => return visit.page(status, &CookiesPage { shell }),
        Refuse::OtherBrowser => return gone(shell, LoginGone::OtherBrowser),
        Refuse::LoginUnknown | Refuse::LoginExpired => return gone(shell, LoginGone::Expired),
        Refuse::LoginLeft(why, left) => return gone(shell_of(visit, left), *why),
        Refuse::Client(error) => {
            let (fault, reference) = (fault_of(error), visit.reference());
            let page = ClientErrorPage {
                shell,
                fault,
                reference,
            };
            return visit.page(status, &page);
        }
    };
    let retry = match refuse {
        Refuse::OldForm(Back::Login(id)) => Some(Href::new(&router::login(*id))),
        Refuse::OldForm(Back::Home) => Some(Href::new(&router::home())),
        _ => None,
    };
    let is_ours = matches!(fault, HttpFault::Busy | HttpFault::Internal);
    let page = HttpErrorPage {
        shell,
        fault,
        retry,
        reference: is_ours.then(|| visit.reference()),
    };
    visit.page(status, &page)
}

/// The frame of a page about a login that is over: its service is the way on.
fn shell_of(visit: &Visit, left: &LeftView) -> Shell {
    Shell {
        service: Some(screens::service(&left.service, None)),
        ..visit.shell_of(Some(left.language), &router::home())
    }
}

const fn fault_of(error: &PageError) -> ClientFault {
    match error {
        PageError::Malformed(BadParams::Duplicate(_)) => ClientFault::ParameterTwice,
        PageError::Malformed(_) => ClientFault::Unreadable,
        PageError::ClientMissing => ClientFault::ClientMissing,
        PageError::ClientUnknown => ClientFault::ClientUnknown,
        PageError::RedirectUriMissing => ClientFault::RedirectMissing,
        PageError::RedirectUriUnregistered => ClientFault::RedirectNotRegistered,
        PageError::RequestUnknown => ClientFault::RequestUnknown,
        PageError::HintOfAnotherClient => ClientFault::LogoutNotRegistered,
    }
}
