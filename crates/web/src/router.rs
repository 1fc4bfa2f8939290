//! Every URL, in one table, grouped by who calls. The router and the list that tests compare
//! with are both made from it; addresses in pages are made here, too.

use crate::around::{around, panicked};
use crate::form::LARGEST_BODY_BYTES;
use crate::handlers::{
    activate, authorize, cancel, device, device_password, discovery, finish, home, info,
    introspect, key, link_code, link_send, login, logo, logout, logout_deliveries, method,
    new_password, otp, par, passkey, passkeys, password, receipts, revoke, smart_card, sms, token,
    upstream, userinfo,
};
use crate::pages::{Href, Links};
use crate::refuse::Refuse;
use crate::state::{Front, WebState};
use crate::static_files;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter, on};
use lykill_core::id::LoginId;
use lykill_oauth::types::Endpoints;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RouteInfo {
    /// `GET` (which answers HEAD, too) or `POST`.
    pub method: &'static str,
    /// The pattern: `/login/{id}/key`.
    pub path: &'static str,
    /// Who calls, and what for.
    pub kind: RouteKind,
    /// Whether the answer may hold what concerns one person or login only; such an answer is
    /// never stored by anybody (security.md case 119). The others may be cached.
    pub secret: bool,
}

/// Who calls an address, and what for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RouteKind {
    /// A person reads a standing page.
    Info,
    /// A person looks at a step of a login.
    Step,
    /// A person posts a form of ours: it carries a token.
    Form,
    /// A service sends a person's browser here: no token can be asked of it.
    Sent,
    /// A browser shows a certificate: served where the server asks for one, and nowhere else.
    Certificate,
    /// A program that shows who it is: a service's, the SMS gateway's. In JSON.
    Service,
    /// Anybody's program: public documents.
    Document,
    /// A browser loads a file.
    File,
}

impl RouteKind {
    /// Whether its answers are pages on which a language can be chosen.
    pub(crate) const fn is_page(self) -> bool {
        matches!(self, Self::Info | Self::Step)
    }

    /// Whether its answers are the same for everybody.
    pub(crate) const fn is_public(self) -> bool {
        matches!(self, Self::Document | Self::File)
    }

    const fn is_secret(self) -> bool {
        matches!(
            self,
            Self::Step | Self::Form | Self::Sent | Self::Certificate | Self::Service
        )
    }
}

macro_rules! table {
    ($($method:ident $path:literal $kind:ident $handler:expr;)*) => {
        static ROUTES: &[RouteInfo] = &[$(RouteInfo {
            method: stringify!($method),
            path: $path,
            kind: RouteKind::$kind,
            secret: RouteKind::$kind.is_secret(),
        },)*];

        /// The rows that are wanted.
        fn mount(wanted: impl Fn(&str, RouteKind) -> bool) -> Router<Arc<Front>> {
            let mut router = Router::new();
            $(if wanted($path, RouteKind::$kind) {
                router = router.route($path, on(MethodFilter::$method, $handler));
            })*
            router
        }
    };
}

