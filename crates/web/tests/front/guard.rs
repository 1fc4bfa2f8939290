//! What guards every answer, on every route of the table.

use super::tab::{Answer, FORM, Tab, request, send, send_raw};
use super::world::{PROVIDER, World};
use axum::Router;
use axum::body::Body;
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::routing::get;
use lykill_core::audit::AuditKind;
use lykill_web::{Answered, Extra, Refuse, RouteInfo, RouteKind, Visit, routes};
use std::collections::BTreeSet;

const LOGIN: &str = "0190f3c41f3a7c3e8d0b6f2a9c4e1d57";

fn path(route: &RouteInfo) -> String {
    route
        .path
        .replace("{id}", LOGIN)
        .replace("{method}", PROVIDER)
        .replace("/logo/{file}", "/logo/0123456789abcdef.svg")
        .replace("{file}", "app.css")
}

async fn ask(world: &World, method: Method, path: &str) -> Answer {
    let mut request = request(method, path, "");
    request
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(FORM));
    send(world, request).await
}

fn assert_guarded(answer: &Answer, what: &str) {
    let policy = answer.header("content-security-policy");
    for directive in [
        "default-src 'none'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    ] {
        assert!(policy.contains(directive), "{what}: {policy}");
    }
    assert!(
        !policy.contains("unsafe") && !policy.contains("script-src"),
        "{what}"
    );
    let hsts = answer.header("strict-transport-security");
    assert!(
        hsts.contains("max-age=63072000") && hsts.contains("includeSubDomains"),
        "{what}"
    );
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(answer.header("referrer-policy"), "same-origin", "{what}");
    assert_eq!(
        answer.header("cross-origin-opener-policy"),
        "same-origin",
        "{what}"
    );
    assert!(!answer.header("permissions-policy").is_empty(), "{what}");
    assert_eq!(answer.header("x-request-id").len(), 32, "{what}");
    assert!(!answer.body.contains("<script"), "{what}");
    assert!(!answer.body.contains(" style="), "{what}");
}

#[tokio::test]
async fn case_182_every_route_is_guarded_whatever_it_answers() {
    let world = World::new().await;
    for route in routes() {
        for method in [Method::GET, Method::POST, Method::PUT, Method::HEAD] {
            let what = format!("{method} {}", route.path);
            let answer = ask(&world, method.clone(), &path(route)).await;
            assert_guarded(&answer, &what);
            assert!(answer.status.as_u16() < 500, "{what}: {}", answer.status);
        }
    }
    let lost = ask(&world, Method::GET, "/nowhere").await;
    assert_guarded(&lost, "nowhere");
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn case_119_nobody_keeps_an_answer_about_a_person() {
    let world = World::new().await;
    for route in routes() {
        let method = route.method.parse().unwrap();
        let answer = ask(&world, method, &path(route)).await;
        let kept = answer.header("cache-control");
        let may_keep = matches!(route.kind, RouteKind::Document | RouteKind::File);
        assert_eq!(
            kept == "no-store",
            !may_keep,
            "{} {}: {kept}",
            route.method,
            route.path
        );
        assert!(!(route.secret && may_keep), "{}", route.path);
    }
}

#[tokio::test]
async fn case_181_every_form_without_its_token_is_refused() {
    let world = World::new().await;
    let mut tab = Tab::default();
    tab.begin(&world).await;
    let forms = routes()
        .iter()
        .filter(|route| route.kind == RouteKind::Form);
    for route in forms {
        for fields in [&[][..], &[("csrf", "AAAA")]] {
            let answer = tab.post(&world, &path(route), fields).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", route.path);
            assert!(answer.header("content-type").starts_with("text/html"));
        }
    }
}

#[tokio::test]
async fn the_table_has_no_row_twice_and_every_row_answers() {
    let world = World::new().await;
    let rows: BTreeSet<_> = routes().iter().map(|row| (row.method, row.path)).collect();
    assert_eq!(rows.len(), routes().len());
    for route in routes() {
        let method = route.method.parse().unwrap();
        let answer = ask(&world, method, &path(route)).await;
        assert_ne!(
            answer.status,
            StatusCode::METHOD_NOT_ALLOWED,
            "{}",
            route.path
        );
        // Certificates are shown elsewhere, and here to nobody.
        if route.kind == RouteKind::Certificate {
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
            continue;
        }
        // A callback's `state` names a login, as `{id}` does.
        let is_login = route.path.contains("{id}") || route.path.ends_with("/callback");
        assert!(
            is_login || answer.status != StatusCode::NOT_FOUND,
            "{}",
            route.path
        );
    }
    let requests = world.counted.requests.lock().unwrap();
    assert!(
        requests.iter().all(|(_, route, _)| !route.contains(LOGIN)),
        "{requests:?}"
    );
}

#[tokio::test]
async fn another_method_is_405_and_says_which_are_taken() {
    let world = World::new().await;
    let page = ask(&world, Method::DELETE, "/login/1/password").await;
    assert_eq!(page.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(page.header("allow"), "POST");
    assert!(page.header("content-type").starts_with("text/html"));
    let json = ask(&world, Method::GET, "/token").await;
    assert_eq!(json.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(json.body.contains("invalid_request"), "{}", json.body);
}

#[tokio::test]
async fn a_body_of_more_than_64_kib_is_413() {
    let world = World::new().await;
    let large = format!("a={}", "b".repeat(64 * 1024));
    for (path, kind) in [("/token", "application/json"), ("/authorize", "text/html")] {
        let mut request = request(Method::POST, path, large.clone());
        request
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static(FORM));
        let answer = send(&world, request).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
        assert!(answer.header("content-type").starts_with(kind), "{path}");
    }
}

#[tokio::test]
async fn case_226_a_panic_is_one_requests_500_and_tells_nothing() {
    async fn broken() -> &'static str {
        panic!("inner words");
    }
    async fn greet(visit: Visit) -> String {
        format!("hello {}", visit.now().seconds())
    }
    let routes = Router::new()
        .route("/broken", get(broken))
        .route("/greet", get(greet));
    let world = World::with(
        super::world::ISSUER,
        Extra {
            routes,
            home: false,
        },
    )
    .await;
    for _ in 0..3 {
        let answer = ask(&world, Method::GET, "/broken").await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert_guarded(&answer, "broken");
        assert!(!answer.body.contains("inner words"));
        assert!(answer.body.contains("L-"), "a reference code");
    }
    let rows = world.audit(AuditKind::RequestPanicked).await;
    let details: Vec<_> = rows.iter().map(|row| row.detail.as_str()).collect();
    assert_eq!(
        details, ["/broken"; 3],
        "the audit shows it, and no inner words"
    );
    let answer = ask(&world, Method::GET, "/greet").await;
    assert!(answer.body.starts_with("hello 17"), "{}", answer.body);
    assert_guarded(&answer, "greet");
}

#[tokio::test]
async fn who_is_too_busy_says_when_to_come_again() {
    async fn slow() -> Answered {
        Err(Refuse::TooSlow)
    }
    let routes = Router::new().route("/slow", get(slow));
    let extra = Extra {
        routes,
        home: false,
    };
    let world = World::with(super::world::ISSUER, extra).await;
    let answer = ask(&world, Method::GET, "/slow").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.header("retry-after"), "2");
    assert_guarded(&answer, "slow");
}

