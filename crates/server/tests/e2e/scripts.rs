//! Text from outside is text (security.md case 183), and errors tell nothing of the inside (case
//! 184).

use lykill_testkit::world::Newcomer;
use lykill_testkit::{Page, RelyingParty, World};
use reqwest::Method;
use serde_json::json;

/// Breaks out of HTML text, of an attribute, of a script and of an address.
const EVIL: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}${7*7}";

fn is_inert(page: &Page) {
    for live in ["<script>", "<img src=x"] {
        assert!(
            !page.body.contains(live),
            "{} ({}) has {live}",
            page.url,
            page.status
        );
    }
    assert!(
        !page.body.contains("49$"),
        "{} computes what it was given",
        page.url
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn case_183_names_of_people_and_services_are_text() {
    let world = World::builder().with_mail().start().await;
    let name = format!("Mette {EVIL}");
    let newcomer = Newcomer {
        name: name.clone(),
        ..Newcomer::employee(1)
    };
    let person = world.person(newcomer).await;
    let service = json!({
        "client_name": format!("Lønn {EVIL}"),
        "lykill_company": "fjordvik",
        "lykill_require_linked_email": true,
    });
    let party = RelyingParty::register(&world, "lonn", service).await;
    let browser = world.browser();
    let chooser = browser.open(party.address(&party.attempt())).await;
    is_inert(&chooser);
    assert!(
        chooser.text().contains("<script>alert(1)</script>"),
        "it shows as text"
    );
    let key = browser.up_to_key(&chooser, &person).await;
    is_inert(&key);
    let offered = browser.type_key(&key, &person.card).await;
    is_inert(&offered);
    let asked = browser.press(&offered, "send", &[]).await;
    is_inert(&asked);
    let mails = world.mailbox().code_mails(&person.work_email, 1).await;
    assert!(!mails[0].subject.contains("script"), "{}", mails[0].subject);
}

/// Everything that a form or an address can carry, back on the page that says it is wrong.
#[tokio::test(flavor = "multi_thread")]
async fn case_183_what_was_typed_comes_back_as_text() {
    let world = World::builder().with_mail().start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let browser = world.browser().calling_itself(EVIL);
    let attempt = party
        .attempt()
        .with("login_hint", EVIL)
        .with("ui_locales", EVIL);
    let chooser = browser.open(party.address(&attempt)).await;
    is_inert(&chooser);
    let page = browser.choose_key_card(&chooser).await;
    is_inert(&page);
    let page = browser.type_password(&page, EVIL, EVIL).await;
    is_inert(&page);
    assert!(page.asks_for_password());
    let page = browser
        .type_password(&page, &person.user_id, &person.password)
        .await;
    let page = browser.press(&page, "answer", &[("key", EVIL)]).await;
    is_inert(&page);
    assert_eq!(page.asked_number().len(), 4);
    let query: String = url::form_urlencoded::byte_serialize(EVIL.as_bytes()).collect();
    for path in [
        format!("/authorize?client_id={query}"),
        format!("/authorize?client_id=service&redirect_uri={query}"),
        format!("/authorize?{query}={query}"),
        format!("/logout?client_id={query}&state={query}&post_logout_redirect_uri={query}"),
        format!("/help?lang={query}"),
        format!("/{query}"),
        format!("/login/{query}"),
        format!("/static/{query}"),
        format!("/?lang=en&x={query}"),
    ] {
        is_inert(&browser.open_once(world.at(&path)).await);
    }
    let refused = party
        .token(&browser, &[("grant_type".to_owned(), EVIL.to_owned())])
        .await;
    assert!(
        refused
            .header("content-type")
            .starts_with("application/json")
    );
    assert!(!refused.body.contains("<script"), "{}", refused.body);
}

/// Errors of every kind, and what must stand in none of them.
#[tokio::test(flavor = "multi_thread")]
async fn case_184_errors_tell_nothing_of_the_inside() {
    let world = World::start().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let browser = world.browser();
    let folder = world.folder().display().to_string();
    let mut pages = Vec::new();
    for path in [
        "/nothing",
        "/login/x",
        "/authorize",
        "/logout?id_token_hint=x",
        "/static/x",
    ] {
        pages.push(browser.open_once(world.at(path)).await);
    }
    let long = format!("/authorize?state={}", "x".repeat(20_000));
    pages.push(browser.open_once(world.at(&long)).await);
    let url = world.at("/token");
    for method in [Method::GET, Method::POST, Method::DELETE] {
        pages.push(browser.take(&url, browser.bare(method, &url)).await);
    }
    let large = browser.bare(Method::POST, &url).body("x".repeat(100_000));
    pages.push(browser.take(&url, large).await);
    let wrong = party
        .attempt()
        .with("redirect_uri", "https://evil.example/");
    pages.push(browser.open_once(party.address(&wrong)).await);
    for page in pages {
        assert!(
            page.status >= 400 || page.url.path() == "/logout",
            "{}",
            page.url
        );
        let told = format!("{:?}\n{}", page.headers, page.body).to_lowercase();
        let inside = [
            "panicked",
            "backtrace",
            "src/",
            ".rs:",
            "sqlite",
            "select ",
            "rusqlite",
        ];
        for word in inside
            .into_iter()
            .chain([folder.as_str(), "argon2", "tokio"])
        {
            assert!(
                !told.contains(word),
                "{} tells {word}: {}",
                page.url,
                page.text()
            );
        }
    }
}