table! {
    // A service sends the person's browser.
    GET  "/authorize"                              Sent     authorize::get;
    POST "/authorize"                              Sent     authorize::post;
    GET  "/upstream/{method}/callback"             Sent     upstream::callback;
    GET  "/login/{id}/card"                        Sent     smart_card::redeem;
    GET  "/activate/start"                         Sent     activate::start;
    GET  "/passkeys/start"                         Sent     activate::passkeys;
    GET  "/logout"                                 Sent     logout::get;
    POST "/logout"                                 Sent     logout::post;

    // A browser shows a certificate.
    GET  "/card"                                   Certificate smart_card::show;

    // A service's own program.
    POST "/token"                                  Service  token::post;
    POST "/introspect"                             Service  introspect::post;
    POST "/revoke"                                 Service  revoke::post;
    POST "/logout/deliveries"                      Service  logout_deliveries::post;
    POST "/par"                                    Service  par::post;
    GET  "/userinfo"                               Service  userinfo::answer;
    POST "/userinfo"                               Service  userinfo::answer;

    // The SMS gateway.
    POST "/sms/receipts"                           Service  receipts::post;

    // Anybody's program.
    GET  "/jwks"                                   Document discovery::jwks;
    GET  "/upstream/{method}/jwks"                 Document discovery::upstream_jwks;
    GET  "/.well-known/openid-configuration"       Document discovery::metadata;
    GET  "/.well-known/oauth-authorization-server" Document discovery::metadata;

    // A person logs in: one page shows whatever step the login awaits.
    GET  "/login/{id}"                             Step     login::show;
    GET  "/login/{id}/methods"                     Step     method::show;
    POST "/login/{id}/method"                      Form     method::post;
    POST "/login/{id}/password"                    Form     password::post;
    POST "/login/{id}/new-password"                Form     new_password::post;
    POST "/login/{id}/key"                         Form     key::post;
    POST "/login/{id}/otp"                         Form     otp::post;
    POST "/login/{id}/device"                      Form     device::post;
    POST "/login/{id}/device-password"             Form     device_password::post;
    POST "/login/{id}/sms"                         Form     sms::post;
    POST "/login/{id}/passkey"                     Form     passkey::post;
    POST "/login/{id}/link/send"                   Form     link_send::post;
    POST "/login/{id}/link/code"                   Form     link_code::post;
    POST "/login/{id}/finish"                      Form     finish::post;
    POST "/login/{id}/cancel"                      Form     cancel::post;
    POST "/logout/confirm"                         Form     logout::confirm;

    // A person looks after their passkeys; the link of a notice stops one without a login.
    GET  "/passkeys"                               Step     passkeys::show;
    POST "/passkeys/add"                           Form     passkeys::add;
    POST "/passkeys/remove"                        Form     passkeys::remove;
    GET  "/passkeys/stop"                          Step     passkeys::ask_stop;
    POST "/passkeys/stop"                          Sent     passkeys::stop;

    // A person reads.
    GET  "/"                                       Info     home::show;
    GET  "/help"                                   Info     info::help;
    GET  "/get-an-eid"                             Info     info::get_eid;
    GET  "/cannot-log-in"                          Info     info::cannot_log_in;
    GET  "/lost-card"                              Info     info::lost_card;
    GET  "/activate"                               Info     info::activate;
    GET  "/activated"                              Info     info::activated;
    GET  "/privacy"                                Info     info::privacy;
    GET  "/accessibility"                          Info     info::accessibility;
    GET  "/report"                                 Info     info::report;

    // A browser loads what pages name.
    GET  "/static/{file}"                          File     static_files::named;
    GET  "/logo/{file}"                            File     logo::file;
    GET  "/favicon.ico"                            File     static_files::favicon;
}

/// All routes of the front, in the order of the table.
pub fn routes() -> &'static [RouteInfo] {
    ROUTES
}

/// The row that answers a request; of a method that the address does not take, any row of it.
pub(crate) fn route_of(method: &Method, path: &str) -> Option<&'static RouteInfo> {
    let asked = if *method == Method::HEAD {
        "GET"
    } else {
        method.as_str()
    };
    let mut rows = ROUTES.iter().filter(|row| row.path == path);
    let first = rows.next()?;
    std::iter::once(first)
        .chain(rows)
        .find(|row| row.method == asked)
        .or(Some(first))
}

/// What a server adds to the front: the demo's pages.
#[derive(Default)]
pub struct Extra {
    /// More routes. They get the same headers, limits and refusals; their handlers may take a
    /// [`crate::Visit`]. None of them may have an address of the table but `/`.
    pub routes: Router,
    /// Whether `/` is among them.
    pub home: bool,
}

/// The front.
pub fn router(state: WebState) -> Router {
    router_with(state, Extra::default())
}

/// The front with more routes.
pub fn router_with(state: WebState, extra: Extra) -> Router {
    let front = Arc::new(Front::new(state));
    // Whoever does anything else with a document than to read it is refused like everywhere.
    let documents = ROUTES.iter().filter(|row| row.kind == RouteKind::Document);
    let guarded = documents.fold(
        mount(|path, kind| {
            let elsewhere = matches!(kind, RouteKind::Certificate | RouteKind::Document);
            let is_replaced = extra.home && path == "/";
            !elsewhere && !is_replaced
        }),
        |router, row| router.route(row.path, MethodRouter::new()),
    );
    let documents = mount(|_, kind| kind == RouteKind::Document).with_state(Arc::clone(&front));
    guarded
        .with_state(Arc::clone(&front))
        .merge(extra.routes)
        .fallback(async || Refuse::NotFound)
        .method_not_allowed_fallback(async || Refuse::WrongMethod)
        .layer(DefaultBodyLimit::max(LARGEST_BODY_BYTES))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(front, around))
        .merge(documents)
}

