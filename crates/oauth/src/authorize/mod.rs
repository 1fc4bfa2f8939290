//! The authorization request as a table: steps are rows, endpoints are columns, one check a file.
//!
//! The first rows end in a page, since nothing may be trusted for a redirect yet; once client
//! and redirect URI are verified the others end in an error redirect. The types keep the two
//! apart: a `PageCheck` cannot make a redirect, a `RedirectCheck` runs only with a verified
//! redirect URI (RFC 6749 section 4.1.2.1, OIDC Core 1.0 section 3.1.2).

mod check_acr_values;
mod check_claims;
mod check_client;
mod check_id_token_hint;
mod check_login_hint;
mod check_max_age;
mod check_nonce;
mod check_pkce;
mod check_prompt;
mod check_pushed;
mod check_redirect_uri;
mod check_request_object;
mod check_response_mode;
mod check_response_type;
mod check_scope;
mod check_state;
mod check_ui_locales;
pub mod response;

pub(crate) use check_max_age::LONGEST_AGE_SECONDS;

use crate::params::Params;
use crate::types::{
    AcrNames, AuthorizeRequest, Client, ErrorRedirect, OAuthError, PageError, RedirectUri, Refusal,
};
use lykill_core::id::ClientId;
use lykill_crypto::pure::jose::VerifyKey;

/// An authorization request and what was loaded for it.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// What was sent.
    pub params: &'a Params,
    /// The client whose id was sent, when one is registered.
    pub client: Option<&'a Client>,
    /// The names of levels.
    pub acr: &'a AcrNames,
    /// This issuer.
    pub issuer: &'a str,
    /// The keys with which this issuer signs, or signed, ID tokens: for `id_token_hint`.
    pub keys: &'a [VerifyKey],
}

/// Which endpoint runs the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Endpoint {
    /// A browser brings a request.
    Authorize,
    /// A client pushes a request.
    Push,
    /// A login is over and its answer is about to leave: the client may be another than before.
    Resume,
}

/// Who asks, and where the answer shall go; nothing of it is verified.
struct Asker<'a> {
    client_id: Option<&'a str>,
    redirect_uri: Option<&'a str>,
    client: Option<&'a Client>,
}

/// Who asked, as far as it is verified.
#[derive(Default)]
struct Verified<'a> {
    client: Option<&'a Client>,
    redirect_uri: Option<RedirectUri>,
}

