//! Forms that are not ours (security.md case 181): every POST of the route table, without a token,
//! with somebody else's, from elsewhere, and as a body that needs no leave of a browser.

use lykill_testkit::walk::login_of;
use lykill_testkit::{Browser, Page, RelyingParty, World};
use lykill_web::{RouteKind, routes};
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, ORIGIN};
use serde_json::json;
use url::form_urlencoded;

const FORM: &str = "application/x-www-form-urlencoded";

/// A body with every field that any form of ours has.
fn body(csrf: Option<&str>) -> String {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs([
        ("method", "key-card"),
        ("user_id", "mette-hald-01"),
        ("password", "gul-traktor-01-under-eika"),
        ("new_password", "blå sykkel på taket 7"),
        ("new_password_again", "blå sykkel på taket 7"),
        ("key", "123456"),
        ("code", "123456"),
        ("action", "continue"),
    ]);
    body.extend_pairs(csrf.map(|csrf| ("csrf", csrf)));
    body.finish()
}

/// One way in which a form is not ours.
struct Foreign {
    what: &'static str,
    csrf: Option<String>,
    headers: Vec<(&'static str, String)>,
    kind: &'static str,
}

fn foreign_forms(own: &str, theirs: &str, issuer: &str) -> Vec<Foreign> {
    let form = |what, csrf: Option<&str>, headers: &[(&'static str, &str)], kind| Foreign {
        what,
        csrf: csrf.map(str::to_owned),
        headers: headers
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect(),
        kind,
    };
    let origin = ORIGIN.as_str();
    let here: &[(&'static str, &str)] = &[("origin", issuer)];
    vec![
        form("no token", None, here, FORM),
        form("an empty token", Some(""), here, FORM),
        form("another browser's token", Some(theirs), here, FORM),
        form("a token of one letter less", Some(&own[1..]), here, FORM),
        form("from nowhere", Some(own), &[("origin", "null")], FORM),
        form(
            "from elsewhere",
            Some(own),
            &[("origin", "https://evil.example")],
            FORM,
        ),
        form(
            "from another port",
            Some(own),
            &[("origin", "http://localhost:1")],
            FORM,
        ),
        form(
            "from two places",
            Some(own),
            &[("origin", issuer), ("origin", "null")],
            FORM,
        ),
        form(
            "by the fetch metadata",
            Some(own),
            &[("sec-fetch-site", "cross-site")],
            FORM,
        ),
        form(
            "from the same site",
            Some(own),
            &[("sec-fetch-site", "same-site")],
            FORM,
        ),
        form("as text", Some(own), here, "text/plain"),
        form("as JSON", Some(own), here, "application/json"),
        form(
            "as several parts",
            Some(own),
            &[(origin, issuer)],
            "multipart/form-data; boundary=x",
        ),
    ]
}

async fn send(browser: &Browser, path: &str, page: &Page, foreign: &Foreign) -> Page {
    let url = page.url.join(path).unwrap();
    let mut request = browser
        .bare(Method::POST, &url)
        .header(CONTENT_TYPE, foreign.kind);
    for (name, value) in &foreign.headers {
        request = request.header(*name, value);
    }
    browser
        .take(&url, request.body(body(foreign.csrf.as_deref())))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn case_181_no_login_form_is_taken_from_elsewhere() {
    let world = World::start().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let (own, theirs) = (world.browser(), world.browser());
    let chooser = own.open(party.address(&party.attempt())).await;
    let other = theirs.open(party.address(&party.attempt())).await;
    let csrf = |page: &Page| page.field("csrf").unwrap();
    let all = foreign_forms(&csrf(&chooser), &csrf(&other), world.config.issuer.as_str());
    let logins = routes()
        .iter()
        .filter(|route| route.kind == RouteKind::Form && route.path.starts_with("/login/{id}"));
    let mut count = 0;
    for route in logins {
        let path = route.path.replace("{id}", &login_of(&chooser));
        for foreign in &all {
            let page = send(&own, &path, &chooser, foreign).await;
            assert_eq!(page.status, 403, "{path} {}: {}", foreign.what, page.text());
            count += 1;
        }
        let page = send(&theirs, &path, &chooser, &all[2]).await;
        assert_eq!(
            page.status, 403,
            "{path} from the browser whose token it is"
        );
    }
    assert!(count >= 8 * all.len(), "{count}");
    let still = own.open(&chooser.url).await;
    assert_eq!(
        still.heading(),
        chooser.heading(),
        "the login awaits what it awaited"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn case_181_no_logout_form_is_taken_from_elsewhere() {
    let world = World::start().await;
    let person = world.ready().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let (own, theirs) = (world.browser(), world.browser());
    own.log_in_at(&party, &person).await;
    theirs.log_in_at(&party, &person).await;
    let asked = own.open(world.at("/logout")).await;
    let other = theirs.open(world.at("/logout")).await;
    let csrf = |page: &Page| page.field("csrf").unwrap();
    for foreign in foreign_forms(&csrf(&asked), &csrf(&other), world.config.issuer.as_str()) {
        let page = send(&own, "/logout/confirm", &asked, &foreign).await;
        assert_eq!(page.status, 403, "{}: {}", foreign.what, page.text());
    }
    let (answer, _) = own.answer_at_once(&party).await;
    assert!(answer.get("code").is_some(), "the session lives");
}

/// A form of one login is none of another login's, in the same browser.
#[tokio::test(flavor = "multi_thread")]
async fn case_181_a_token_is_for_one_login() {
    let world = World::start().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let browser = world.browser();
    let one = browser.open(party.address(&party.attempt())).await;
    let two = browser.open(party.address(&party.attempt())).await;
    assert_ne!(login_of(&one), login_of(&two));
    let target = format!("/login/{}/method", login_of(&two));
    let fields = [
        ("csrf", one.field("csrf").unwrap()),
        ("method", "key-card".to_owned()),
    ];
    let page = browser.post(&one.url, &target, &fields).await;
    assert_eq!(page.status, 403, "{}", page.text());
    let page = browser.choose_key_card(&two).await;
    assert!(page.asks_for_password(), "each goes on in its own tab");
    let page = browser.choose_key_card(&one).await;
    assert!(page.asks_for_password());
}

/// Services send people here by forms of their own: such a POST changes nothing by itself.
#[tokio::test(flavor = "multi_thread")]
async fn case_181_a_services_own_post_becomes_a_get() {
    let world = World::start().await;
    let party = RelyingParty::register(&world, "service", json!({})).await;
    let service = url::Url::parse("https://tjeneste.example/").unwrap();
    let attempt = party.attempt();
    let browser = world.browser();
    let url = world.at("/authorize");
    let answer = browser.post(&service, url.as_str(), &attempt.params).await;
    assert_eq!(answer.status, 303);
    assert!(
        browser.cookies(&world.issuer()).is_empty(),
        "nothing began yet"
    );
    let page = browser.follow(answer).await;
    assert!(page.url.path().starts_with("/login/"), "{}", page.url);
}
