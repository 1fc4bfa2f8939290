//! What every page carries, and the languages.

use crate::browser::Browser;
use crate::stage::stage;

/// Every page that a browser can come to, logged out and logged in.
async fn all_pages(fresh: &Browser, logged_in: &Browser) -> Vec<crate::browser::Page> {
    let mut pages = Vec::new();
    for path in [
        "/",
        "/?ended=1",
        "/callback?code=x&state=y",
        "/logged-out",
        "/nowhere",
    ] {
        pages.push(fresh.get(path).await);
    }
    pages.push(fresh.post_from(None, "/login", &[]).await);
    pages.push(logged_in.get("/me").await);
    pages
}

#[tokio::test]
async fn every_page_has_a_strict_policy_no_script_and_no_inline_style() {
    let (issuer, portal) = stage().await;
    let logged_in = portal.browser();
    logged_in.log_in().await;
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; manifest-src 'self'; \
         form-action 'self' {}; base-uri 'none'; frame-ancestors 'none'",
        issuer.url
    );
    for page in all_pages(&portal.browser(), &logged_in).await {
        let path = page.url.path();
        assert_eq!(page.header("content-security-policy"), policy, "{path}");
        assert_eq!(page.header("referrer-policy"), "same-origin");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        assert!(page.body.starts_with("<!doctype html>"), "{path}");
        assert!(page.body.contains("<html lang=\"en\">"), "{path}");
        assert_eq!(page.body.matches("<h1").count(), 1, "{path}");
        for forbidden in ["<script", " style=", "<style", "javascript:", " onclick"] {
            assert!(!page.body.contains(forbidden), "{path}: {forbidden}");
        }
    }
}

#[tokio::test]
async fn the_page_speaks_the_asked_language_or_the_browsers() {
    let (_issuer, portal) = stage().await;
    let browser = portal.browser();
    for (path, accepted, lang, word) in [
        ("/", "da-DK,en;q=0.5", "da", "Rejseafregning"),
        ("/", "fi", "nb", "Reiseregning"),
        ("/", "nn-NO, nb;q=0.9", "nn", "Reiserekning"),
        ("/?lang=en", "da", "en", "Travel expenses"),
        ("/?lang=xx", "da", "da", "Egenmelding"),
        ("/logged-out?lang=nb", "en", "nb", "Du er logget ut her"),
        ("/nowhere", "da", "da", "Siden findes ikke"),
    ] {
        let page = browser.get_in(path, accepted).await;
        assert!(
            page.body.contains(&format!("<html lang=\"{lang}\">")),
            "{path} {accepted}"
        );
        assert!(page.body.contains(word), "{path} {accepted}: {word}");
    }
}

#[tokio::test]
async fn the_chosen_language_lasts_through_the_login() {
    let (_issuer, portal) = stage().await;
    let browser = portal.browser();
    let page = browser.post("/login", &[("lang", "da")]).await;
    let page = browser.follow(page).await;
    assert!(
        page.body.contains("<html lang=\"da\">"),
        "the browser itself says en"
    );
    assert_eq!(page.claim("amr"), "Nøglekort (adgangskode, engangsnøgle)");
    let page = browser.get("/me?lang=nb").await;
    assert!(page.body.contains("Du er logget inn"));
}

#[tokio::test]
async fn whoever_is_not_logged_in_is_led_to_the_start_page() {
    let (_issuer, portal) = stage().await;
    let browser = portal.browser();
    let page = browser.get("/me?lang=da").await;
    assert_eq!((page.status, page.header("location")), (303, "/?lang=da"));
    browser.post("/login", &[]).await;
    let page = browser.get("/me").await;
    assert_eq!((page.status, page.header("location")), (303, "/?ended=1"));
}

#[tokio::test]
async fn the_manifest_lets_the_service_be_put_on_the_home_screen() {
    let (_issuer, portal) = stage().await;
    let browser = portal.browser();
    let page = browser.get("/manifest.webmanifest?lang=en").await;
    assert_eq!(page.header("content-type"), "application/manifest+json");
    let manifest: serde_json::Value = serde_json::from_str(&page.body).unwrap();
    assert_eq!(manifest["display"], "browser");
    assert_eq!(manifest["name"], "My pay – Fjordvik kommune");
    let mut icons: Vec<&str> = manifest["icons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|icon| icon["src"].as_str().unwrap())
        .collect();
    icons.extend(["/apple-touch-icon.png", "/portal.css"]);
    for file in icons {
        let page = browser.get(file).await;
        assert_eq!(page.status, 200, "{file}");
        assert!(page.header("cache-control").contains("max-age"), "{file}");
        assert!(
            !page.header("content-type").starts_with("text/html"),
            "{file}"
        );
    }
}

#[tokio::test]
async fn long_bodies_are_refused() {
    let (_issuer, portal) = stage().await;
    let long = "x".repeat(5000);
    let page = portal.browser().post("/login", &[("lang", &long)]).await;
    assert_eq!(page.status, 413);
}
