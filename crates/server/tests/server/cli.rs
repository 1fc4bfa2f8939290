//! The admin commands: through a running server and without one, on both engines.

use crate::process::{DatabaseUrl, Site, errors, lykill, run, run_with_input};
use lykill_testkit::test_database;
use serde_json::{Value, json};

fn add_company(site: &Site) {
    let added = site.json(&[
        "company",
        "add",
        "--id",
        "fjordvik",
        "--name",
        "Fjordvik kommune",
        "--payroll-name",
        "Lønn",
        "--payroll-email",
        "lonn@fjordvik.example",
        "--payroll-phone",
        "+47 51 00 00 00",
    ]);
    assert_eq!(added["company"], "fjordvik");
}

fn add_person(site: &Site) -> Value {
    site.json(&[
        "person",
        "add",
        "--name",
        "Mette Hald",
        "--birth-date",
        "1984-06-15",
        "--national-id",
        "15868400061",
        "--email",
        "mette@post.example",
        "--address",
        "Strandgata 7",
        "--user-id",
        "mette-hald",
    ])
}

/// Everything that an operator does with one deployment.
fn operate(site: &Site) {
    add_company(site);
    let person = add_person(site);
    assert_eq!(person["user_id"], "mette-hald");
    // Nobody but the person sees what is in the letters (security.md cases 21, 54).
    assert!(person.get("temporary_password").is_none(), "{person}");
    assert!(person["valid_until"].is_string());
    assert_eq!(
        site.json(&["person", "list"])[0]["state"],
        "awaits-activation"
    );

    let sessions = site.json(&["session", "list", "--user-id", "mette-hald"]);
    assert_eq!(sessions, json!([]));
    let ended = site.json(&["session", "end", "--all-of", "mette-hald"]);
    assert_eq!(ended, json!({ "ended": 0 }));
    for nobody in ["0198f3f2b7c87d1e9a4c5d6e7f809102", "no id"] {
        let refused = site.run(&["session", "end", nobody]);
        assert_eq!(refused.status.code(), Some(1), "{}", errors(&refused));
        assert!(
            errors(&refused).contains("no living session"),
            "{}",
            errors(&refused)
        );
    }

    let cards = site.json(&["card", "list", "--user-id", "mette-hald"]);
    assert_eq!(
        (&cards[0]["state"], &cards[0]["keys_left"]),
        (&json!("dormant"), &json!(148))
    );
    let ordered = site.json(&["card", "order", "--user-id", "mette-hald"]);
    let label = ordered["label"].as_str().unwrap();
    site.json(&["card", "block", label, "--reason", "lost"]);
    let twice = site.run(&["card", "block", label, "--reason", "lost"]);
    assert_eq!(twice.status.code(), Some(1), "{}", errors(&twice));

    let file = site.file(
        "client.json",
        r#"{"client_name":"Min lønn","redirect_uris":["https://lonn.example/callback"],
            "lykill_company":"fjordvik","lykill_require_linked_email":true}"#,
    );
    let client = site.json(&["client", "add", "--file", file.to_str().unwrap()]);
    assert!(client["client_id"].is_string() && client["client_secret"].is_string());
    let known = site.json(&["client", "list"]);
    assert_eq!(known[0]["client_id"], client["client_id"]);
    assert!(
        !known
            .to_string()
            .contains(client["client_secret"].as_str().unwrap())
    );
    assert_eq!(site.json(&["link", "list"]), json!([]));
    let unknown = "0198f3f2b7c87d1e9a4c5d6e7f809102";
    assert_eq!(
        site.run(&["link", "release", unknown]).status.code(),
        Some(1)
    );
}

/// What two people must agree on.
fn agree(site: &Site) {
    let order = ["card", "order", "--user-id", "mette-hald", "--by-telephone"];
    let nameless = site.run(&order);
    assert_eq!(nameless.status.code(), Some(1), "{}", errors(&nameless));
    assert!(errors(&nameless).contains("--by"), "{}", errors(&nameless));
    let held = site.json(&[&order[..], &["--by", "kari"]].concat());
    let id = held["held"].as_str().unwrap();
    let waiting = &site.json(&["order", "list"])[0];
    assert_eq!(
        (&waiting["order"], &waiting["ordered_by"]),
        (&held["held"], &json!("kari"))
    );
    let own = site.run(&["order", "approve", id, "--by", "Kari"]);
    assert_eq!(own.status.code(), Some(1), "{}", errors(&own));
    let made = site.json(&["order", "approve", id, "--by", "per"]);
    assert!(made["label"].is_string(), "{made}");
    let again = site.json(&[&order[..], &["--by", "kari"]].concat());
    let id = again["held"].as_str().unwrap();
    site.json(&["order", "refuse", id, "--by", "kari"]);
    assert_eq!(site.json(&["order", "list"]), json!([]));
}

