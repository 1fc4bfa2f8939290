//! The demo as a process: its line, its people, its post, its end.

use crate::journey::{journey, post_of};
use crate::process::{DatabaseUrl, Running, Site, errors, http, json_of, lykill, run};
use lykill_testkit::test_database;
use serde_json::Value;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const PEOPLE: [&str; 6] = [
    "ready",
    "low-card",
    "not-activated",
    "teen",
    "no-number",
    "two-employers",
];

fn command(ports: (u16, u16), folder: Option<&Path>, database: DatabaseUrl<'_>) -> Command {
    let mut command = lykill();
    let (port, portal_port) = (ports.0.to_string(), ports.1.to_string());
    command.args([
        "demo",
        "--json",
        "--port",
        &port,
        "--portal-port",
        &portal_port,
    ]);
    if let Some(folder) = folder {
        command.arg("--data-dir").arg(folder);
    }
    if let Some(url) = database {
        command.args(["--database-url", url]);
    }
    command
}

fn port_of(url: &Value) -> u16 {
    url.as_str()
        .unwrap()
        .rsplit_once(':')
        .unwrap()
        .1
        .parse()
        .unwrap()
}

async fn get(demo: &Running, path: &str) -> Value {
    let response = http().get(demo.url(path)).send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    response.json().await.unwrap()
}

#[tokio::test]
async fn the_demo_says_where_it_is_and_shows_people_and_post() {
    let demo = Running::start(command((0, 0), None, None));
    let issuer = demo.ready["issuer"].as_str().unwrap();
    assert_eq!(demo.ready["ready"], true);
    assert_eq!(demo.ready["post"], format!("{issuer}/demo/post"));
    assert!(issuer.starts_with("http://localhost:"));

    six_people(&demo).await;
    a_key_card(&demo).await;
    a_letter(&demo).await;
    two_devices(&demo).await;
    let portal = demo.ready["portal"].as_str().unwrap();
    assert_eq!(http().get(portal).send().await.unwrap().status(), 200);
}

async fn six_people(demo: &Running) {
    let people = get(demo, "/demo/people").await;
    let people = people["people"].as_array().unwrap();
    let ids: Vec<&str> = people
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, PEOPLE);
    for one in people {
        for field in [
            "name",
            "user_id",
            "password",
            "national_id",
            "phone",
            "email",
            "work_email",
            "birth_date",
            "note",
        ] {
            assert!(one.get(field).is_some(), "{field} of {one}");
        }
    }
    assert!(people[4]["national_id"].is_null());
}

async fn a_key_card(demo: &Running) {
    let post = get(demo, "/demo/post?person=ready").await;
    let card = &post["post"][0];
    assert_eq!(card["kind"], "key-card");
    let keys = card["keys"].as_object().unwrap();
    assert_eq!(keys.len(), 148);
    assert!(keys.iter().all(|(number, key)| {
        number.len() == 4 && key.as_str().is_some_and(|key| key.len() == 6)
    }));
    let file = &card["attachments"][0];
    assert_eq!(file["content_type"], "application/pdf");
    let pdf = http()
        .get(file["url"].as_str().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(pdf.headers()["content-type"], "application/pdf");
    assert!(pdf.bytes().await.unwrap().starts_with(b"%PDF-"));
}

/// What the devices of the one who has everything show.
async fn two_devices(demo: &Running) {
    let shown = get(demo, "/demo/codes?person=ready").await;
    let shown = shown["codes"].as_array().unwrap();
    let purposes: Vec<&str> = shown
        .iter()
        .map(|one| one["purpose"].as_str().unwrap())
        .collect();
    assert_eq!(purposes, ["key-viewer", "code-device"]);
    for one in shown {
        let code = one["code"].as_str().unwrap();
        assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()));
    }
    let nobody = http()
        .get(demo.url("/demo/codes?person=nobody"))
        .send()
        .await;
    assert_eq!(nobody.unwrap().status(), 404);
}

async fn a_letter(demo: &Running) {
    let new = get(demo, "/demo/post?person=not-activated").await;
    let kinds: Vec<&str> = new["post"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["kind"].as_str().unwrap())
        .collect();
    assert!(
        kinds.contains(&"letter") && kinds.contains(&"key-card"),
        "{kinds:?}"
    );
    let letter = new["post"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["kind"] == "letter")
        .unwrap();
    assert!(letter["text"].as_str().unwrap().contains("/activate"));
    assert!(letter.get("keys").is_none());
}

