//! The front: every URL, the pages, and the rules of the browser. A handler parses, authorises in
//! one visible line, calls one operation and renders; nothing is decided here.
//!
//! * [`router`] holds every URL in one table, grouped by who calls.
//! * `handlers/` has one file per screen or endpoint, `screens/` turns a login's step into a page.
//! * [`Refuse`] is the one place where errors become answers.
//! * `cookies`, `csrf`, `form`, `headers`, `peer` and `language` hold what every request obeys.

pub mod fuzz;
pub mod pages;
pub mod words;

mod around;
mod cookies;
mod csrf;
mod form;
mod handlers;
mod headers;
mod language;
mod observer;
mod peer;
mod refuse;
mod router;
mod screens;
mod state;
mod static_files;
mod visit;

pub use handlers::ClientCertificates;
pub use observer::{LoginOutcome, Observer, Unobserved};
pub use refuse::{Answered, Refuse};
pub use router::{
    Extra, RouteInfo, RouteKind, activate_url, certificate_router, certificate_url, endpoints,
    own_services, passkey_stop_url, passkeys_url, router, router_with, routes, upstream_callback,
};
pub use state::WebState;
pub use visit::Visit;
