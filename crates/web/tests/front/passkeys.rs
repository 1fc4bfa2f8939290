//! Passkeys through the front: added on the holder's page, used on the pages of a login.

use super::tab::{Answer, Tab};
use super::world::{PASSWORD, World};
use axum::http::StatusCode;
use lykill_broker::method::built_in;
use lykill_core::audit::AuditKind;
use lykill_core::time::{days, minutes};
use lykill_core::{EffectKind, MethodKind};
use lykill_testkit::authenticator::{Ask, Passkey, text};

const HOST: &str = "localhost";
const ORIGIN: &str = "http://localhost";

/// A world where passkeys can be chosen.
async fn world() -> World {
    let kinds = [MethodKind::KeyCard, MethodKind::Passkey];
    World::offering(kinds.map(built_in).to_vec()).await
}

fn ask(page: &Answer) -> Ask {
    Ask::new(HOST, ORIGIN, &page.between("data-challenge=\"", "\""))
}

async fn right_key(world: &World, page: &Answer) -> String {
    let number = page.between("data-key-number=\"", "\"");
    let card = page.between("<b class=\"lk-nowrap\">", "</b>");
    world.key(&card, number.parse().unwrap()).await
}

/// Somebody who logged in with password and key.
async fn logged_in(world: &World) -> Tab {
    let mut tab = Tab::default();
    let login = tab.at_password(world).await;
    let typed = [("user_id", "mette-hald"), ("password", PASSWORD)];
    tab.step(world, (&login, "password"), &typed).await;
    let page = tab.get(world, &login).await;
    let key = right_key(world, &page).await;
    let typed = [("key", &*key), ("action", "answer")];
    assert_eq!(
        tab.step(world, (&login, "key"), &typed).await.location(),
        login
    );
    tab
}

async fn add(world: &World, tab: &mut Tab, key: &Passkey, label: &str) -> Answer {
    let page = tab.get(world, "/passkeys").await;
    let (client_data, object) = key.create(&ask(&page));
    let fields = [
        ("csrf", &*page.csrf()),
        ("label", label),
        ("issued", &*page.between("name=\"issued\" value=\"", "\"")),
        ("client_data", &*text(&client_data)),
        ("attestation_object", &*text(&object)),
    ];
    tab.post(world, "/passkeys/add", &fields).await
}

async fn show(world: &World, tab: &mut Tab, login: &str, key: &mut Passkey) -> Answer {
    let page = tab.get(world, login).await;
    let used = key.get(&ask(&page));
    let handle = user_handle(world).await;
    let fields = [
        ("csrf", &*page.csrf()),
        ("issued", &*page.between("name=\"issued\" value=\"", "\"")),
        ("credential", &*text(&key.id)),
        ("client_data", &*text(&used.client_data)),
        ("authenticator_data", &*text(&used.authenticator_data)),
        ("signature", &*text(&used.signature)),
        ("user_handle", &*handle),
    ];
    tab.post(world, &format!("{login}/passkey"), &fields).await
}

/// What Mette's page tells authenticators to call her eID.
async fn user_handle(world: &World) -> String {
    let mut tab = logged_in(world).await;
    let page = tab.get(world, "/passkeys").await;
    page.between("data-user-handle=\"", "\"")
}

