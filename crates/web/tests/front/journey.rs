//! The first journey: log in with the key card, link the work e-mail, come back, log out.

use super::tab::{Answer, Tab, authorize};
use super::world::{CALLBACK, PASSWORD, World};
use axum::http::StatusCode;
use lykill_core::audit::AuditKind;
use lykill_web::LoginOutcome;
use serde_json::json;
use std::time::Duration;

fn sets(answer: &Answer, name: &str) -> bool {
    let all = answer.headers.get_all("set-cookie");
    all.iter()
        .any(|set| set.to_str().unwrap().starts_with(name))
}

async fn right_key(world: &World, page: &Answer) -> String {
    let number = page.between("data-key-number=\"", "\"");
    let card = page.between("<b class=\"lk-nowrap\">", "</b>");
    world.key(&card, number.parse().unwrap()).await
}

async fn to_linking(world: &World, tab: &mut Tab, user_id: &str) -> (String, Answer) {
    let login = tab.at_password(world).await;
    let typed = [("user_id", user_id), ("password", PASSWORD)];
    let answer = tab.step(world, (&login, "password"), &typed).await;
    assert_eq!(answer.location(), login);
    let page = tab.get(world, &login).await;
    let key = right_key(world, &page).await;
    let answer = tab
        .step(
            world,
            (&login, "key"),
            &[("key", &key), ("action", "answer")],
        )
        .await;
    (login, answer)
}