/// What support does for somebody.
fn support(site: &Site) {
    let user = ["--user-id", "mette-hald"];
    let done = |words: &[&str]| site.json(&[words, &user].concat());
    let refused = |words: &[&str]| {
        let out = site.run(&[words, &user].concat());
        assert_eq!(out.status.code(), Some(1), "{words:?}: {}", errors(&out));
        errors(&out)
    };
    for bad in ["9", "-1", "20 ", "149"] {
        let why = refused(&["card", "threshold", "--keys-left", bad]);
        assert!(why.contains("10 to 100"), "{why}");
    }
    let set = done(&["card", "threshold", "--keys-left", "40"]);
    assert_eq!(set["next_card_at"], 40);
    let seen = ["--reason", "passport seen at the desk"];
    let reopened = done(&[&["person", "reopen"], &seen[..]].concat());
    assert_eq!(reopened["failures"], 0);
    refused(&[&["person", "unblock"], &seen[..]].concat());
    done(&["person", "block", "--reason", "purse stolen"]);
    let state = || site.json(&["person", "list"])[0]["state"].clone();
    assert_eq!(state(), "blocked");
    refused(&["person", "block", "--reason", "purse stolen"]);
    refused(&["person", "new-password", "--reason", "forgotten"]);
    let opened = done(&[&["person", "unblock"], &seen[..]].concat());
    assert!(opened["valid_until"].is_string(), "{opened}");
    assert_eq!(state(), "awaits-activation");
}

/// A name is believed only where sudo gives none.
#[test]
fn case_020_who_comes_by_sudo_gives_commands_under_their_own_name() {
    let site = Site::new(None, "");
    site.json(&["migrate"]);
    let approve = |by: &[&str]| {
        let mut command = lykill();
        command
            .args(["order", "approve", "0198f3f2b7c87d1e9a4c5d6e7f809102"])
            .args(by)
            .arg("--config")
            .arg(site.config())
            .env("SUDO_USER", "kari");
        run(&mut command)
    };
    let other = approve(&["--by", "per"]);
    assert_eq!(other.status.code(), Some(2), "{}", errors(&other));
    assert!(errors(&other).contains("sudo says"), "{}", errors(&other));
    for by in [&[][..], &["--by", "kari"]] {
        let asked = approve(by);
        assert_eq!(asked.status.code(), Some(1), "{}", errors(&asked));
        assert!(errors(&asked).contains("no order has this id"));
    }
}

async fn both_ways(database: DatabaseUrl<'_>, other: DatabaseUrl<'_>) {
    let alone = Site::new(database, "");
    alone.json(&["migrate"]);
    operate(&alone);
    agree(&alone);
    support(&alone);
    let served = Site::new(other, "");
    let mut server = served.serve();
    operate(&served);
    agree(&served);
    support(&served);
    assert_eq!(server.stop(), Some(0));
    // What was done through the server is in the database.
    assert_eq!(served.json(&["person", "list"])[0]["user_id"], "mette-hald");
}

#[tokio::test]
async fn an_operator_works_with_and_without_a_server_on_sqlite() {
    both_ways(None, None).await;
}

#[tokio::test]
async fn an_operator_works_with_and_without_a_server_on_postgres() {
    let (one, two) = (
        test_database().await.unwrap(),
        test_database().await.unwrap(),
    );
    both_ways(Some(one.url()), Some(two.url())).await;
}