/// What is served where the server asks browsers for certificates: the one place to show them, and
/// the files of the pages that say what is wrong. Whoever serves it puts [`ClientCertificates`]
/// into each request.
pub fn certificate_router(state: WebState) -> Router {
    let front = Arc::new(Front::new(state));
    mount(|_, kind| matches!(kind, RouteKind::Certificate | RouteKind::File))
        .with_state(Arc::clone(&front))
        .fallback(async || Refuse::NotFound)
        .method_not_allowed_fallback(async || Refuse::WrongMethod)
        .layer(DefaultBodyLimit::max(LARGEST_BODY_BYTES))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(front, around))
}

/// Where certificates are shown, at the address of the listener that asks for them. It has no slash
/// at its end.
pub fn certificate_url(address: &str) -> String {
    format!("{address}{CARD}")
}

/// Where the endpoints are, for discovery. `issuer` has no slash at its end.
pub fn endpoints(issuer: &str) -> Endpoints {
    let at = |path: &str| format!("{issuer}{path}");
    Endpoints {
        authorization: at(AUTHORIZE),
        token: at("/token"),
        introspection: at("/introspect"),
        revocation: at("/revoke"),
        pushed: at("/par"),
        userinfo: at("/userinfo"),
        jwks: at("/jwks"),
        end_session: at(LOGOUT),
        logout_deliveries: at("/logout/deliveries"),
    }
}

/// Where another provider sends browsers back to, for the method of this name: an address of its
/// own, so that no provider's answer is taken for another's. `issuer` has no slash at its end.
pub fn upstream_callback(issuer: &str, method: &str) -> String {
    format!("{issuer}/upstream/{method}/callback")
}

/// Where an eID is activated, as letters print it. `issuer` has no slash at its end.
pub fn activate_url(issuer: &str) -> String {
    format!("{issuer}{ACTIVATE}")
}

/// Where people look after their passkeys. `issuer` has no slash at its end.
pub fn passkeys_url(issuer: &str) -> String {
    format!("{issuer}{PASSKEYS}")
}

/// Where a notice stops a passkey. `issuer` has no slash at its end.
pub fn passkey_stop_url(issuer: &str) -> String {
    format!("{issuer}{PASSKEYS_STOP}")
}

/// Our own services, at which whoever is new logs in for the first time, and at which people log
/// in to look after their passkeys: their registrations (RFC 7591). They ask for no level, learn
/// nothing, and take people of every age.
pub fn own_services(issuer: &str, name: &str) -> [serde_json::Value; 2] {
    let own = |id: String, back: &str| {
        serde_json::json!({
            "client_id": id,
            "client_name": name,
            "client_uri": id,
            "redirect_uris": [format!("{issuer}{back}")],
            "token_endpoint_auth_method": "client_secret_basic",
            "lykill_sector": "bank",
            "lykill_claims": [],
        })
    };
    [
        own(activate_url(issuer), ACTIVATED),
        own(passkeys_url(issuer), PASSKEYS),
    ]
}

/// Where certificates are shown.
const CARD: &str = "/card";
/// Where our own service leads back to.
pub(crate) const ACTIVATED: &str = "/activated";
/// Where an eID is activated.
pub(crate) const ACTIVATE: &str = "/activate";
/// Where people look after their passkeys.
pub(crate) const PASSKEYS: &str = "/passkeys";
/// Where a notice stops a passkey.
pub(crate) const PASSKEYS_STOP: &str = "/passkeys/stop";
/// Where the form that adds a passkey is posted.
pub(crate) const PASSKEYS_ADD: &str = "/passkeys/add";
/// Where the forms that remove one are.
pub(crate) const PASSKEYS_REMOVE: &str = "/passkeys/remove";
/// Where the login begins after which a passkey is added.
pub(crate) const PASSKEYS_START: &str = "/passkeys/start";
/// The pattern of the addresses of our keys for other providers.
pub(crate) const UPSTREAM_JWKS: &str = "/upstream/{method}/jwks";
/// The authorization endpoint.
pub(crate) const AUTHORIZE: &str = "/authorize";
/// The end-session endpoint.
pub(crate) const LOGOUT: &str = "/logout";
/// Where the logout page's form is posted.
pub(crate) const LOGOUT_CONFIRM: &str = "/logout/confirm";

