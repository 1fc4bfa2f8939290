//! The choice of an electronic ID.

use super::tab::{Answer, Tab, authorize, request, send};
use super::world::World;
use axum::body::Body;
use axum::http::{Method, StatusCode};
use lykill_broker::method::built_in;
use lykill_broker::types::{Group, Method as Offered};
use lykill_core::{Level, MethodKind};
use std::time::Duration;

const COOKIE: &str = "__Host-lykill_method";

fn named(name: &str, level: Level) -> Offered {
    Offered {
        name: name.to_owned(),
        level,
        ..built_in(MethodKind::KeyCard)
    }
}

fn three() -> Vec<Offered> {
    vec![
        named("key-card", Level::Substantial),
        named("second-card", Level::Substantial),
        named("guest-card", Level::Low),
    ]
}

fn offers(page: &Answer, method: &str) -> bool {
    page.body.contains(&format!("value=\"{method}\""))
}

/// Begins a login that asks for level substantial.
async fn begin(world: &World, tab: &mut Tab) -> String {
    let request = authorize("lonn") + "&acr_values=idporten-loa-substantial";
    tab.get(world, &request).await.location().to_owned()
}

async fn choose(world: &World, tab: &mut Tab, login: &str, fields: &[(&str, &str)]) -> Answer {
    let answer = tab.step(world, (login, "method"), fields).await;
    assert_eq!(answer.location(), login);
    tab.get(world, login).await
}

#[tokio::test]
async fn what_was_chosen_last_stands_first_unless_the_machine_is_shared() {
    let world = World::offering(three()).await;
    let mut tab = Tab::default();
    let login = begin(&world, &mut tab).await;
    let page = tab.get(&world, &login).await;
    assert!(!page.body.contains("id=\"h-last\""));
    assert!(page.body.contains("name=\"remember\" value=\"1\" checked"));
    let ticked = [("method", "second-card"), ("remember", "1")];
    choose(&world, &mut tab, &login, &ticked).await;
    assert_eq!(
        tab.cookies.get(COOKIE).map(String::as_str),
        Some("second-card")
    );

    let login = begin(&world, &mut tab).await;
    let page = tab.get(&world, &login).await;
    let first = page.between("id=\"h-last\"", "id=\"h-all\"");
    assert!(first.contains("value=\"second-card\""), "{first}");
    assert_eq!(page.body.matches("value=\"second-card\"").count(), 1);
    choose(&world, &mut tab, &login, &[("method", "second-card")]).await;
    assert!(!tab.cookies.contains_key(COOKIE), "no tick, no memory");

    tab.cookies
        .insert(COOKIE.to_owned(), "guest-card".to_owned());
    let login = begin(&world, &mut tab).await;
    let page = tab.get(&world, &login).await;
    assert!(
        !page.body.contains("id=\"h-last\""),
        "it cannot be chosen here"
    );
}

#[tokio::test]
async fn nothing_is_remembered_where_the_operator_does_not_want_it() {
    let world = World::with_settings(|settings| {
        settings.methods = three();
        settings.remember_choice = false;
    });
    let world = world.await;
    let mut tab = Tab::default();
    tab.cookies
        .insert(COOKIE.to_owned(), "second-card".to_owned());
    let login = begin(&world, &mut tab).await;
    let page = tab.get(&world, &login).await;
    assert!(!page.body.contains("id=\"h-last\"") && !page.body.contains("name=\"remember\""));
    let ticked = [("method", "second-card"), ("remember", "1")];
    choose(&world, &mut tab, &login, &ticked).await;
    assert!(!tab.cookies.contains_key(COOKIE));
}

#[tokio::test]
async fn case_087_a_method_that_is_not_on_offer_cannot_be_forced() {
    let world = World::offering(three()).await;
    let until = world.ctx.now() + Duration::from_secs(60);
    world.ctx.down.report("second-card", until);
    let mut tab = Tab::default();
    let login = begin(&world, &mut tab).await;
    let page = tab.get(&world, &login).await;
    assert!(offers(&page, "key-card"));
    assert!(
        page.body
            .contains("Gir nivå lavt. Tjenesten krever betydelig."),
        "{}",
        page.body
    );
    assert!(
        page.body.contains("Svarer ikke akkurat nå."),
        "{}",
        page.body
    );
    for method in ["guest-card", "second-card", "admin", ""] {
        assert!(!offers(&page, method) || method.is_empty(), "{method}");
        let page = choose(&world, &mut tab, &login, &[("method", method)]).await;
        assert!(offers(&page, "key-card"), "{method}: {}", page.body);
    }
    let query = format!("{login}?method=guest-card&acr_values=idporten-loa-low");
    assert!(!offers(&tab.get(&world, &query).await, "guest-card"));

    world.clock.advance(Duration::from_secs(60));
    let page = choose(&world, &mut tab, &login, &[("method", "second-card")]).await;
    assert!(page.body.contains("name=\"password\""), "it is tried again");
}

