//! Every page in every state, in each language, both themes and two widths, held to WCAG 2.2 AA by
//! axe-core: nothing found, nothing left undecided, and nothing wider than a phone of 320 pixels.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use lykill_core::Language;
use lykill_testkit::{Browser, Chromium, Theme, World};
use lykill_web::pages::{FILES, all_samples};
use lykill_web::{RouteKind, routes};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::net::TcpListener;
use url::Url;

/// Which pages each address can show. A new address, or a new page, has to be added here.
const SHOWN: &[(&str, &[&str])] = &[
    ("/authorize", &["client-error", "cookies", "form-post"]),
    ("/logout", &["logout", "logged-out", "client-error"]),
    ("/logout/confirm", &["logged-out"]),
    (
        "/login/{id}",
        &[
            "chooser",
            "password",
            "new-password",
            "key-card",
            "no-card",
            "no-viewer",
            "otp",
            "device",
            "device-password",
            "smart-card",
            "sms",
            "lacking",
            "pin-letter",
            "passkey",
            "upstream",
            "link-start",
            "link-code",
            "link-done",
            "link-conflict",
            "network",
            "entitlement",
            "level",
            "login-gone",
        ],
    ),
    ("/login/{id}/methods", &["chooser", "level"]),
    ("/login/{id}/method", &["chooser", "level"]),
    (
        "/login/{id}/password",
        &[
            "password",
            "no-card",
            "no-viewer",
            "sms",
            "lacking",
            "pin-letter",
        ],
    ),
    ("/login/{id}/otp", &["otp"]),
    ("/login/{id}/device", &["device"]),
    ("/login/{id}/device-password", &["device-password"]),
    ("/login/{id}/sms", &["sms", "lacking"]),
    (
        "/login/{id}/passkey",
        &["passkey", "password", "key-card", "otp"],
    ),
    ("/passkeys/start", &["client-error"]),
    ("/passkeys", &["passkeys"]),
    ("/passkeys/add", &["passkeys"]),
    ("/passkeys/remove", &["passkeys"]),
    ("/passkeys/stop", &["passkey-stop"]),
    ("/login/{id}/new-password", &["new-password"]),
    (
        "/login/{id}/key",
        &[
            "key-card",
            "pin-letter",
            "lacking",
            "no-card",
            "network",
            "entitlement",
            "link-conflict",
        ],
    ),
    ("/login/{id}/link/send", &["link-start", "link-code"]),
    (
        "/login/{id}/link/code",
        &["link-code", "link-done", "link-conflict"],
    ),
    ("/login/{id}/card", &["smart-card", "login-gone"]),
    ("/upstream/{method}/callback", &["upstream", "login-gone"]),
    ("/login/{id}/finish", &["link-done", "login-gone"]),
    ("/login/{id}/cancel", &["login-gone"]),
    ("/", &["info", "demo-start"]),
    ("/help", &["info"]),
    ("/get-an-eid", &["info"]),
    ("/cannot-log-in", &["info"]),
    ("/lost-card", &["lost-card"]),
    ("/activate/start", &["client-error"]),
    ("/activate", &["info"]),
    ("/activated", &["info"]),
    ("/privacy", &["info"]),
    ("/accessibility", &["info"]),
    ("/report", &["info"]),
];
/// Pages that are shown at addresses outside the table: any other, and the demo's.
const ELSEWHERE: [&str; 2] = ["http-error", "demo-post"];

/// The policy of the pages, without what differs from login to login; of those that ask for a
/// passkey, with the script that asks.
const POLICY: &str = "script-src 'self'; default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; \
    manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; \
    form-action 'self'";
const WIDTHS: [(u32, u32); 2] = [(390, 844), (1280, 900)];
/// The narrowest phone that is promised (WCAG 2.2 success criterion 1.4.10).
const NARROW: (u32, u32) = (320, 640);

type Sample = (&'static str, &'static str, String);

