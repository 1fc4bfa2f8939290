//! Forms: who may post them, and what is said to who may not.

use super::tab::{FORM, Tab, request};
use super::world::{ISSUER, PASSWORD, World};
use axum::http::header::{CONTENT_TYPE, ORIGIN};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use lykill_web::LoginOutcome;

#[tokio::test]
async fn case_181_a_form_is_taken_only_from_our_own_page_in_this_browser() {
    let world = World::new().await;
    let mut tab = Tab::default();
    let login = tab.at_password(&world).await;
    let csrf = tab.get(&world, &login).await.csrf();
    let body = format!("csrf={csrf}&user_id=mette-hald&password={PASSWORD}");
    let json = format!("{{\"csrf\":\"{csrf}\"}}");
    let site = HeaderName::from_static("sec-fetch-site");
    let table = [
        (FORM, &body, Some((ORIGIN, "null"))),
        (FORM, &body, Some((ORIGIN, "https://evil.example"))),
        (FORM, &body, Some((ORIGIN, "http://id.lykill.example"))),
        (FORM, &body, Some((site, "cross-site"))),
        ("text/plain", &body, None),
        ("text/plain", &json, None),
        ("application/json", &json, None),
    ];
    for (kind, body, header) in table {
        let mut request = request(Method::POST, &format!("{login}/password"), body.clone());
        request
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        if let Some((name, value)) = &header {
            request
                .headers_mut()
                .insert(name, HeaderValue::from_static(value));
        }
        let answer = tab.ask(&world, request).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{kind} {header:?}");
        assert!(
            answer.body.contains(&format!("href=\"{login}\"")),
            "a way on"
        );
    }
    let mut good = request(Method::POST, &format!("{login}/password"), body);
    good.headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(FORM));
    good.headers_mut()
        .insert(ORIGIN, HeaderValue::from_static(ISSUER));
    assert_eq!(
        tab.ask(&world, good).await.location(),
        login,
        "nothing was changed before"
    );
}

#[tokio::test]
async fn case_181_a_token_is_good_in_its_own_login_and_browser_only() {
    let world = World::new().await;
    let (mut mine, mut theirs) = (Tab::default(), Tab::default());
    let login = mine.at_password(&world).await;
    let other = mine.at_password(&world).await;
    theirs.begin(&world).await;
    let csrf = mine.get(&world, &other).await.csrf();
    let fields = [
        ("csrf", &*csrf),
        ("user_id", "mette-hald"),
        ("password", PASSWORD),
    ];
    let path = format!("{login}/password");
    let answer = mine.post(&world, &path, &fields).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "of another tab");
    let csrf = mine.get(&world, &login).await.csrf();
    let fields = [
        ("csrf", &*csrf),
        ("user_id", "mette-hald"),
        ("password", PASSWORD),
    ];
    let answer = theirs.post(&world, &path, &fields).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "of another browser");
    assert_eq!(mine.post(&world, &path, &fields).await.location(), login);
}

#[tokio::test]
async fn case_181_the_method_cannot_be_overridden() {
    let world = World::new().await;
    let mut tab = Tab::default();
    let login = tab.at_password(&world).await;
    let mut hidden = request(Method::GET, &format!("{login}/password?_method=POST"), "");
    hidden
        .headers_mut()
        .insert("x-http-method-override", HeaderValue::from_static("POST"));
    let answer = tab.ask(&world, hidden).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn case_037_a_wrong_password_and_an_unknown_user_id_look_the_same() {
    let world = World::new().await;
    let mut pages = Vec::new();
    for (user_id, password) in [("mette-hald", "wrong-wrong-1"), ("nobody-home", PASSWORD)] {
        let mut tab = Tab::default();
        let login = tab.at_password(&world).await;
        let typed = [("user_id", user_id), ("password", password)];
        let answer = tab.step(&world, (&login, "password"), &typed).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            !answer.body.contains(password),
            "a password is never sent back"
        );
        let csrf = answer.csrf();
        let page = answer
            .body
            .replace(&csrf, "")
            .replace(&login, "")
            .replace(user_id, "");
        let names: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
        pages.push((names, page));
    }
    assert_eq!(pages[0], pages[1]);
    let logins = world.counted.logins.lock().unwrap();
    let refused = logins
        .iter()
        .filter(|one| **one == LoginOutcome::PasswordRefused);
    assert_eq!(refused.count(), 2);
}

#[tokio::test]
async fn an_empty_field_is_said_and_not_counted() {
    let world = World::new().await;
    let mut tab = Tab::default();
    let login = tab.at_password(&world).await;
    for _ in 0..10 {
        let typed = [("user_id", "mette-hald"), ("password", "")];
        let answer = tab.step(&world, (&login, "password"), &typed).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("value=\"mette-hald\""));
    }
    let typed = [("user_id", "mette-hald"), ("password", PASSWORD)];
    assert_eq!(
        tab.step(&world, (&login, "password"), &typed)
            .await
            .location(),
        login
    );
}

#[tokio::test]
async fn a_login_is_not_there_for_others() {
    let world = World::new().await;
    let mut tab = Tab::default();
    let login = tab.begin(&world).await;
    let mut without = Tab::default();
    let page = without.get(&world, &login).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let mut other = Tab::default();
    other.begin(&world).await;
    assert_eq!(
        other.get(&world, &login).await.status,
        StatusCode::FORBIDDEN
    );
    let hyphens = "/login/0190f3c4-1f3a-7c3e-8d0b-6f2a9c4e1d57";
    for lost in [
        "/login/0190f3c41f3a7c3e8d0b6f2a9c4e1d57",
        "/login/x",
        "/login/%00",
        hyphens,
    ] {
        assert_eq!(
            tab.get(&world, lost).await.status,
            StatusCode::NOT_FOUND,
            "{lost}"
        );
    }
    world.clock.advance(std::time::Duration::from_secs(7200));
    assert_eq!(tab.get(&world, &login).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn case_178_a_planted_cookie_is_nobody() {
    let world = World::new().await;
    let mut tab = Tab::default();
    let login = tab.begin(&world).await;
    let good = tab.cookies["__Host-lykill_browser"].clone();
    for bad in [
        String::new(),
        good.repeat(90),
        format!("{good}; __Host-lykill_browser={good}"),
    ] {
        tab.cookies.insert("__Host-lykill_browser".to_owned(), bad);
        assert_eq!(tab.get(&world, &login).await.status, StatusCode::FORBIDDEN);
    }
    tab.cookies.insert("__Host-lykill_browser".to_owned(), good);
    assert_eq!(tab.get(&world, &login).await.status, StatusCode::OK);
}
