//! SQL in every parameter of every address (security.md case 191). What is tried is read from the
//! sources, so that a parameter that is new is tried too.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lykill_testkit::authenticator::Passkey;
use lykill_testkit::oidc::Credential;
use lykill_testkit::world::Newcomer;
use lykill_testkit::{Browser, Page, RelyingParty, World};
use lykill_web::{RouteInfo, RouteKind, routes};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::json;
use std::collections::BTreeSet;
use std::path::Path;
use url::Url;

/// Ends a text, a number or a list; drops, waits, writes, asks on.
const SQL: [&str; 8] = [
    "' or '1'='1",
    "'; drop table person; --",
    "\"; delete from login; --",
    "1); update eid set state = 'active' --",
    "' union select national_id_sealed, key from person, lane --",
    "$1",
    "%' escape '%",
    "\\'; select pg_sleep(30); --",
];

/// The names that stand in `before"…"` in the sources of a folder, tests left out.
fn named(folder: &str, before: &[&str]) -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(folder);
    let mut names = BTreeSet::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let is_test = path.to_string_lossy().contains("test");
            if path.is_dir() {
                folders.push(path);
            } else if !is_test {
                let text = std::fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]").next().unwrap();
                let code: String = code.split_whitespace().collect();
                for mark in before {
                    let found = code.split(mark).skip(1);
                    names.extend(found.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
                }
            }
        }
    }
    names
}

fn protocol_parameters() -> BTreeSet<String> {
    let read = ["params.get(\"", "required(params,\""];
    let mut names = named("oauth/src", &read);
    names.extend(named("operations/src", &read));
    names
}

fn form_fields() -> BTreeSet<String> {
    named("web/src/handlers", &["typed.text(\"", "typed.secret(\""])
}

fn is_unharmed(page: &Page, what: &str) {
    assert!(page.status < 500, "{what}: {} {}", page.status, page.text());
    let body = page.body.to_lowercase();
    for word in ["sqlite", "syntax error", "postgres"] {
        assert!(!body.contains(word), "{what}: {word}");
    }
}