#[tokio::test]
async fn one_possible_method_needs_no_choice() {
    let methods = vec![
        named("key-card", Level::Substantial),
        named("guest-card", Level::Low),
    ];
    let world = World::offering(methods).await;
    let mut tab = Tab::default();
    let login = begin(&world, &mut tab).await;
    let page = tab.get(&world, &login).await;
    assert!(page.body.contains("name=\"password\""), "{}", page.body);
    let why = tab.get(&world, &format!("{login}/methods")).await;
    assert!(
        offers(&why, "key-card") && !offers(&why, "guest-card"),
        "{}",
        why.body
    );

    let until = world.ctx.now() + Duration::from_secs(60);
    world.ctx.down.report("key-card", until);
    let login = begin(&world, &mut tab).await;
    let page = tab.get(&world, &login).await;
    assert!(
        page.body.contains("Ingen av måtene å logge inn på svarer"),
        "{}",
        page.body
    );
    assert!(!page.body.contains("name=\"remember\""));
}

#[tokio::test]
async fn another_one_can_be_chosen_while_nothing_was_typed() {
    let world = World::offering(three()).await;
    let mut tab = Tab::default();
    let login = begin(&world, &mut tab).await;
    choose(&world, &mut tab, &login, &[("method", "key-card")]).await;
    let methods = tab.get(&world, &format!("{login}/methods")).await;
    assert!(offers(&methods, "second-card"));
    let page = choose(&world, &mut tab, &login, &[("method", "second-card")]).await;
    assert!(page.body.contains("name=\"password\""));
    assert_eq!(world.chosen(&login).await, "second-card");
}

#[tokio::test]
async fn from_the_code_device_another_one_can_be_chosen_too() {
    let device = Offered {
        level: Level::Substantial,
        ..built_in(MethodKind::CodeDevice)
    };
    let methods = vec![device, named("key-card", Level::Substantial)];
    let world = World::offering(methods).await;
    let mut tab = Tab::default();
    let login = begin(&world, &mut tab).await;
    let page = choose(&world, &mut tab, &login, &[("method", "code-device")]).await;
    assert!(page.body.contains("name=\"code\""), "{}", page.body);
    let methods = tab.get(&world, &format!("{login}/methods")).await;
    assert!(offers(&methods, "key-card"), "{}", methods.body);
    choose(&world, &mut tab, &login, &[("method", "key-card")]).await;
    assert_eq!(world.chosen(&login).await, "key-card");
}

#[tokio::test]
async fn more_methods_are_folded_away_unless_there_are_no_others() {
    let more = |name, level| Offered {
        group: Group::More,
        help: Some("https://fjordvik.example/help?a=\"b".to_owned()),
        ..named(name, level)
    };
    let key_card = named("key-card", Level::Substantial);
    let world = World::offering(vec![more("second-card", Level::Substantial), key_card]).await;
    let mut tab = Tab::default();
    let login = begin(&world, &mut tab).await;
    let page = tab.get(&world, &login).await;
    let folded = page.between("<details class=\"lk-more\">", "</details>");
    assert!(folded.contains("value=\"second-card\"") && !folded.contains("value=\"key-card\""));
    assert!(
        folded.contains("href=\"https://fjordvik.example/help?a=%22b\""),
        "{folded}"
    );

    let low = named("guest-card", Level::Low);
    let two = ["second-card", "third-card"].map(|name| more(name, Level::Substantial));
    let world = World::offering([vec![low], two.to_vec()].concat()).await;
    let mut tab = Tab::default();
    let login = begin(&world, &mut tab).await;
    let page = tab.get(&world, &login).await;
    assert!(
        page.body.contains("<details class=\"lk-more\" open>"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn the_operators_picture_is_served_by_us_under_its_content() {
    let world = World::new().await;
    let mut tab = Tab::default();
    let login = begin(&world, &mut tab).await;
    let page = tab.get(&world, &login).await;
    assert!(
        page.body
            .contains("<img src=\"/logo/0123456789abcdef.svg\" alt=\"\"")
    );
    let get = |path| request(Method::GET, path, Body::empty());
    let file = send(&world, get("/logo/0123456789abcdef.svg")).await;
    assert_eq!(
        (file.status, file.body.as_str()),
        (StatusCode::OK, "<svg/>")
    );
    assert_eq!(file.header("content-type"), "image/svg+xml");
    assert_eq!(
        file.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert!(
        file.header("content-security-policy")
            .contains("default-src 'none'")
    );
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    let other = send(&world, get("/logo/..%2Flykill.keys")).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
}