#[tokio::test]
async fn a_loopback_issuer_without_tls_has_plain_cookies_and_no_hsts() {
    let world = World::with("http://localhost:8080", Extra::default()).await;
    let mut tab = Tab::default();
    let login = tab.begin(&world).await;
    assert_eq!(tab.cookies.keys().collect::<Vec<_>>(), ["lykill_browser"]);
    let page = tab.get(&world, &login).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.header("strict-transport-security"), "");
    assert!(page.body.contains("localhost:8080"), "the host to check");
}

#[tokio::test]
async fn a_login_speaks_the_language_that_was_asked_for() {
    let world = World::new().await;
    let wish = super::tab::authorize("lonn") + "&ui_locales=da";
    for (cookie, accepts, path, spoken) in [
        (None, "en", super::tab::authorize("lonn"), "en"),
        (None, "fr", super::tab::authorize("lonn"), "nb"),
        (None, "en", wish.clone(), "da"),
        (Some("en"), "nb", wish.clone(), "en"),
        (None, "nn-NO,nb;q=0.9", super::tab::authorize("lonn"), "nn"),
        (None, "en", super::tab::authorize("lonn") + "&lang=da", "en"),
    ] {
        let mut tab = Tab::default();
        if let Some(language) = cookie {
            let name = "__Host-lykill_language".to_owned();
            tab.cookies.insert(name, language.to_owned());
        }
        let mut begin = request(Method::GET, &path, Body::empty());
        begin
            .headers_mut()
            .insert(ACCEPT_LANGUAGE, HeaderValue::from_static(accepts));
        let login = tab.ask(&world, begin).await.location().to_owned();
        let page = tab.get(&world, &login).await;
        let html = format!("<html lang=\"{spoken}\"");
        assert!(page.body.contains(&html), "{cookie:?} {accepts} {path}");
    }
}

#[tokio::test]
async fn a_request_from_nowhere_is_not_served() {
    let world = World::new().await;
    let answer = send_raw(&world, request(Method::GET, "/help", Body::empty())).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!answer.body.contains("/lost-card\">"), "no help page");
}

#[tokio::test]
async fn case_184_an_error_page_repeats_nothing_of_the_request() {
    let world = World::new().await;
    let evil = "/nowhere-canary?q=canary%3Cscript%3E";
    let answer = ask(&world, Method::GET, evil).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(!answer.body.contains("canary"), "{}", answer.body);
    let query = "/authorize?client_id=canary&redirect_uri=https://canary.example/";
    let answer = ask(&world, Method::GET, query).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(!answer.body.contains("canary"), "{}", answer.body);
}

#[tokio::test]
async fn a_language_is_chosen_by_address_then_remembered() {
    let world = World::new().await;
    let mut tab = Tab::default();
    let page = tab.get(&world, "/help?x=1&lang=da").await;
    assert!(page.body.contains("<html lang=\"da\""));
    assert!(page.body.contains("/help?x=1&#38;lang=en"), "{}", page.body);
    assert_eq!(tab.cookies["__Host-lykill_language"], "da");
    let page = tab.get(&world, "/privacy").await;
    assert!(page.body.contains("<html lang=\"da\""));
    let page = tab.get(&world, "/privacy?lang=en").await;
    assert!(page.body.contains("<html lang=\"en\""));
    let page = tab.get(&world, "/privacy?lang=//evil.example").await;
    assert!(page.body.contains("<html lang=\"en\""));
}
