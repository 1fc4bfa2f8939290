//! What the route table promises, made into tests: no endpoint without a refusal test.

use lykill_core::Clock as _;
use lykill_core::id::LoginId;
use lykill_crypto::engine::{SystemClock, SystemRng};
use lykill_testkit::{Page, RelyingParty, World};
use lykill_web::{RouteInfo, RouteKind, routes};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::json;
use std::collections::BTreeSet;

/// How each address refuses what it must refuse: the row of the table, and the least that a
/// wrong request is answered with. A new route has to be added here, with its own refusal.
const REFUSALS: &[(&str, &str, Refusal)] = &[
    ("GET", "/authorize", Refusal::Status(400)),
    ("POST", "/authorize", Refusal::Status(400)),
    ("GET", "/logout", Refusal::StaysHere),
    ("POST", "/logout", Refusal::StaysHere),
    ("POST", "/token", Refusal::Status(401)),
    ("POST", "/introspect", Refusal::Status(401)),
    ("POST", "/revoke", Refusal::Status(401)),
    ("POST", "/logout/deliveries", Refusal::Status(401)),
    ("POST", "/par", Refusal::Status(401)),
    ("POST", "/sms/receipts", Refusal::Status(403)),
    ("GET", "/userinfo", Refusal::Status(401)),
    ("POST", "/userinfo", Refusal::Status(401)),
    ("GET", "/jwks", Refusal::OtherMethod),
    ("GET", "/card", Refusal::Status(404)),
    ("GET", "/login/{id}/card", Refusal::Status(404)),
    ("GET", "/upstream/{method}/callback", Refusal::Status(404)),
    ("GET", "/upstream/{method}/jwks", Refusal::Status(404)),
    (
        "GET",
        "/.well-known/openid-configuration",
        Refusal::OtherMethod,
    ),
    (
        "GET",
        "/.well-known/oauth-authorization-server",
        Refusal::OtherMethod,
    ),
    ("GET", "/login/{id}", Refusal::Status(404)),
    ("GET", "/login/{id}/methods", Refusal::Status(404)),
    ("POST", "/login/{id}/method", Refusal::Status(403)),
    ("POST", "/login/{id}/password", Refusal::Status(403)),
    ("POST", "/login/{id}/new-password", Refusal::Status(403)),
    ("POST", "/login/{id}/key", Refusal::Status(403)),
    ("POST", "/login/{id}/otp", Refusal::Status(403)),
    ("POST", "/login/{id}/device", Refusal::Status(403)),
    ("POST", "/login/{id}/device-password", Refusal::Status(403)),
    ("POST", "/login/{id}/sms", Refusal::Status(403)),
    ("POST", "/login/{id}/passkey", Refusal::Status(403)),
    ("GET", "/passkeys/start", Refusal::StaysHere),
    ("GET", "/passkeys", Refusal::StaysHere),
    ("POST", "/passkeys/add", Refusal::Status(403)),
    ("POST", "/passkeys/remove", Refusal::Status(403)),
    ("GET", "/passkeys/stop", Refusal::Status(410)),
    ("POST", "/passkeys/stop", Refusal::Status(410)),
    ("POST", "/login/{id}/link/send", Refusal::Status(403)),
    ("POST", "/login/{id}/link/code", Refusal::Status(403)),
    ("POST", "/login/{id}/finish", Refusal::Status(403)),
    ("POST", "/login/{id}/cancel", Refusal::Status(403)),
    ("POST", "/logout/confirm", Refusal::Status(403)),
    ("GET", "/", Refusal::OtherMethod),
    ("GET", "/help", Refusal::OtherMethod),
    ("GET", "/get-an-eid", Refusal::OtherMethod),
    ("GET", "/cannot-log-in", Refusal::OtherMethod),
    ("GET", "/lost-card", Refusal::OtherMethod),
    ("GET", "/activate/start", Refusal::StaysHere),
    ("GET", "/activate", Refusal::OtherMethod),
    ("GET", "/activated", Refusal::OtherMethod),
    ("GET", "/privacy", Refusal::OtherMethod),
    ("GET", "/accessibility", Refusal::OtherMethod),
    ("GET", "/report", Refusal::OtherMethod),
    ("GET", "/static/{file}", Refusal::Status(404)),
    ("GET", "/logo/{file}", Refusal::Status(404)),
    ("GET", "/favicon.ico", Refusal::OtherMethod),
];

