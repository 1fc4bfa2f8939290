//! The endpoints that services and their programs call.

use super::tab::{FORM, Tab, authorize, request, send};
use super::world::World;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, ORIGIN};
use axum::http::{HeaderValue, Method, StatusCode};
use lykill_web::{endpoints, routes};

#[tokio::test]
async fn discovery_names_addresses_that_answer() {
    let world = World::new().await;
    let mut tab = Tab::default();
    let answer = tab.get(&world, "/.well-known/openid-configuration").await;
    let metadata: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(metadata["issuer"], super::world::ISSUER);
    let named = endpoints("");
    for path in [
        named.authorization,
        named.token,
        named.userinfo,
        named.jwks,
        named.end_session,
    ] {
        assert!(routes().iter().any(|row| row.path == path), "{path}");
    }
    let jwks = tab.get(&world, "/jwks").await;
    let jwks: serde_json::Value = serde_json::from_str(&jwks.body).unwrap();
    assert_eq!(jwks["keys"][0]["kty"], "EC");
    assert!(jwks["keys"][0].get("d").is_none());
}

#[tokio::test]
async fn case_110_other_origins_read_public_documents_and_nothing_else() {
    let world = World::new().await;
    for route in routes() {
        let path = route.path.replace("{id}", "1").replace("{file}", "app.css");
        for origin in [
            "https://evil.example",
            "null",
            "https://id.lykill.example.evil",
        ] {
            let mut request = request(route.method.parse().unwrap(), &path, Body::empty());
            request
                .headers_mut()
                .insert(ORIGIN, HeaderValue::from_static(origin));
            let answer = send(&world, request).await;
            let allowed = answer.header("access-control-allow-origin");
            let is_public = route.kind == lykill_web::RouteKind::Document;
            assert_eq!(allowed, if is_public { "*" } else { "" }, "{path}");
            assert_eq!(answer.header("access-control-allow-credentials"), "");
        }
    }
}

#[tokio::test]
async fn the_token_endpoint_refuses_in_json_that_nobody_keeps() {
    let world = World::new().await;
    let mut request = request(
        Method::POST,
        "/token",
        "grant_type=authorization_code&code=x",
    );
    request
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(FORM));
    let answer = send(&world, request).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("pragma"), "no-cache");
    let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert!(body["error"].is_string());
}

#[tokio::test]
async fn userinfo_without_a_token_says_how_to_come_with_one() {
    let world = World::new().await;
    for method in [Method::GET, Method::POST] {
        let answer = send(&world, request(method, "/userinfo", Body::empty())).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(answer.header("www-authenticate").starts_with("Bearer"));
    }
}

#[tokio::test]
async fn case_116_a_request_that_can_be_read_in_two_ways_is_a_page_400() {
    let world = World::new().await;
    let mut tab = Tab::default();
    let twice = authorize("lonn") + "&client_id=lonn";
    let answer = tab.get(&world, &twice).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.header("content-type").starts_with("text/html"));
    let both = tab
        .post(&world, &authorize("lonn"), &[("client_id", "lonn")])
        .await;
    assert_eq!(both.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_posted_request_comes_again_as_a_get_with_cookies() {
    let world = World::new().await;
    let mut tab = Tab::default();
    let whole = authorize("lonn");
    let (path, query) = whole.split_once('?').unwrap();
    let mut posted = request(Method::POST, path, query.to_owned());
    posted
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(FORM));
    posted.headers_mut().insert(
        ORIGIN,
        HeaderValue::from_static("https://lonn.fjordvik.example"),
    );
    let answer = tab.ask(&world, posted).await;
    assert_eq!(answer.location(), whole);
    let login = tab.get(&world, &whole).await;
    assert!(login.location().starts_with("/login/"));
}

#[tokio::test]
async fn a_logout_without_a_session_is_done_at_once() {
    let world = World::new().await;
    let mut tab = Tab::default();
    let answer = tab.get(&world, "/logout").await;
    assert_eq!(answer.status, StatusCode::OK);
    let foreign = "/logout?client_id=lonn&post_logout_redirect_uri=https://evil.example/";
    let answer = tab.get(&world, foreign).await;
    assert_eq!(
        answer.status,
        StatusCode::OK,
        "no redirect to an unregistered address"
    );
    assert!(!answer.body.contains("evil.example"));
}