#[tokio::test]
async fn browsers_see_pages_and_nobody_else_gets_in() {
    let demo = Running::start(command((0, 0), None, None));
    let page = |path: &str| {
        http()
            .get(demo.url(path))
            .header("accept", "text/html,*/*;q=0.8")
    };
    for (path, word) in [
        ("/demo", "Mette Hald"),
        ("/", "Mette Hald"),
        ("/demo/post", "Jonas Lie"),
    ] {
        let response = page(path).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        assert!(response.headers().contains_key("content-security-policy"));
        let html = response.text().await.unwrap();
        assert!(
            html.contains("<html") && html.contains(word),
            "{path}: {html}"
        );
    }
    for (language, words) in [
        ("nb", "Har 21 nøkler igjen"),
        ("nn", "Har 21 nøklar igjen"),
        ("da", "Har 21 nøgler tilbage"),
        ("en", "21 keys left"),
    ] {
        let response = page(&format!("/?lang={language}")).send().await.unwrap();
        let html = response.text().await.unwrap();
        assert!(html.contains(words), "{language}: {html}");
        assert!(!html.contains("demo-note-"), "{language}: {html}");
    }
    assert_eq!(
        page("/demo/post?person=nobody")
            .send()
            .await
            .unwrap()
            .status(),
        404
    );
    assert_eq!(
        page("/demo/post/x/..%2f..%2fdemo.json")
            .send()
            .await
            .unwrap()
            .status(),
        404
    );
    // A page elsewhere whose name was pointed at this machine reads nothing.
    for path in ["/demo", "/demo/people", "/demo/post"] {
        let evil = page(path)
            .header("host", "evil.example")
            .send()
            .await
            .unwrap();
        assert_eq!(evil.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn neither_demo_route_exists_in_serve() {
    let site = Site::new(None, "");
    let server = site.serve();
    for path in [
        "/demo",
        "/demo/people",
        "/demo/post",
        "/demo/post?person=ready",
        "/demo/post/a/b",
    ] {
        let response = http()
            .get(server.url(path))
            .header("host", "localhost")
            .send()
            .await;
        assert_eq!(response.unwrap().status(), 404, "{path}");
    }
}

async fn a_second_start(database: DatabaseUrl<'_>) {
    let folder = tempfile::tempdir().unwrap();
    let mut first = Running::start(command((0, 0), Some(folder.path()), database));
    let people = get(&first, "/demo/people").await;
    let post = get(&first, "/demo/post").await;
    let ports = (
        port_of(&first.ready["issuer"]),
        port_of(&first.ready["portal"]),
    );
    let listed = run(lykill()
        .args([
            "card",
            "list",
            "--user-id",
            "jonas-lie",
            "--json",
            "--data-dir",
        ])
        .arg(folder.path()));
    let cards = json_of(&listed);
    assert_eq!(
        (&cards[0]["state"], &cards[0]["keys_left"]),
        (&"active".into(), &21.into())
    );
    assert_eq!(first.stop(), Some(0));

    // Without a server the same command opens the database itself.
    let listed = run(lykill()
        .args([
            "card",
            "list",
            "--user-id",
            "jonas-lie",
            "--json",
            "--data-dir",
        ])
        .arg(folder.path()));
    assert_eq!(json_of(&listed), cards);

    let second = Running::start(command(ports, Some(folder.path()), None));
    assert_eq!(get(&second, "/demo/people").await, people);
    assert_eq!(
        get(&second, "/demo/post").await,
        post,
        "nothing is ordered a second time"
    );
}

#[tokio::test]
async fn a_second_start_goes_on_with_the_same_people_on_sqlite() {
    a_second_start(None).await;
}

#[tokio::test]
async fn a_second_start_goes_on_with_the_same_people_on_postgres() {
    let database = test_database().await.unwrap();
    a_second_start(Some(database.url())).await;
}

/// Whoever tries the commands on a demo that is kept can start it again.
#[tokio::test]
async fn a_demo_whose_first_person_was_blocked_starts_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = Running::start(command((0, 0), Some(folder.path()), None));
    let ports = (
        port_of(&first.ready["issuer"]),
        port_of(&first.ready["portal"]),
    );
    let people = get(&first, "/demo/people").await;
    let blocked = run(lykill()
        .args(["person", "block", "--reason", "purse stolen", "--user-id"])
        .arg(people["people"][0]["user_id"].as_str().unwrap())
        .arg("--data-dir")
        .arg(folder.path()));
    assert!(blocked.status.success(), "{}", errors(&blocked));
    assert_eq!(first.stop(), Some(0));
    let second = Running::start(command(ports, Some(folder.path()), None));
    assert_eq!(get(&second, "/demo/people").await, people);
}

#[test]
fn a_taken_port_is_told_in_one_line() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let output = run(&mut command((port, 0), None, None));
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(
        told.contains("is taken") && told.contains("--port"),
        "{told}"
    );
    let output = run(&mut command((0, port), None, None));
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("--portal-port")
    );
}

#[test]
fn a_data_folder_belongs_to_its_ports() {
    let folder = tempfile::tempdir().unwrap();
    drop(Running::start(command((0, 0), Some(folder.path()), None)));
    let output = run(&mut command((1, 2), Some(folder.path()), None));
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("was made with --port")
    );
}

#[test]
fn without_a_data_folder_nothing_stays() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = command((0, 0), None, None);
    command.env("TMPDIR", folder.path());
    let mut demo = Running::start(command);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(demo.stop(), Some(0));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn serve_and_demo_refuse_each_others_databases() {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = Running::start(command((0, 0), Some(folder.path()), None));
    assert_eq!(demo.stop(), Some(0));
    let site = Site::new(None, "");
    let text = std::fs::read_to_string(site.config()).unwrap();
    let data = site.data_dir().display().to_string();
    site.write(&text.replace(&data, &folder.path().display().to_string()));
    let output = site.run(&["serve"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(
        errors(&output).contains("made by `lykill demo`"),
        "{}",
        errors(&output)
    );

    let site = Site::new(None, "");
    site.serve().stop();
    let output = run(&mut command((0, 0), Some(&site.data_dir()), None));
    assert_eq!(output.status.code(), Some(3));
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("made by `lykill serve`"), "{told}");
}

#[tokio::test]
async fn the_nearly_used_up_card_is_followed_by_a_new_one() {
    let demo = Running::start(command((0, 0), None, None));
    let people = get(&demo, "/demo/people").await;
    journey(&demo, &people["people"][1]).await;
    for _ in 0..100 {
        let post = post_of(&demo, "low-card").await;
        let cards: Vec<&Value> = post
            .iter()
            .filter(|item| item["kind"] == "key-card")
            .collect();
        if cards.len() == 2 {
            assert_ne!(cards[0]["keys"], cards[1]["keys"]);
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no new card is in the post");
}