#[test]
fn every_address_has_its_pages_and_every_page_its_address() {
    let tells_a_person = |kind| {
        matches!(
            kind,
            RouteKind::Info | RouteKind::Step | RouteKind::Form | RouteKind::Sent
        )
    };
    let addresses: BTreeSet<&str> = routes()
        .iter()
        .filter(|route| tells_a_person(route.kind))
        .map(|route| route.path)
        .collect();
    let listed: BTreeSet<&str> = SHOWN.iter().map(|(path, _)| *path).collect();
    assert_eq!(
        addresses, listed,
        "the table of routes and this list differ"
    );
    let pages: BTreeSet<&str> = all_samples(Language::En)
        .unwrap()
        .iter()
        .map(|(page, _, _)| *page)
        .collect();
    let shown = SHOWN.iter().flat_map(|(_, pages)| pages.iter().copied());
    let shown: BTreeSet<&str> = shown.chain(ELSEWHERE).collect();
    assert_eq!(pages, shown, "the pages with samples and this list differ");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_in_bokmal() {
    all_pages(Language::Nb).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_in_nynorsk() {
    all_pages(Language::Nn).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_in_danish() {
    all_pages(Language::Da).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_in_english() {
    all_pages(Language::En).await;
}

async fn all_pages(language: Language) {
    let samples = Arc::new(all_samples(language).unwrap());
    let base = serve(Arc::clone(&samples)).await;
    let chromium = Chromium::start(language.tag()).await;
    let mut found = Vec::new();
    for (index, (page, state, _)) in samples.iter().enumerate() {
        chromium
            .open(base.join(&format!("/sample/{index}")).unwrap())
            .await;
        let problems = looked_at(&chromium).await;
        found.extend(
            problems
                .into_iter()
                .map(|problem| format!("{page} ({state}) {problem}")),
        );
    }
    assert!(
        found.is_empty(),
        "{} problems:\n{}",
        found.len(),
        found.join("\n")
    );
}

/// Everything that is wrong with the page that is shown.
pub async fn looked_at(chromium: &Chromium) -> Vec<String> {
    let mut found = Vec::new();
    let mut note = |theme: Theme, width: u32, problems: Vec<String>| {
        let line = |problem| format!("{} {width}: {problem}", theme.word());
        found.extend(problems.into_iter().map(line));
    };
    chromium.load_axe().await;
    for (width, height) in WIDTHS {
        chromium.resize(width, height).await;
        chromium.prefer(Theme::Light).await;
        note(Theme::Light, width, chromium.axe().await);
        chromium.prefer(Theme::Dark).await;
        note(Theme::Dark, width, chromium.axe_colours().await);
    }
    chromium.resize(NARROW.0, NARROW.1).await;
    let over = chromium.overflow().await;
    if over > 0 {
        note(
            Theme::Dark,
            NARROW.0,
            vec![format!("{over} pixels stand out to the right")],
        );
    }
    found
}

async fn serve(samples: Arc<Vec<Sample>>) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let router = Router::new()
        .route("/sample/{index}", get(sample))
        .route("/static/{file}", get(file))
        .with_state(samples);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Url::parse(&format!("http://localhost:{port}")).unwrap()
}

async fn sample(State(samples): State<Arc<Vec<Sample>>>, Path(index): Path<usize>) -> Response {
    let (_, _, html) = samples[index].clone();
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, POLICY),
    ];
    (headers, html).into_response()
}

async fn file(Path(name): Path<String>) -> Response {
    let file = FILES.iter().find(|file| file.name == name).unwrap();
    ([(CONTENT_TYPE, file.content_type)], file.bytes).into_response()
}

/// The portal's own pages, as it really serves them.
#[tokio::test(flavor = "multi_thread")]
async fn pages_of_the_portal() {
    let world = World::builder().with_mail().start().await;
    let (person, portal) = (world.ready().await, world.portal().await);
    let browser = world.browser();
    let start = browser.open(&portal.url).await;
    let chooser = browser.press(&start, "", &[]).await;
    let offered = browser.log_in(&chooser, &person).await;
    let code = async || world.mailbox().code(&person.work_email, 1).await;
    let inside = browser.link(&offered, code).await;
    assert_eq!(inside.url.path(), "/me");

    let chromium = Chromium::start("en").await;
    let mut found = Vec::new();
    for path in [
        "/",
        "/?ended=1",
        "/logged-out",
        "/callback?state=x&code=y",
        "/nothing",
    ] {
        look_in_all_languages(&chromium, &portal.url, path, &mut found).await;
    }
    take_cookies(&chromium, &browser, &portal.url).await;
    look_in_all_languages(&chromium, &portal.url, "/me", &mut found).await;
    assert!(
        chromium.has("[data-claim=name]").await,
        "the page of whoever is logged in was seen"
    );
    assert!(
        found.is_empty(),
        "{} problems:\n{}",
        found.len(),
        found.join("\n")
    );
}

async fn look_in_all_languages(
    chromium: &Chromium,
    portal: &Url,
    path: &str,
    found: &mut Vec<String>,
) {
    for language in Language::ALL {
        let mut url = portal.join(path).unwrap();
        url.query_pairs_mut().append_pair("lang", language.tag());
        chromium.open(&url).await;
        let problems = looked_at(chromium).await;
        found.extend(
            problems
                .into_iter()
                .map(|problem| format!("{url} {problem}")),
        );
    }
}

/// Gives Chromium the other browser's session.
async fn take_cookies(chromium: &Chromium, browser: &Browser, url: &Url) {
    for (name, cookie) in browser.cookies(url) {
        let cookie = json!({ "name": name, "value": cookie.value, "url": url });
        chromium.tell("Network.setCookie", cookie).await;
    }
}