#[tokio::test]
async fn somebody_logs_in_links_and_comes_back() {
    let world = World::new().await;
    let mut tab = Tab::default();
    let (login, answer) = to_linking(&world, &mut tab, "mette-hald").await;
    assert_eq!(answer.location(), login, "case 111: 303");
    for name in [
        "__Host-lykill_browser",
        "__Host-lykill_session",
        "__Host-lykill_device",
    ] {
        assert!(sets(&answer, name), "case 176: a new {name}");
    }
    let page = tab.get(&world, &login).await;
    assert!(
        page.body.contains("value=\"mette.hald@fjordvik.example\""),
        "{}",
        page.body
    );
    let service = "form-action 'self' https://lonn.fjordvik.example";
    assert!(page.header("content-security-policy").ends_with(service));
    let sent = [("action", "send"), ("email", "evil@evil.example")];
    assert_eq!(
        tab.step(&world, (&login, "link/send"), &sent)
            .await
            .location(),
        login
    );
    let wrong = [("code", "00000x"), ("action", "link")];
    let answer = tab.step(&world, (&login, "link/code"), &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let early = tab
        .step(&world, (&login, "link/code"), &[("action", "resend")])
        .await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    world.clock.advance(Duration::from_secs(31));
    let resent = tab
        .step(&world, (&login, "link/code"), &[("action", "resend")])
        .await;
    assert_eq!(resent.location(), login);
    let code = world.code().await;
    let right = [("code", &*code), ("action", "link")];
    assert_eq!(
        tab.step(&world, (&login, "link/code"), &right)
            .await
            .location(),
        login
    );
    let receipt = tab.get(&world, &login).await;
    assert!(receipt.body.contains("mette.hald@fjordvik.example"));
    let answer = tab
        .step(&world, (&login, "finish"), &[("action", "continue")])
        .await;
    assert!(answer.location().starts_with(&format!("{CALLBACK}?code=")));
    assert!(answer.location().contains("state=af0ifjsldkj"));
    let done = tab.get(&world, &login).await;
    assert_eq!(done.status, StatusCode::GONE);
    let again = tab.get(&world, &authorize("lonn")).await;
    assert!(
        again.location().starts_with(&format!("{CALLBACK}?code=")),
        "single sign-on"
    );
    let logins = world.counted.logins.lock().unwrap().clone();
    assert_eq!(logins.first(), Some(&LoginOutcome::Began));
    assert!(logins.contains(&LoginOutcome::Answered));
}

#[tokio::test]
async fn case_112_a_logout_is_asked_for_and_forgets_the_session() {
    let world = World::new().await;
    let mut tab = Tab::default();
    to_linking(&world, &mut tab, "mette-hald").await;
    let bye = "https://lonn.fjordvik.example/bye";
    let path = format!("/logout?client_id=lonn&post_logout_redirect_uri={bye}&state=s1");
    let page = tab.get(&world, &path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body.contains("action=\"/logout/confirm\""),
        "{}",
        page.body
    );
    let policy = page.header("content-security-policy");
    assert!(
        policy.ends_with("form-action 'self' https://lonn.fjordvik.example"),
        "{policy}"
    );
    let csrf = page.csrf();
    let stay = [("csrf", &*csrf), ("action", "stay"), ("client_id", "lonn")];
    let stayed = tab.post(&world, "/logout/confirm", &stay).await;
    assert_eq!(stayed.status, StatusCode::OK);
    assert!(tab.cookies.contains_key("__Host-lykill_session"));
    let fields = [
        ("csrf", &*csrf),
        ("action", "log-out"),
        ("client_id", "lonn"),
        ("post_logout_redirect_uri", bye),
        ("state", "s1"),
    ];
    let out = tab.post(&world, "/logout/confirm", &fields).await;
    assert_eq!(out.location(), format!("{bye}?state=s1"));
    assert!(!tab.cookies.contains_key("__Host-lykill_session"));
    let begun = tab.get(&world, &authorize("lonn")).await;
    assert!(
        begun.location().starts_with("/login/"),
        "the session is over"
    );
}

#[tokio::test]
async fn case_112_a_foreign_address_is_neither_named_nor_followed() {
    let world = World::new().await;
    let mut tab = Tab::default();
    to_linking(&world, &mut tab, "mette-hald").await;
    let evil = "https://evil.example/";
    let path = format!("/logout?client_id=lonn&post_logout_redirect_uri={evil}");
    let page = tab.get(&world, &path).await;
    assert!(
        page.header("content-security-policy")
            .ends_with("form-action 'self'")
    );
    let csrf = page.csrf();
    let fields = [
        ("csrf", &*csrf),
        ("client_id", "lonn"),
        ("post_logout_redirect_uri", evil),
    ];
    let out = tab.post(&world, "/logout/confirm", &fields).await;
    assert_eq!(out.status, StatusCode::OK);
    assert!(!out.body.contains("evil"), "{}", out.body);
    assert!(!tab.cookies.contains_key("__Host-lykill_session"));
}

#[tokio::test]
async fn somebody_goes_back_to_the_service() {
    let world = World::new().await;
    let mut tab = Tab::default();
    let login = tab.at_password(&world).await;
    let methods = tab.get(&world, &format!("{login}/methods")).await;
    assert!(
        methods.body.contains("value=\"second-card\""),
        "{}",
        methods.body
    );
    let answer = tab
        .step(&world, (&login, "cancel"), &[("action", "cancel")])
        .await;
    assert!(
        answer
            .location()
            .starts_with(&format!("{CALLBACK}?error=access_denied"))
    );
    assert_eq!(
        world.counted.logins.lock().unwrap().last(),
        Some(&LoginOutcome::Cancelled)
    );
}

#[tokio::test]
async fn case_001_a_key_that_does_not_match_stays_at_its_number() {
    let world = World::new().await;
    let mut tab = Tab::default();
    let login = tab.at_password(&world).await;
    let typed = [("user_id", "mette-hald"), ("password", PASSWORD)];
    tab.step(&world, (&login, "password"), &typed).await;
    let page = tab.get(&world, &login).await;
    let number = page.between("data-key-number=\"", "\"");
    let right = right_key(&world, &page).await;
    let wrong = format!("{:06}", (right.parse::<u32>().unwrap() + 1) % 1_000_000);
    for typed in [&*wrong, "12", ""] {
        let answer = tab.step(&world, (&login, "key"), &[("key", typed)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.between("data-key-number=\"", "\""), number);
        assert!(answer.body.contains("<title>"), "a page");
    }
}

#[tokio::test]
async fn who_is_too_young_or_without_a_number_is_told_why() {
    let world = World::new().await;
    world
        .add_person("young-one", "2012-03-12", Some("12831250079"))
        .await;
    world.add_person("no-number", "1980-01-01", None).await;
    for (user_id, words) in [("young-one", "12. mars 2027"), ("no-number", "Min lønn")] {
        let mut tab = Tab::default();
        let (login, _) = to_linking(&world, &mut tab, user_id).await;
        let page = tab.get(&world, &login).await;
        assert_eq!(
            page.status,
            StatusCode::FORBIDDEN,
            "{user_id}: {}",
            page.body
        );
        assert!(page.body.contains(words), "{user_id}: {}", page.body);
        let back = tab
            .post(
                &world,
                &format!("{login}/cancel"),
                &[("csrf", &page.csrf())],
            )
            .await;
        assert!(back.location().contains("error=access_denied"));
    }
}

/// The button pressed twice: the second form comes with the cookie that the first one's answer
/// replaced.
#[tokio::test]
async fn who_presses_log_in_twice_is_shown_the_way_on() {
    let world = World::new().await;
    let open = json!({
        "client_name": "Bibliotek",
        "client_uri": "https://lonn.fjordvik.example/start",
        "redirect_uris": [CALLBACK],
    });
    world.add_client("open", open).await;
    for (service, finished) in [("open", true), ("lonn", false)] {
        let mut tab = Tab::default();
        let login = tab.at_password_of(&world, service).await;
        let typed = [("user_id", "mette-hald"), ("password", PASSWORD)];
        tab.step(&world, (&login, "password"), &typed).await;
        let page = tab.get(&world, &login).await;
        let key = right_key(&world, &page).await;
        let fields = [("key", &*key), ("csrf", &*page.csrf())];
        let (path, mut second) = (format!("{login}/key"), tab.clone());
        let first = tab.post(&world, &path, &fields).await;
        let second = second.post(&world, &path, &fields).await;
        if finished {
            assert!(first.location().starts_with(CALLBACK));
            assert_eq!(second.status, StatusCode::GONE, "{}", second.body);
            assert!(
                second
                    .body
                    .contains("href=\"https://lonn.fjordvik.example/start\"")
            );
        } else {
            assert_eq!((first.location(), second.location()), (&*login, &*login));
        }
        let codes = world.audit(AuditKind::KeyUsed).await;
        assert_eq!(codes.len(), if finished { 1 } else { 2 }, "one key a login");
        assert!(
            !sets(&second, "__Host-lykill_"),
            "the second gets no cookie"
        );
        let forged = [("key", &*key), ("csrf", "forged")];
        let other = Tab::default().post(&world, &path, &forged).await;
        assert_eq!(other.status, StatusCode::FORBIDDEN);
        assert!(
            !other.body.contains("Bibliotek"),
            "nobody else learns the service"
        );
    }
}

#[tokio::test]
async fn a_login_that_took_too_long_leads_back_to_its_service() {
    let world = World::new().await;
    let mut tab = Tab::default();
    let login = tab.at_password(&world).await;
    world.clock.advance(Duration::from_secs(24 * 3600));
    let page = tab.get(&world, &login).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(page.body.contains("Fjordvik kommune"), "{}", page.body);
    let stranger = Tab::default().get(&world, &login).await;
    assert!(
        !stranger.body.contains("Fjordvik kommune"),
        "{}",
        stranger.body
    );
}
