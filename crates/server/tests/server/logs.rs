//! What stands in the log, and what never does.

use crate::journey::journey;
use crate::process::{Running, Site, http, lykill};
use serde_json::Value;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

#[tokio::test]
async fn case_189_what_a_caller_sends_breaks_no_record_and_shows_no_secret() {
    let site = Site::new(None, "");
    let mut server = site.serve();
    let http = http();
    let nasty = "canary-agent[31m\",\"level\":\"CANARY\",\"";
    let requests = [
        http.get(server.url("/authorize?client_id=canary-client&state=canary-state")),
        http.get(server.url("/login/canary-login/%0d%0acanary-path%1b[31m")),
        http.get(server.url("/canary-path?token=canary-query"))
            .header("user-agent", nasty),
        http.post(server.url("/token"))
            .basic_auth("canary-id", Some("canary-secret"))
            .body("grant_type=authorization_code&code=canary-code&client_secret=canary-secret"),
        http.get(server.url("/userinfo"))
            .bearer_auth("canary-token"),
        http.get(server.url("/"))
            .header("cookie", "lykill_session=canary-cookie"),
    ];
    let count = requests.len();
    for request in requests {
        let response = request.send().await.unwrap();
        let id = response.headers()["x-request-id"]
            .to_str()
            .unwrap()
            .to_owned();
        let log = server.log();
        let of_request = |line: &&serde_json::Value| {
            line["request_id"] == id.as_str() && line["message"] == "request answered"
        };
        let records: Vec<_> = log.iter().filter(of_request).collect();
        assert_eq!(records.len(), 1, "{records:?}");
        assert!(records[0]["route"].is_string() && records[0]["status"].is_number());
        assert!(records[0]["ms"].is_number() && records[0]["method"].is_string());
    }
    raw_agent(
        server.ready["listen"].as_str().unwrap(),
        "canary\u{1b}[31m\u{7}\u{1b}]0;canary",
    );
    raw_agent(
        server.ready["listen"].as_str().unwrap(),
        &"canary".repeat(170_000),
    );
    assert_eq!(server.stop(), Some(0));
    // `log` reads each line as JSON: a record that was broken would not be one.
    let log = server.log();
    assert!(log.len() >= count);
    for record in &log {
        let text = record.to_string();
        assert!(!text.to_lowercase().contains("canary"), "{text}");
        assert!(text.len() < 2000, "{text}");
    }
}

/// A `User-Agent` that no client library would send: answered or cut off, never logged.
fn raw_agent(address: &str, agent: &str) {
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!("GET /canary HTTP/1.1\r\nHost: x\r\nUser-Agent: {agent}\r\n\r\n");
    let _cut_off = stream.write_all(head.as_bytes());
    stream
        .set_read_timeout(Some(std::time::Duration::from_secs(1)))
        .unwrap();
    let mut answer = Vec::new();
    let _cut_off = stream.read_to_end(&mut answer);
}

/// The number on the one welcome letter of a site, in groups.
fn printed_number(site: &Site) -> String {
    let folder = site.data_dir().join("print-letters");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path());
    let pdf = files
        .into_iter()
        .find(|path| path.extension().is_some_and(|kind| kind == "pdf"))
        .unwrap();
    let out = std::process::Command::new("pdftotext")
        .arg(pdf)
        .arg("-")
        .output()
        .unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    let words: Vec<&str> = text.split_whitespace().collect();
    let digits = |word: &&str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let number = words.windows(3).find(|group| group.iter().all(digits));
    number.unwrap().join(" ")
}

#[test]
fn case_189_admin_commands_leave_no_secret_in_the_log() {
    let site = Site::new(None, "");
    let mut server = site.serve();
    let person = site.json(&[
        "person",
        "add",
        "--name",
        "Canary Kanari",
        "--birth-date",
        "1984-06-15",
        "--national-id",
        "15868400061",
        "--email",
        "canary@post.example",
        "--phone",
        "+47 900 00 999",
        "--user-id",
        "canary-user",
    ]);
    assert!(person.get("temporary_password").is_none(), "{person}");
    site.json(&["card", "order", "--user-id", "canary-user"]);
    site.run(&["card", "order", "--user-id", "canary-nobody"]);
    // Long enough for the worker to deliver.
    std::thread::sleep(std::time::Duration::from_secs(2));
    assert_eq!(server.stop(), Some(0));
    let number = printed_number(&site);
    for record in server.log() {
        let text = record.to_string().to_lowercase();
        for secret in [
            "canary",
            "kanari",
            "15868400061",
            "900 00 999",
            &number,
            &number.replace(' ', ""),
        ] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

#[tokio::test]
async fn case_189_whole_logins_leave_no_secret_in_the_log() {
    let mut command = lykill();
    command.args([
        "demo",
        "--json",
        "--port",
        "0",
        "--portal-port",
        "0",
        "--log-level",
        "debug",
    ]);
    let mut demo = Running::start(command);
    let shown = http().get(demo.url("/demo/people")).send().await.unwrap();
    let people: Value = shown.json().await.unwrap();
    let mut secrets = Vec::new();
    for person in people["people"].as_array().unwrap() {
        if matches!(person["id"].as_str().unwrap(), "ready" | "two-employers") {
            secrets.extend(journey(&demo, person).await);
            for field in [
                "name",
                "user_id",
                "password",
                "national_id",
                "phone",
                "email",
                "work_email",
            ] {
                secrets.push(person[field].as_str().unwrap().to_owned());
            }
        }
    }
    assert!(secrets.len() > 20, "{secrets:?}");
    assert_eq!(demo.stop(), Some(0));
    let log = demo.log();
    let answered = log
        .iter()
        .filter(|record| record["message"] == "request answered");
    assert!(answered.count() > 20);
    for record in &log {
        let text = record.to_string();
        for secret in &secrets {
            assert!(!has_word(&text, secret), "{secret} in {text}");
        }
    }
}

/// Whether a text stands there on its own: six digits may be part of a time or an id by chance.
fn has_word(text: &str, word: &str) -> bool {
    let is_inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        !is_inside(before) && !is_inside(text[at + word.len()..].chars().next())
    })
}