fn takes_script(answer: &Answer) -> bool {
    let policy = answer.header("content-security-policy");
    assert_eq!(
        policy.contains("script-src 'self'"),
        answer.body.contains("<script"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe") && policy.contains("default-src 'none'"));
    policy.contains("script-src")
}

#[tokio::test]
async fn a_passkey_is_added_on_its_page_and_logs_in_on_another() {
    let world = world().await;
    let mut tab = logged_in(&world).await;
    let mut key = Passkey::synced();
    let nameless = add(&world, &mut tab, &key, " ").await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(takes_script(&nameless));
    assert_eq!(
        add(&world, &mut tab, &key, "Min <telefon>")
            .await
            .location(),
        "/passkeys"
    );
    let page = tab.get(&world, "/passkeys").await;
    assert!(page.body.contains("Min &#60;telefon&#62;"), "{}", page.body);
    // She hears of it by letter, so it waits for longer than an hour.
    world.clock.advance(days(15));

    let mut other = Tab::default();
    let login = other.begin(&world).await;
    let chooser = other.get(&world, &login).await;
    assert!(
        !takes_script(&chooser),
        "nothing is asked of an authenticator yet"
    );
    let chosen = [("csrf", &*chooser.csrf()), ("method", "passkey")];
    other
        .post(&world, &format!("{login}/method"), &chosen)
        .await;
    let page = other.get(&world, &login).await;
    assert!(takes_script(&page) && page.body.contains("<noscript>"));
    let answer = show(&world, &mut other, &login, &mut key).await;
    assert_eq!(answer.location(), login, "case 111: 303");
    assert_eq!(world.audit(AuditKind::PasskeyUsed).await.len(), 1);
}

#[tokio::test]
async fn case_080_a_relayed_answer_of_a_phishing_page_is_refused() {
    let world = world().await;
    let mut tab = logged_in(&world).await;
    let mut key = Passkey::synced();
    add(&world, &mut tab, &key, "Telefon").await;
    world.clock.advance(days(15));
    // The phishing page holds a login of its own here, and asks its victim with our challenge.
    let mut thief = Tab::default();
    let login = thief.at_password(&world).await;
    let handle = user_handle(&world).await;
    for (origin, host) in [
        ("https://localhost.evil.example", HOST),
        (ORIGIN, "evil.example"),
    ] {
        let page = thief.get(&world, &login).await;
        assert!(takes_script(&page) && page.body.contains("username webauthn"));
        let lie = Ask {
            origin: origin.to_owned(),
            host: host.to_owned(),
            ..ask(&page)
        };
        let used = key.get(&lie);
        let fields = [
            ("csrf", &*page.csrf()),
            ("issued", &*page.between("name=\"issued\" value=\"", "\"")),
            ("credential", &*text(&key.id)),
            ("client_data", &*text(&used.client_data)),
            ("authenticator_data", &*text(&used.authenticator_data)),
            ("signature", &*text(&used.signature)),
            ("user_handle", &*handle),
        ];
        let answer = thief
            .post(&world, &format!("{login}/passkey"), &fields)
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        world.clock.advance(minutes(1));
    }
    assert_eq!(world.audit(AuditKind::PasskeyUsed).await.len(), 0);
}

#[tokio::test]
async fn case_161_the_page_of_passkeys_does_nothing_for_strangers() {
    let world = world().await;
    let mut stranger = Tab::default();
    let page = stranger.get(&world, "/passkeys").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("/passkeys/start") && !takes_script(&page));
    let started = stranger.get(&world, "/passkeys/start").await;
    assert!(started.location().starts_with("/authorize?"));
    let mut tab = logged_in(&world).await;
    let page = tab.get(&world, "/passkeys").await;
    let forged = [("csrf", "AAAA"), ("label", "Telefon")];
    let answer = tab.post(&world, "/passkeys/add", &forged).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    // The form of one session is worth nothing in another one.
    let mut other = logged_in(&world).await;
    let crossed = [("csrf", &*page.csrf()), ("passkey", "x")];
    let answer = other.post(&world, "/passkeys/remove", &crossed).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    world.clock.advance(minutes(11));
    let old = tab.get(&world, "/passkeys").await;
    assert!(!old.body.contains("data-passkey") && !takes_script(&old));
}

#[tokio::test]
async fn case_081_the_link_of_the_notice_stops_only_by_its_button() {
    let world = world().await;
    let mut tab = logged_in(&world).await;
    add(&world, &mut tab, &Passkey::synced(), "Telefon").await;
    let stop = world.effects().await.into_iter().find_map(|effect| {
        let json = serde_json::to_value(&effect).unwrap();
        let is_letter = matches!(effect, EffectKind::NoticeLetter { .. });
        json["notice"]["stop"]
            .as_str()
            .filter(|_| is_letter)
            .map(str::to_owned)
    });
    let stop = stop.expect("a letter, since she has neither e-mail nor telephone");
    let token = stop.split_once("?token=").unwrap().1.to_owned();
    let mut anywhere = Tab::default();
    for _ in 0..2 {
        let page = anywhere
            .get(&world, &format!("/passkeys/stop?token={token}"))
            .await;
        assert!(
            page.body.contains("name=\"token\""),
            "looking changes nothing"
        );
    }
    let guessed = anywhere.get(&world, "/passkeys/stop?token=AAAA").await;
    assert_eq!(guessed.status, StatusCode::GONE);
    let stopped = anywhere
        .post(&world, "/passkeys/stop", &[("token", &*token)])
        .await;
    assert_eq!(stopped.status, StatusCode::OK);
    assert_eq!(world.audit(AuditKind::PasskeyBlocked).await.len(), 1);
    let after = tab.get(&world, "/passkeys").await;
    assert!(
        after.body.contains("/passkeys/start"),
        "whoever added it is out"
    );
}
