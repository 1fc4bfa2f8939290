//! Logging out (OpenID Connect RP-Initiated Logout 1.0): at once with the service's own ID token
//! of this session, otherwise after asking the person (security.md case 112).

use super::sent::as_get;
use crate::csrf::{self, Purpose};
use crate::form::{Body, Form};
use crate::pages::{Href, LoggedOutPage, LogoutOutcome, LogoutPage, Service, Shell, Shown};
use crate::refuse::{Answered, Refuse};
use crate::router::{LOGOUT, LOGOUT_CONFIRM};
use crate::screens::see_other;
use crate::visit::Visit;
use axum::extract::RawQuery;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use lykill_core::DisplayName;
use lykill_operations::call::NewCookies;
use lykill_operations::logout::{self, LogoutAnswer};

/// GET /logout: the session cookie and the ID token say whose session it is.
pub(crate) async fn get(visit: Visit, RawQuery(query): RawQuery) -> Answered {
    let params = query.unwrap_or_default();
    let (ctx, call, browser) = (visit.ctx(), visit.call(), visit.browser());
    let answer = logout::start(ctx, call, params.as_bytes(), browser).await?;
    answered(&visit, answer)
}

/// POST /logout: the same request as a GET, where the browser brings its cookies.
pub(crate) async fn post(
    visit: Visit,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    Body(body): Body,
) -> Answered {
    as_get(&visit, LOGOUT, (&headers, query.as_deref(), &body))
}

/// POST /logout/confirm: "log out" or "stay" on our own page.
pub(crate) async fn confirm(visit: Visit, form: Form) -> Answered {
    let typed = form.authorise(&visit, &Purpose::Logout)?;
    if typed.text("action") == "stay" {
        let (shell, outcome) = (visit.shell(), LogoutOutcome::Stayed);
        return visit.page(StatusCode::OK, &LoggedOutPage { shell, outcome });
    }
    let (ctx, call, browser) = (visit.ctx(), visit.call(), visit.browser());
    let answer = logout::confirm(ctx, call, typed.carried().as_bytes(), browser).await?;
    answered(&visit, answer)
}

fn answered(visit: &Visit, answer: LogoutAnswer) -> Answered {
    match answer {
        LogoutAnswer::Confirm {
            service,
            params,
            form_action,
        } => ask(
            visit,
            service.as_ref(),
            params,
            &form_action.unwrap_or_default(),
        ),
        LogoutAnswer::Done {
            redirect: Some(url),
            ..
        } => forgotten(visit, see_other(visit, &url, &NewCookies::default())),
        LogoutAnswer::Done {
            redirect: None,
            service,
        } => forgotten(visit, done(visit, service)),
        LogoutAnswer::Page(error) => Err(Refuse::Client(error)),
    }
}

fn ask(
    visit: &Visit,
    service: Option<&DisplayName>,
    carried: Vec<(String, String)>,
    leads_to: &str,
) -> Answered {
    let session = visit.browser().session.as_ref();
    let token = |cookie| csrf::token(visit.ctx(), &Purpose::Logout, cookie);
    let shell = Shell {
        csrf: session.map(token).unwrap_or_default(),
        service: service.map(|name| named(name, None)),
        ..visit.shell()
    };
    let action = Href::new(LOGOUT_CONFIRM);
    visit.page_towards(
        &[leads_to],
        StatusCode::OK,
        &LogoutPage {
            shell,
            action,
            carried,
        },
    )
}

fn done(visit: &Visit, service: Option<(DisplayName, Option<String>)>) -> Answered {
    let browser = visit.browser();
    let outcome = if browser.session.is_some() || !browser.isolated.is_empty() {
        LogoutOutcome::LoggedOut
    } else {
        LogoutOutcome::WasNotLoggedIn
    };
    let service = service.map(|(name, start)| named(&name, start.as_deref()));
    let shell = Shell {
        service,
        ..visit.shell()
    };
    visit.page(StatusCode::OK, &LoggedOutPage { shell, outcome })
}

fn named(name: &DisplayName, start: Option<&str>) -> Service {
    let (name, start) = (Shown::new(name.as_str()), start.map(Href::new));
    Service {
        name,
        part: None,
        start,
        cancel: None,
    }
}

/// The same answer, and the browser forgets the session.
fn forgotten(visit: &Visit, answered: Answered) -> Answered {
    let mut response = answered?;
    if let Some(cookie) = visit.front().cookies.forget_session() {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    for name in visit.browser().isolated.keys() {
        if let Some(cookie) = visit.front().cookies.forget_isolated(name) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    }
    Ok(response)
}
