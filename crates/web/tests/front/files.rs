//! The static files, and what a browser loads on its first visit.

use super::tab::{Answer, Tab, request, send};
use super::world::{PASSWORD, World};
use axum::body::Body;
use axum::http::{HeaderValue, Method, StatusCode};

/// The most that a first visit of a login page loads, in bytes on the wire.
const FIRST_VISIT: usize = 64 * 1024;

async fn plain(world: &World, path: &str) -> Answer {
    send(world, request(Method::GET, path, Body::empty())).await
}

/// Asks as browsers do.
async fn packed(world: &World, path: &str) -> Answer {
    let mut request = request(Method::GET, path, Body::empty());
    let accepts = HeaderValue::from_static("gzip, deflate, br, zstd");
    request.headers_mut().insert("accept-encoding", accepts);
    send(world, request).await
}

#[tokio::test]
async fn text_files_are_sent_compressed_to_who_takes_it() {
    let world = World::new().await;
    for (path, is_text) in [
        ("/static/app.css", true),
        ("/static/manifest.webmanifest", true),
        ("/static/inter.woff2", false),
        ("/static/icon-192.png", false),
    ] {
        let (whole, small) = (plain(&world, path).await, packed(&world, path).await);
        assert_eq!(whole.header("content-encoding"), "", "{path}");
        let kind = whole.header("content-type");
        assert_eq!(small.header("content-type"), kind, "{path}");
        if !is_text {
            assert_eq!(small.header("content-encoding"), "", "{path}");
            assert_eq!(small.size, whole.size, "{path}");
            continue;
        }
        assert_eq!(small.header("content-encoding"), "gzip", "{path}");
        assert!(small.size < whole.size, "{path}");
        assert_ne!(small.header("etag"), whole.header("etag"), "{path}");
        for answer in [&whole, &small] {
            assert_eq!(answer.header("vary"), "accept-encoding", "{path}");
        }
    }
}

#[tokio::test]
async fn a_first_visit_of_a_login_page_is_small() {
    let world = World::new().await;
    let mut tab = Tab::default();
    let login = tab.begin(&world).await;
    let chooser = tab.get(&world, &login).await;
    let mut tab = Tab::default();
    let login = tab.at_password(&world).await;
    let password = tab.get(&world, &login).await;
    let typed = [("user_id", "mette-hald"), ("password", PASSWORD)];
    tab.step(&world, (&login, "password"), &typed).await;
    let key = tab.get(&world, &login).await;
    for (name, page) in [("chooser", chooser), ("password", password), ("key", key)] {
        assert_eq!(page.status, StatusCode::OK, "{name}");
        let mut sum = page.size;
        let mut files: Vec<&str> = page.body.split("href=\"/static/").skip(1).collect();
        files.sort_unstable();
        for file in &files {
            let path = format!("/static/{}", file.split('"').next().expect("an end"));
            let answer = packed(&world, &path).await;
            assert_eq!(answer.status, StatusCode::OK, "{name}: {path}");
            sum += answer.size;
        }
        assert!(files.len() >= 4, "{name}: {} files", files.len());
        assert!(sum <= FIRST_VISIT, "{name}: {sum} bytes");
    }
}

#[tokio::test]
async fn static_files_are_kept_and_asked_for_by_their_tag() {
    let world = World::new().await;
    let style = plain(&world, "/static/app.css?v=1").await;
    assert_eq!(
        style.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
    let tag = style.header("etag").to_owned();
    let mut again = request(Method::GET, "/static/app.css", Body::empty());
    again
        .headers_mut()
        .insert("if-none-match", format!("\"x\", W/{tag}").parse().unwrap());
    let again = send(&world, again).await;
    assert_eq!(
        (again.status, again.body.len()),
        (StatusCode::NOT_MODIFIED, 0)
    );
    assert_eq!(again.header("cache-control"), "public, max-age=3600");
    for lost in [
        "/static/",
        "/static/none",
        "/static/..%2fsrc%2flib.rs",
        "/static/a/b",
    ] {
        let answer = plain(&world, lost).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{lost}");
    }
}