fn encoded(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

/// What shows who a client is.
const CREDENTIALS: [&str; 4] = [
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
];

/// A request that is right but for one parameter, from the registered client.
async fn one(
    browser: &Browser,
    party: &RelyingParty,
    (route, url): (&RouteInfo, Url),
    (name, sql): (&str, &str),
) -> Page {
    let mut all = match route.kind {
        RouteKind::Sent => party.attempt().params,
        _ => body(party, name),
    };
    all.retain(|(known, _)| known != name);
    all.push((name.to_owned(), sql.to_owned()));
    let query: Vec<String> = all
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    if route.method == "GET" {
        let at = format!("{url}?{}", query.join("&"));
        return browser.open_once(at).await;
    }
    let mut request = browser
        .bare(Method::POST, &url)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    if let Credential::Basic(secret) = &party.credential
        && route.kind == RouteKind::Service
        && !CREDENTIALS.contains(&name)
    {
        request = request.basic_auth(&party.client_id, Some(secret));
    }
    browser.take(&url, request.body(query.join("&"))).await
}

/// What a service's program sends, whole: the next check is that of the parameter.
fn body(party: &RelyingParty, name: &str) -> Vec<(String, String)> {
    let grant = match name {
        "refresh_token" | "scope" => "refresh_token",
        _ => "authorization_code",
    };
    let redirect = party.redirect_uri.as_str();
    let own = [
        ("grant_type", grant),
        ("code", "a-code"),
        ("redirect_uri", redirect),
        (
            "code_verifier",
            "a-verifier-of-at-least-forty-three-characters",
        ),
        ("refresh_token", "a-token"),
        ("token", "a-token"),
    ];
    let own = own.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let mut all = Vec::from(own);
    if CREDENTIALS.contains(&name) && name != "client_id" {
        all.push(("client_id".to_owned(), party.client_id.clone()));
    }
    all
}

/// No request ends before its parameter is looked at: not at who the client is, nor at where its
/// answers go.
fn is_reached(page: &Page, (path, name): (&str, &str), what: &str) {
    if CREDENTIALS.contains(&name) {
        return;
    }
    let client = match path {
        "/authorize" if matches!(name, "redirect_uri" | "request_uri") => return,
        "/authorize" => page.status != 400,
        "/userinfo" => return,
        _ => page.status != 401,
    };
    assert!(client, "{what}: {} {}", page.status, page.text());
}

/// Every parameter of a protocol's address in query and body, its path's own, and the headers.
async fn protocols(world: &World, party: &RelyingParty) -> usize {
    let mut tried = 0;
    let names = protocol_parameters();
    assert!(
        names.len() > 20 && names.contains("redirect_uri") && names.contains("code_verifier"),
        "{names:?}"
    );
    let browser = world.browser();
    for route in routes() {
        let method = Method::from_bytes(route.method.as_bytes()).unwrap();
        for sql in SQL {
            let at = route.path.replace("{id}", "X").replace("{file}", "X");
            let at = at.replace('X', &encoded(sql));
            let url = world.at(&at);
            let request = browser
                .bare(method.clone(), &url)
                .header("authorization", format!("Bearer {sql}"))
                .header(
                    "cookie",
                    format!("lykill_browser={sql}; lykill_session={sql}"),
                )
                .header("user-agent", sql)
                .header("x-forwarded-for", sql)
                .header("accept-language", sql);
            let page = browser.take(&url, request).await;
            is_unharmed(&page, &format!("{} {at}", route.method));
            tried += 1;
        }
        if !matches!(route.kind, RouteKind::Sent | RouteKind::Service) {
            continue;
        }
        for name in &names {
            for sql in SQL {
                let page = one(&browser, party, (route, world.at(route.path)), (name, sql)).await;
                let what = format!("{} {} {name}={sql}", route.method, route.path);
                is_unharmed(&page, &what);
                is_reached(&page, (route.path, name), &what);
                tried += 1;
            }
        }
    }
    tried
}

/// Each field of the page's forms, one after another; gives the names that were tried.
async fn fields(browser: &Browser, page: &Page, tried: &mut BTreeSet<String>) {
    for form in page.forms() {
        let buttons = form.buttons.iter().map(|button| {
            let action = button.action.clone().unwrap_or_else(|| form.action.clone());
            (action, button.name.clone(), button.value.clone())
        });
        // To cancel would end the walk.
        for (action, button, value) in buttons.filter(|(to, _, _)| !to.ends_with("/cancel")) {
            let mut all = form.fields.clone();
            if !button.is_empty() {
                all.push((button, value));
            }
            for place in 0..all.len() {
                for sql in SQL {
                    let mut fields = all.clone();
                    sql.clone_into(&mut fields[place].1);
                    let answer = browser.post(&page.url, &action, &fields).await;
                    let name = &fields[place].0;
                    is_unharmed(&answer, &format!("{} {name}={sql}", page.url.path()));
                    tried.insert(name.clone());
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn case_191_sql_in_every_parameter_is_text() {
    let world = World::builder()
        .with_methods(&["key-card", "code-device", "passkey"])
        .with_mail()
        .start()
        .await;
    let person = world.ready().await;
    let newcomer = Newcomer {
        password: None,
        ..Newcomer::employee(2)
    };
    let newcomer = world.person(newcomer).await;
    let third = world.person(Newcomer::employee(3)).await;
    let linked = json!({"lykill_company": "fjordvik", "lykill_require_linked_email": true});
    let party = RelyingParty::register(&world, "service", linked).await;
    let before = lykill_operations::person::list(&world.ctx, 100)
        .await
        .unwrap();
    assert!(protocols(&world, &party).await > 1000);

    let mut tried = BTreeSet::new();
    let browser = world.browser();
    let chooser = browser.open(party.address(&party.attempt())).await;
    let chooser_again = browser.open_once(chooser.url.as_str()).await;
    fields(&browser, &chooser_again, &mut tried).await;
    let device = browser.press(&chooser, "code-device", &[]).await;
    fields(&browser, &device, &mut tried).await;
    let chooser = browser.open(party.address(&party.attempt())).await;
    let passkey = browser.press(&chooser, "passkey", &[]).await;
    fields(&browser, &passkey, &mut tried).await;
    let chooser = browser.open(party.address(&party.attempt())).await;
    let password = browser.choose_key_card(&chooser).await;
    fields(&browser, &password, &mut tried).await;
    let key = browser
        .type_password(&password, &person.user_id, &person.password)
        .await;
    // The wrong keys' lane is another one than that of the account that goes on.
    fields(&browser, &key, &mut tried).await;
    let fresh = world.browser();
    let chooser = fresh.open(party.address(&party.attempt())).await;
    let choose = fresh.choose_key_card(&chooser).await;
    let own = fresh
        .type_password(&choose, &newcomer.user_id, &newcomer.password)
        .await;
    fields(&fresh, &own, &mut tried).await;
    let linking = world.browser();
    let chooser = linking.open(party.address(&party.attempt())).await;
    let offered = linking.log_in(&chooser, &third).await;
    let asked = linking.press(&offered, "send", &[]).await;
    fields(&linking, &asked, &mut tried).await;
    let own = world.add_passkey(&linking, &Passkey::synced()).await;
    fields(&linking, &own, &mut tried).await;
    let missing: Vec<String> = form_fields().difference(&tried).cloned().collect();
    assert!(missing.is_empty(), "no page of this walk has {missing:?}");

    let after = lykill_operations::person::list(&world.ctx, 100)
        .await
        .unwrap();
    assert_eq!(after, before, "nothing was changed");
}

/// Bombs in the one JSON text that a stranger can post: a client's assertion.
#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::disallowed_methods, reason = "this test measures time")]
async fn case_196_json_bombs_at_the_token_endpoint() {
    let world = World::start().await;
    RelyingParty::register(&world, "service", json!({})).await;
    let browser = world.browser();
    let url = world.at("/token");
    let most = 40_000;
    let keys: Vec<String> = (0..3000).map(|key| format!("\"k{key}\":0")).collect();
    let bombs = [
        "[".repeat(most),
        "{\"a\":".repeat(most / 5),
        format!("{{\"sub\":1e{}}}", "9".repeat(most)),
        format!("{{{}}}", keys.join(",")),
    ];
    for bomb in bombs {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let assertion = format!("{}.{}.AA", part("{\"alg\":\"ES256\"}"), part(&bomb));
        let body = format!(
            "grant_type=authorization_code&code=x&client_assertion={assertion}\
             &client_assertion_type={}",
            encoded("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
        );
        assert!(body.len() < 64 * 1024, "{}", body.len());
        let request = browser
            .bare(Method::POST, &url)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let began = std::time::Instant::now();
        let page = browser.take(&url, request.body(body)).await;
        assert!(
            matches!(page.status, 400 | 401),
            "{}: {}",
            page.status,
            page.body
        );
        assert!(began.elapsed().as_millis() < 500, "{:?}", began.elapsed());
    }
    let huge = browser.bare(Method::POST, &url).body("[".repeat(70_000));
    let page = browser.take(&url, huge).await;
    assert_eq!(page.status, 413, "{}", page.body);
}
