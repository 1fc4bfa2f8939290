//! The authorization endpoint (OpenID Connect Core 1.0 section 3.1.2.1).

use super::sent::as_get;
use crate::form::Body;
use crate::observer::LoginOutcome;
use crate::refuse::{Answered, Refuse};
use crate::router::{self, AUTHORIZE};
use crate::screens::{leave, see_other};
use crate::visit::Visit;
use axum::extract::RawQuery;
use axum::http::HeaderMap;
use lykill_operations::authorize::{self, AuthorizeAnswer};

/// GET /authorize: the table of checks authorises the service.
pub(crate) async fn get(visit: Visit, RawQuery(query): RawQuery) -> Answered {
    let query = query.unwrap_or_default();
    let browser = visit.browser_for_new_login(&query);
    match authorize::start(visit.ctx(), visit.call(), &query, &browser).await? {
        AuthorizeAnswer::Page(error) => Err(Refuse::Client(error)),
        AuthorizeAnswer::Return(way, cookies) => leave(&visit, &way, &cookies),
        AuthorizeAnswer::Login(id, cookies) => {
            visit.front().observer.login(LoginOutcome::Began);
            see_other(&visit, &router::login(id), &cookies)
        }
    }
}

/// POST /authorize: the same request as a GET, where the browser brings its cookies.
pub(crate) async fn post(
    visit: Visit,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    Body(body): Body,
) -> Answered {
    as_get(&visit, AUTHORIZE, (&headers, query.as_deref(), &body))
}