type PageCheck = for<'a> fn(&Asker<'a>, &mut Verified<'a>) -> Result<(), PageError>;
type RedirectCheck = fn(&Inputs<'_>, &Client, &mut AuthorizeRequest) -> Result<(), OAuthError>;

/// One step that may end in a page.
struct PageRow {
    check: PageCheck,
    at: &'static [Endpoint],
}

/// One step that may end in an error redirect.
struct RedirectRow {
    check: RedirectCheck,
    at: &'static [Endpoint],
}

use Endpoint::{Authorize, Push, Resume};

#[rustfmt::skip]
const PAGE_TABLE: &[PageRow] = &[
    PageRow { check: check_client::check,               at: &[Authorize, Push, Resume] },
    PageRow { check: check_redirect_uri::check,         at: &[Authorize, Push, Resume] },
];

/// `state` comes first and `response_mode` second, so that every later refusal echoes the one and
/// goes the way of the other. After a login only the level
/// is held against the request again, by `crate::level::enforce`.
#[rustfmt::skip]
const REDIRECT_TABLE: &[RedirectRow] = &[
    RedirectRow { check: check_state::check,            at: &[Authorize, Push] },
    RedirectRow { check: check_response_mode::check,    at: &[Authorize, Push] },
    RedirectRow { check: check_pushed::check,           at: &[Authorize] },
    RedirectRow { check: check_request_object::check,   at: &[Authorize, Push] },
    RedirectRow { check: check_response_type::check,    at: &[Authorize, Push] },
    RedirectRow { check: check_scope::check,            at: &[Authorize, Push] },
    RedirectRow { check: check_pkce::check,             at: &[Authorize, Push] },
    RedirectRow { check: check_nonce::check,            at: &[Authorize, Push] },
    RedirectRow { check: check_prompt::check,           at: &[Authorize, Push] },
    RedirectRow { check: check_max_age::check,          at: &[Authorize, Push] },
    RedirectRow { check: check_acr_values::check,       at: &[Authorize, Push] },
    RedirectRow { check: check_claims::check,           at: &[Authorize, Push] },
    RedirectRow { check: check_id_token_hint::check,    at: &[Authorize, Push] },
    RedirectRow { check: check_login_hint::check,       at: &[Authorize, Push] },
    RedirectRow { check: check_ui_locales::check,       at: &[Authorize, Push] },
];

/// Checks a request that arrives.
///
/// # Errors
/// [`Refusal::Page`] until client and redirect URI are verified, [`Refusal::Redirect`] after.
pub fn check(inputs: &Inputs<'_>) -> Result<AuthorizeRequest, Refusal> {
    run(inputs, inputs.params.get("client_id"), Authorize)
}

/// Checks a request that a client pushed, which is authenticated as `client_id`.
///
/// # Errors
/// As [`check`]; nothing of it leaves by a browser.
pub(crate) fn check_pushed_request(
    inputs: &Inputs<'_>,
    client_id: &ClientId,
) -> Result<AuthorizeRequest, Refusal> {
    run(inputs, Some(client_id.as_str()), Push)
}

fn run(
    inputs: &Inputs<'_>,
    client_id: Option<&str>,
    endpoint: Endpoint,
) -> Result<AuthorizeRequest, Refusal> {
    let asker = Asker {
        client_id,
        redirect_uri: inputs.params.get("redirect_uri"),
        client: inputs.client,
    };
    let (client, redirect_uri) = verify(&asker, endpoint)?;
    let mut request = AuthorizeRequest::begin(client, redirect_uri);
    let rows = REDIRECT_TABLE.iter();
    for row in rows.filter(|row| row.at.contains(&endpoint)) {
        (row.check)(inputs, client, &mut request).map_err(|error| redirect(&request, error))?;
    }
    Ok(request)
}

/// Checks, before an answer leaves, that the stored request's client is still registered with
/// that redirect URI.
///
/// # Errors
/// [`PageError`] when the registration changed meanwhile: then there is nowhere to redirect to.
pub fn resume(request: &AuthorizeRequest, client: Option<&Client>) -> Result<(), PageError> {
    let asker = Asker {
        client_id: Some(request.client_id.as_str()),
        redirect_uri: Some(request.redirect_uri.as_str()),
        client,
    };
    verify(&asker, Resume).map(|_| ())
}

/// An error that goes back to the client of a checked request.
pub fn redirect(request: &AuthorizeRequest, error: OAuthError) -> Refusal {
    Refusal::Redirect(Box::new(ErrorRedirect {
        redirect_uri: request.redirect_uri.clone(),
        response_mode: request.response_mode,
        error,
        state: request.state.clone(),
    }))
}

fn verify<'a>(
    asker: &Asker<'a>,
    endpoint: Endpoint,
) -> Result<(&'a Client, RedirectUri), PageError> {
    let mut verified = Verified::default();
    for row in PAGE_TABLE.iter().filter(|row| row.at.contains(&endpoint)) {
        (row.check)(asker, &mut verified)?;
    }
    match (verified.client, verified.redirect_uri) {
        (Some(client), Some(redirect_uri)) => Ok((client, redirect_uri)),
        (None, _) => Err(PageError::ClientUnknown),
        (_, None) => Err(PageError::RedirectUriUnregistered),
    }
}

/// An `invalid_request` of one of the checks.
fn invalid(reason: &'static str, description: &str) -> OAuthError {
    OAuthError::new(crate::types::ErrorCode::InvalidRequest, reason, description)
}

#[cfg(test)]
mod tests;
