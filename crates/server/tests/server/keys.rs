//! The key file: made once, never open to others, never exchanged.

use crate::process::{Site, errors, http, mode};
use serde_json::Value;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

fn started() -> Site {
    let site = Site::new(None, "");
    assert_eq!(site.serve().stop(), Some(0));
    site
}

fn refused(site: &Site) -> String {
    let output = site.run(&["serve"]);
    assert_eq!(output.status.code(), Some(3), "{}", errors(&output));
    let told = errors(&output);
    let lines: Vec<&str> = told
        .lines()
        .filter(|line| line.starts_with("lykill: "))
        .collect();
    assert_eq!(lines.len(), 1, "{told}");
    lines[0].to_owned()
}

#[test]
fn case_016_the_first_start_makes_what_only_the_owner_may_read() {
    let site = started();
    let data = site.data_dir();
    assert_eq!(mode(&data), 0o700);
    assert_eq!(mode(&data.join("lykill.keys")), 0o600);
    assert_eq!(mode(&data.join("lykill.db")), 0o600);
    assert_eq!(mode(&data.join("print-cards")), 0o700);
    assert!(
        !data.join("admin.sock").exists(),
        "the socket goes with the server"
    );
}

#[test]
fn a_lost_key_file_stops_the_start_and_is_not_made_anew() {
    let site = started();
    let keys = site.data_dir().join("lykill.keys");
    fs::remove_file(&keys).unwrap();
    let told = refused(&site);
    assert!(
        told.contains("is missing") && told.contains("backup"),
        "{told}"
    );
    assert!(!keys.exists());
}

#[test]
fn a_foreign_key_file_stops_the_start() {
    let (site, other) = (started(), started());
    let keys = |site: &Site| site.data_dir().join("lykill.keys");
    fs::copy(keys(&other), keys(&site)).unwrap();
    assert!(refused(&site).contains("does not belong to this database"));
}

#[test]
fn a_key_file_that_others_may_read_stops_the_start() {
    let site = started();
    let keys = site.data_dir().join("lykill.keys");
    fs::set_permissions(&keys, Permissions::from_mode(0o640)).unwrap();
    let told = refused(&site);
    assert!(
        told.contains("open to others") && told.contains("chmod 600"),
        "{told}"
    );
}

#[test]
fn a_damaged_key_file_stops_the_start() {
    let site = started();
    let keys = site.data_dir().join("lykill.keys");
    let text = fs::read_to_string(&keys).unwrap();
    fs::write(&keys, &text[..text.len() / 2]).unwrap();
    assert!(refused(&site).contains("is damaged"));
}

#[tokio::test]
async fn case_114_a_signing_key_is_exchanged_while_the_server_runs() {
    let site = Site::new(None, "");
    let running = site.serve();
    let keys = || site.json(&["key", "list"]);
    let states = || -> Vec<String> {
        let keys = keys();
        let signing = keys.as_array().unwrap().iter();
        signing
            .filter(|key| key["purpose"] == "signing")
            .map(|key| key["state"].as_str().unwrap().to_owned())
            .collect()
    };
    let published = async || {
        let answer = http().get(running.url("/jwks")).send().await.unwrap();
        let set: Value = answer.json().await.unwrap();
        set["keys"].as_array().unwrap().clone()
    };
    assert_eq!(states(), ["active"]);
    assert_eq!(published().await.len(), 1);
    let rotated = site.json(&["key", "rotate", "signing"]);
    assert_eq!(states(), ["active", "next"]);
    assert_eq!(published().await[0]["kid"], rotated["key"]);
    let refused = site.run(&["key", "rotate", "signing"]);
    assert_eq!(refused.status.code(), Some(1), "{}", errors(&refused));
    let fresh = site.json(&["key", "rotate", "signing", "--compromised"]);
    let set = published().await;
    assert_eq!((set.len(), &set[0]["kid"]), (1, &fresh["key"]));
    drop(running);
    // The database itself is opened once no server runs.
    assert_eq!(states().len(), 3);
}

#[test]
fn a_sealing_key_is_exchanged_while_the_server_runs_and_the_old_one_goes() {
    let site = Site::new(None, "");
    let running = site.serve();
    site.json(&[
        "person",
        "add",
        "--name",
        "Mette Hald",
        "--birth-date",
        "1980-02-29",
        "--language",
        "nb",
        "--proofed",
        "substantial",
        "--address",
        "Storgata 1",
    ]);
    let rotated = site.json(&["key", "rotate", "sealing"]);
    assert_eq!(rotated["state"], "active", "{rotated}");
    let earlier = || {
        let keys = site.json(&["key", "list"]);
        let keys = keys.as_array().unwrap().clone();
        keys.into_iter().find(|key| key["state"] == "earlier")
    };
    let old = earlier().expect("an earlier key");
    assert_ne!(old["key"], rotated["keys"][0]);
    // The server seals everything anew by itself, and stops using the old key within seconds.
    let removed = (0..60).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(500));
        let key = old["key"].as_str().unwrap();
        site.run(&["key", "remove", key]).status.code() == Some(0)
    });
    assert!(removed, "{:?}", earlier());
    drop(running);
    let _serves_with_what_is_left = site.serve();
}