#[test]
fn a_register_is_imported_whole_or_not_at_all() {
    let site = Site::new(None, "");
    site.json(&["migrate"]);
    add_company(&site);
    let header = "employee_id,name,national_id,work_email\n";
    let good = site.file(
        "good.csv",
        &format!("{header}1,Mette Hald,,mette@fjordvik.example\n"),
    );
    let bad = site.file(
        "bad.csv",
        &format!("{header}1,Mette Hald,,mette@fjordvik.example\n2,,12,not-an-address\n"),
    );
    let import = |file: &std::path::Path, more: &[&str]| {
        let file = file.to_str().unwrap();
        let words = ["company", "import-employees", file, "--company", "fjordvik"];
        site.run(&[&words, more].concat())
    };
    let output = import(&bad, &[]);
    assert_eq!(output.status.code(), Some(1));
    let told = errors(&output);
    assert!(
        told.contains("nothing was imported") && told.contains("line 3, name"),
        "{told}"
    );
    assert!(told.contains("line 3, work_email"), "{told}");
    assert!(
        !told.contains("not-an-address"),
        "a value in the file is personal data"
    );
    let output = import(&good, &["--dry-run", "--json"]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told, json!({ "rows": 1, "imported": false }));
    let output = import(&good, &["--json"]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told, json!({ "rows": 1, "imported": true }));
    let output = site.run(&[
        "company",
        "import-employees",
        good.to_str().unwrap(),
        "--company",
        "nobody",
    ]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_password_comes_by_standard_input_and_no_letter_is_posted() {
    let site = Site::new(None, "");
    site.json(&["migrate"]);
    let mut command = lykill();
    command.args([
        "person",
        "add",
        "--name",
        "Mette Hald",
        "--birth-date",
        "1984-06-15",
        "--user-id",
        "mette-hald",
        "--password-stdin",
        "--json",
        "--config",
    ]);
    let output = run_with_input(command.arg(site.config()), "lyngen-granbar-44\n");
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let added: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(added["valid_until"].is_null(), "no letters are needed");
    assert_eq!(site.json(&["person", "list"])[0]["state"], "active");
}

#[test]
fn refusals_and_mistakes_have_their_exit_codes() {
    let site = Site::new(None, "");
    site.json(&["migrate"]);
    assert_eq!(
        site.run(&["card", "order", "--user-id", "nobody-here"])
            .status
            .code(),
        Some(1)
    );
    assert_eq!(run(lykill().arg("--no-such-option")).status.code(), Some(2));
    assert_eq!(
        run(lykill().args(["person", "list"])).status.code(),
        Some(2)
    );
    let output = site.run(&["client", "add", "--file", "/nowhere.json"]);
    assert_eq!(output.status.code(), Some(2));
    let output = site.run(&["card", "order", "--user-id", "nobody-here", "--json"]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["error"], "refused");
    let output = run(lykill().args(["person", "list", "--data-dir", "/nowhere"]));
    assert_eq!(output.status.code(), Some(3));
    assert!(
        errors(&output).contains("no demo was ever started"),
        "{}",
        errors(&output)
    );
}

#[test]
fn completions_and_manual_are_there() {
    for shell in ["bash", "zsh", "fish"] {
        let output = run(lykill().args(["completions", shell]));
        let script = String::from_utf8(output.stdout).unwrap();
        assert!(
            script.contains("import-employees") && output.status.success(),
            "{shell}"
        );
    }
    let output = run(lykill().arg("man"));
    let page = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success() && page.starts_with(".ie"),
        "{}",
        &page[..40]
    );
    for word in [
        ".SH LYKILL SERVE",
        ".SH LYKILL CARD BLOCK",
        "Exit codes",
        "password\\-stdin",
    ] {
        assert!(page.contains(word), "{word}");
    }
}

#[test]
fn the_admin_socket_is_its_owners_and_speaks_lines() {
    use std::io::{BufRead as _, BufReader, Write as _};
    let site = Site::new(None, "");
    let _server = site.serve();
    let path = site.data_dir().join("admin.sock");
    assert_eq!(crate::process::mode(&path), 0o600);
    let mut stream = std::os::unix::net::UnixStream::connect(&path).unwrap();
    stream
        .write_all(b"{\"command\":\"person-list\",\"limit\":5}\n{\"command\":\"rm\"}\nnonsense\n")
        .unwrap();
    let lines = BufReader::new(stream).lines().take(3);
    let replies: Vec<Value> = lines
        .map(|line| serde_json::from_str(&line.unwrap()).unwrap())
        .collect();
    assert_eq!(replies[0], json!({ "outcome": "done", "result": [] }));
    assert_eq!(replies[1]["outcome"], "failed");
    assert_eq!(replies[2]["outcome"], "failed");
}