#[derive(Debug, Clone, Copy)]
enum Refusal {
    /// A request without anything that it needs is answered so.
    Status(u16),
    /// A request without anything that it needs leads to no other site.
    StaysHere,
    /// There is nothing to refuse but a method that changes things.
    OtherMethod,
}

/// The same pattern with something that nobody has.
fn nobodys(path: &str) -> String {
    let id = LoginId::new(SystemClock.now(), &SystemRng).to_string();
    let path = path.replace("{method}", "nobodys");
    path.replace("{id}", &id).replace("{file}", "nothing.css")
}

fn expected(route: &RouteInfo) -> Refusal {
    let row = REFUSALS
        .iter()
        .find(|(method, path, _)| (*method, *path) == (route.method, route.path));
    match row {
        Some((_, _, refusal)) => *refusal,
        None => panic!("{} {} has no refusal test", route.method, route.path),
    }
}

/// Sends a request of this method to a route, with nothing that it needs, and follows where it
/// leads.
async fn bare(world: &World, method: &str, path: &str) -> Page {
    let browser = world.browser();
    let url = world.at(&nobodys(path));
    let request = browser.bare(Method::from_bytes(method.as_bytes()).unwrap(), &url);
    let form = "application/x-www-form-urlencoded";
    let request = if method == "POST" {
        request.header(CONTENT_TYPE, form)
    } else {
        request
    };
    let page = browser.take(&url, request).await;
    browser.follow(page).await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_endpoint_is_without_a_refusal() {
    let world = World::start().await;
    let table: BTreeSet<_> = routes()
        .iter()
        .map(|route| (route.method, route.path))
        .collect();
    let listed: BTreeSet<_> = REFUSALS
        .iter()
        .map(|(method, path, _)| (*method, *path))
        .collect();
    assert_eq!(table, listed, "the table of routes and this list differ");
    for route in routes() {
        let name = format!("{} {}", route.method, route.path);
        match expected(route) {
            Refusal::Status(status) => {
                let page = bare(&world, route.method, route.path).await;
                assert_eq!(page.status, status, "{name}: {}", page.text());
            }
            Refusal::StaysHere => {
                let page = bare(&world, route.method, route.path).await;
                assert_eq!(page.url.origin(), world.issuer().origin(), "{name}");
            }
            Refusal::OtherMethod => {
                let page = bare(&world, "DELETE", route.path).await;
                assert_eq!(page.status, 405, "{name}: {}", page.text());
            }
        }
    }
}

/// Methods that the table does not have do nothing, and no header stands in for one.
#[tokio::test(flavor = "multi_thread")]
async fn case_181_no_other_method_and_no_override_changes_anything() {
    let world = World::start().await;
    for route in routes() {
        let has = |method: &str| {
            routes()
                .iter()
                .any(|other| other.path == route.path && other.method == method)
        };
        for method in ["PUT", "DELETE", "PATCH", "TRACE"] {
            let page = bare(&world, method, route.path).await;
            assert!(matches!(page.status, 404 | 405), "{method} {}", route.path);
        }
        if !has("POST") {
            let page = bare(&world, "POST", route.path).await;
            // Where certificates are shown is no address of this listener.
            let is_elsewhere = route.kind == RouteKind::Certificate;
            let expected = if is_elsewhere { 404 } else { 405 };
            assert_eq!(page.status, expected, "POST {}", route.path);
        }
        if route.method == "POST" && !has("GET") {
            let browser = world.browser().sending("x-http-method-override", "POST");
            let page = browser.open(world.at(&nobodys(route.path))).await;
            assert_eq!(page.status, 405, "{}", route.path);
        }
    }
}

/// The unguarded POSTs are those that services and programs send; every other one is a form.
#[test]
fn every_post_is_a_form_or_named_here() {
    let free = [
        "/authorize",
        "/logout",
        "/token",
        "/introspect",
        "/revoke",
        "/logout/deliveries",
        "/par",
        "/sms/receipts",
        "/passkeys/stop",
        "/userinfo",
    ];
    for route in routes().iter().filter(|route| route.method == "POST") {
        let is_form = route.kind == RouteKind::Form;
        assert_ne!(is_form, free.contains(&route.path), "{}", route.path);
    }
}

/// A demo's addresses do not exist where a deployment is served.
#[tokio::test(flavor = "multi_thread")]
async fn a_served_deployment_has_no_demo_pages() {
    let world = World::start().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    for path in [
        "/demo/people",
        "/demo/post",
        "/demo",
        "/demo/post?person=ready",
    ] {
        assert_eq!(
            world.browser().open(world.at(path)).await.status,
            404,
            "{path}"
        );
    }
    drop(party);
}
