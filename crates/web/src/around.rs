//! Around every request: who calls, a time limit, the refusals' pages, the guarding headers, one
//! log line, one count.

use crate::headers;
use crate::language;
use crate::refuse::{Refuse, finish};
use crate::router::{RouteInfo, RouteKind, home, route_of};
use crate::state::Front;
use crate::visit::Visit;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use lykill_core::id::RequestId;
use lykill_core::{Language, Timestamp};
use lykill_operations::{Browser, Call, fault};
use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest that an answer may take.
const LONGEST: Duration = Duration::from_secs(15);

/// What is known of a request before its handler runs.
pub(crate) struct Arrival {
    pub(crate) front: Arc<Front>,
    pub(crate) call: Call,
    pub(crate) now: Timestamp,
    pub(crate) browser: Browser,
    pub(crate) has_language_cookie: bool,
    /// The language that this URL chooses.
    pub(crate) chosen: Option<Language>,
    /// The language that the browser prefers.
    pub(crate) preferred: Option<Language>,
    /// The address of this page in links to its other languages.
    pub(crate) here: String,
    pub(crate) route: Option<&'static RouteInfo>,
}

/// The layer around all routes.
pub(crate) async fn around(
    State(front): State<Arc<Front>>,
    mut request: Request,
    next: Next,
) -> Response {
    let observed = Observed::of(&request);
    let (visit, welcome) = arrive(&front, &request);
    let response = match welcome {
        Err(refuse) => refuse.into_response(),
        Ok(()) => {
            request.extensions_mut().insert(visit.clone());
            match tokio::time::timeout(LONGEST, answered(&visit, &observed, next, request)).await {
                Ok(response) => response,
                Err(_) => Refuse::TooSlow.into_response(),
            }
        }
    };
    let mut response = finish(&visit, response);
    dress(&visit, &mut response);
    observed.tell(&visit, &response);
    response
}

/// Tells the caller the request's id. Requests that are logged are called by it there.
pub(crate) fn name(id: RequestId, response: &mut Response) {
    if let Ok(id) = HeaderValue::try_from(id.to_string()) {
        response.headers_mut().insert(&REQUEST_ID, id);
    }
}

async fn answered(visit: &Visit, observed: &Observed, next: Next, request: Request) -> Response {
    let response = next.run(request).await;
    if response.extensions().get::<Panicked>().is_some() {
        let (ctx, call) = (visit.ctx(), visit.call());
        if let Err(error) = fault::record_panic(ctx, call, observed.pattern()).await {
            tracing::error!(%error, request_id = %call.request, "a panic is not in the audit");
        }
    }
    response
}

/// Marks the answer to a request whose handler panicked.
#[derive(Clone, Copy)]
struct Panicked;

/// What a handler's panic is answered with; the panic hook has told where it was.
pub(crate) fn panicked(_: Box<dyn Any + Send>) -> Response {
    let mut response = Refuse::Broken("a handler panicked").into_response();
    response.extensions_mut().insert(Panicked);
    response
}

fn arrive(front: &Arc<Front>, request: &Request) -> (Visit, Result<(), Refuse>) {
    let (headers, extensions) = (request.headers(), request.extensions());
    let now = front.ctx.now();
    let (peer, welcome) = match front.proxies.caller(extensions, headers) {
        Ok(peer) => (Some(peer), Ok(())),
        Err(refuse) => (None, Err(refuse)),
    };
    let matched = extensions.get::<MatchedPath>().map(MatchedPath::as_str);
    let route = matched.and_then(|path| route_of(request.method(), path));
    let is_public = route.is_some_and(|route| route.kind.is_public());
    let mut browser = front.cookies.read(headers);
    let has_language_cookie = browser.language.is_some();
    let chosen = chosen(request, route, matched);
    browser.language = chosen.or(browser.language);
    let request_id = RequestId::new(now, front.ctx.rng.as_ref());
    let visit = Visit(Arc::new(Arrival {
        front: Arc::clone(front),
        call: Call {
            request: request_id,
            peer,
        },
        now,
        browser,
        has_language_cookie,
        chosen,
        preferred: (!is_public).then(|| language::preferred(headers)).flatten(),
        here: here(request, route, matched),
        route,
    }));
    (visit, welcome)
}

/// The language that is chosen by looking at a page with `lang` in its address.
fn chosen(request: &Request, route: Option<&RouteInfo>, matched: Option<&str>) -> Option<Language> {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let is_page = route.map_or(matched.is_some(), |route| route.kind.is_page());
    let query = request.uri().query().filter(|_| is_read && is_page);
    language::of_query(query)
}

/// Standing pages, and those that the server adds, are shown in another language where they are;
/// from any other page without a login one comes to the front page.
fn here(request: &Request, route: Option<&RouteInfo>, matched: Option<&str>) -> String {
    let is_standing = match route {
        Some(route) => route.kind == RouteKind::Info,
        None => matched.is_some(),
    };
    let path = request.uri().path_and_query().filter(|_| is_standing);
    path.map_or_else(home, |path| path.as_str().to_owned())
}

fn dress(visit: &Visit, response: &mut Response) {
    let front = visit.front();
    headers::complete(response.headers_mut(), &front.headers);
    name(visit.call().request, response);
    let chosen = visit.0.chosen;
    if let Some(cookie) = chosen.and_then(|language| front.cookies.set_language(language)) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

/// A method as counters name it.
pub(crate) fn word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
}

/// What log and counters say about a request: its pattern, never its path or query.
struct Observed {
    method: &'static str,
    route: Option<MatchedPath>,
}

impl Observed {
    fn of(request: &Request) -> Self {
        Self {
            method: word(request.method()),
            route: request.extensions().get().cloned(),
        }
    }

    fn pattern(&self) -> &str {
        self.route.as_ref().map_or("unmatched", MatchedPath::as_str)
    }

    fn tell(&self, visit: &Visit, response: &Response) {
        let route = self.pattern();
        let (method, status) = (self.method, response.status().as_u16());
        let elapsed = visit.ctx().now().since(visit.now());
        let ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        let request_id = visit.call().request;
        // Documents and files are asked for often and say nothing about anybody.
        if visit.0.route.is_some_and(|route| route.kind.is_public()) && status < 500 {
            tracing::debug!(method, route, status, ms, %request_id, "request answered");
        } else {
            tracing::info!(method, route, status, ms, %request_id, "request answered");
        }
        visit
            .front()
            .observer
            .request(method, route, status, elapsed);
    }
}
