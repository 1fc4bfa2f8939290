//! The guarding headers on every address (security.md case 182), found by a crawler that begins
//! with the route table and follows what pages link to.

use lykill_testkit::{Browser, Page, RelyingParty, World};
use lykill_web::routes;
use reqwest::Method;
use serde_json::json;
use std::collections::BTreeSet;
use url::Url;

fn is_guarded(page: &Page) {
    let at = || format!("{} ({})", page.url, page.status);
    let policy = page.header("content-security-policy");
    for part in [
        "default-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(part), "{}: {policy}", at());
    }
    // Pages that ask for a passkey take our own script files, and no others.
    let own = "script-src 'self'; ";
    let asks = page.body.contains(" data-passkey=\"");
    assert_eq!(policy.starts_with(own), asks, "{}: {policy}", at());
    let rest = policy.strip_prefix(own).unwrap_or(policy);
    for hole in ["unsafe", "script-src", "*", "data:", "blob:"] {
        assert!(!rest.contains(hole), "{}: {policy}", at());
    }
    assert_eq!(page.header("x-content-type-options"), "nosniff", "{}", at());
    assert_eq!(page.header("referrer-policy"), "same-origin", "{}", at());
    assert_eq!(
        page.header("cross-origin-opener-policy"),
        "same-origin",
        "{}",
        at()
    );
    assert!(!page.header("cache-control").is_empty(), "{}", at());
    assert_eq!(page.header("server"), "", "{}", at());
    assert_eq!(page.header("x-powered-by"), "", "{}", at());
    if page.header("content-type").starts_with("text/html") {
        let scripts = page.body.matches("<script").count();
        let own = page
            .body
            .matches("<script defer src=\"/static/passkey.js?v=")
            .count();
        assert_eq!(
            (scripts, own),
            (usize::from(asks), usize::from(asks)),
            "{}",
            at()
        );
        assert!(!page.body.contains(" style="), "{}", at());
        assert!(!page.body.contains(" onclick"), "{}", at());
    }
}

/// Every address of the table, with every method, whatever it answers.
async fn whole_table(world: &World, login: &str) -> BTreeSet<Url> {
    let mut seen = BTreeSet::new();
    for route in routes() {
        for (id, file) in [(login, "app.css"), ("nobody", "nothing.css")] {
            let url = world.at(&route.path.replace("{id}", id).replace("{file}", file));
            for method in ["GET", "HEAD", "POST", "OPTIONS", "PUT"] {
                let browser = Browser::new();
                let method = Method::from_bytes(method.as_bytes()).unwrap();
                let page = browser.take(&url, browser.bare(method, &url)).await;
                is_guarded(&page);
            }
            seen.insert(url);
        }
    }
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn case_182_every_answer_is_guarded() {
    let world = World::start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let browser = world.browser();
    let chooser = browser.open(party.address(&party.attempt())).await;
    let key = browser.up_to_key(&chooser, &person).await;
    let mut seen = whole_table(&world, &lykill_testkit::walk::login_of(&chooser)).await;
    let mut next: Vec<Url> = [&chooser, &key]
        .iter()
        .flat_map(|page| page.links())
        .collect();
    next.extend(
        ["/", "/help", "/nothing-here", "/demo", "/%00", "/login/x"].map(|at| world.at(at)),
    );
    while let Some(url) = next.pop() {
        let here = url.origin() == world.issuer().origin();
        if !here || !seen.insert(url.clone()) {
            continue;
        }
        let page = browser.open_once(&url).await;
        is_guarded(&page);
        if page.header("content-type").starts_with("text/html") {
            next.extend(page.links());
        }
    }
    for page in [&chooser, &key] {
        is_guarded(page);
        let policy = page.header("content-security-policy");
        let service = party.redirect_uri.origin().ascii_serialization();
        assert!(
            policy.contains(&format!("form-action 'self' {service}")),
            "{policy}"
        );
    }
    assert!(seen.len() > 40, "the crawler found only {}", seen.len());
}

/// What pages load comes from here and is there.
#[tokio::test(flavor = "multi_thread")]
async fn every_file_that_a_page_names_is_there() {
    let world = World::start().await;
    let browser = world.browser();
    let home = browser.open(world.at("/")).await;
    assert_eq!(home.status, 200);
    for url in home.links() {
        if url.origin() != world.issuer().origin() {
            continue;
        }
        let page = browser.open(&url).await;
        assert_eq!(page.status, 200, "{url}");
    }
}