/// The front page.
pub(crate) fn home() -> String {
    "/".to_owned()
}

/// A login: whatever step it awaits.
pub(crate) fn login(id: LoginId) -> String {
    format!("/login/{id}")
}

/// Where a browser brings the ticket that it got for its card. `issuer` has no slash at its end.
pub(crate) fn ticket(issuer: &str, id: LoginId, ticket: &str) -> String {
    format!("{issuer}/login/{id}/card?ticket={ticket}")
}

/// Where a step of a login is posted or looked at.
pub(crate) fn step(id: LoginId, step: Step) -> Href {
    let name = match step {
        Step::Methods => "methods",
        Step::Method => "method",
        Step::Password => "password",
        Step::NewPassword => "new-password",
        Step::Key => "key",
        Step::Otp => "otp",
        Step::Device => "device",
        Step::DevicePassword => "device-password",
        Step::Sms => "sms",
        Step::Passkey => "passkey",
        Step::LinkSend => "link/send",
        Step::LinkCode => "link/code",
        Step::Finish => "finish",
        Step::Cancel => "cancel",
    };
    Href::new(&format!("/login/{id}/{name}"))
}

/// The addresses below a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Methods,
    Method,
    Password,
    NewPassword,
    Key,
    Otp,
    Device,
    DevicePassword,
    Passkey,
    Sms,
    LinkSend,
    LinkCode,
    Finish,
    Cancel,
}

/// The operator's picture of a method.
pub(crate) fn logo(file: &str) -> Href {
    Href::new(&format!("/logo/{file}"))
}

/// The links that stand on every page.
pub(crate) fn links() -> Links {
    Links {
        home: Href::new("/"),
        help: Href::new("/help"),
        get_eid: Href::new("/get-an-eid"),
        activate: Href::new(ACTIVATE),
        activate_start: Href::new("/activate/start"),
        passkeys: Href::new(PASSKEYS),
        cannot_log_in: Href::new("/cannot-log-in"),
        lost_card: Href::new("/lost-card"),
        privacy: Href::new("/privacy"),
        accessibility: Href::new("/accessibility"),
        report: Href::new("/report"),
        files: Href::new("/static"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_routed(address: &str, id: LoginId) -> bool {
        let pattern = address.replace(&id.to_string(), "{id}");
        ROUTES.iter().any(|row| row.path == pattern)
    }

    #[test]
    fn every_address_that_a_page_names_is_routed() {
        let id: LoginId = "0190f3c41f3a7c3e8d0b6f2a9c4e1d57".parse().expect("an id");
        let links = links();
        let standing = [
            links.home,
            links.help,
            links.get_eid,
            links.activate,
            links.activate_start,
            links.passkeys,
            links.cannot_log_in,
            links.lost_card,
            links.privacy,
            links.accessibility,
            links.report,
        ];
        let steps = [
            Step::Methods,
            Step::Method,
            Step::Password,
            Step::NewPassword,
            Step::Key,
            Step::Sms,
            Step::Passkey,
            Step::LinkSend,
            Step::LinkCode,
            Step::Finish,
            Step::Cancel,
        ];
        let addresses = steps.map(|step| super::step(id, step).to_string());
        let others = [
            login(id),
            home(),
            AUTHORIZE.into(),
            LOGOUT.into(),
            LOGOUT_CONFIRM.into(),
        ];
        let standing = standing.map(|link| link.to_string());
        for address in addresses.iter().chain(&others).chain(&standing) {
            assert!(is_routed(address, id), "{address}");
        }
    }

    #[test]
    fn a_head_request_is_that_of_its_get() {
        let row = route_of(&Method::HEAD, "/logout").expect("a row");
        assert_eq!((row.method, row.kind), ("GET", RouteKind::Sent));
        let row = route_of(&Method::PUT, "/token").expect("a row");
        assert_eq!((row.method, row.kind), ("POST", RouteKind::Service));
        assert_eq!(route_of(&Method::GET, "/nowhere"), None);
    }
}
