//! Backups of the real program, while it serves, and what a restore refuses and does.

use crate::process::{Site, errors, lykill, mode, run};
use lykill_testkit::test_database;
use serde_json::Value;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const PERSON: &[&str] = &[
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
    "--user-id",
    "mette-hald",
];

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// A path in the site's folder where nothing is.
fn place(site: &Site, name: &str) -> PathBuf {
    let file = site.file(name, "");
    fs::remove_file(&file).unwrap();
    file
}

/// A backup with its keys, made while the site served somebody.
fn made(site: &Site) -> PathBuf {
    let _serves = site.serve();
    site.json(PERSON);
    let file = place(site, "backup");
    site.json(&["backup", &text(&file), "--with-keys"]);
    file
}

/// A site that has these keys, and nothing else.
fn site_with_keys(database: Option<&str>, keys: &Path) -> Site {
    let site = Site::new(database, "");
    fs::create_dir_all(site.data_dir()).unwrap();
    fs::copy(keys, site.data_dir().join("lykill.keys")).unwrap();
    site
}

#[test]
fn case_222_a_backup_of_a_running_server_comes_back_with_new_cards_only() {
    let site = Site::new(None, "");
    let running = site.serve();
    site.json(PERSON);
    let file = place(&site, "backup");
    let told = site.json(&["backup", &text(&file)]);
    assert_eq!(told["file"], text(&file));
    let manifest = file.with_extension("json");
    assert_eq!((mode(&file), mode(&manifest)), (0o600, 0o600));
    assert!(
        !file.with_extension("keys").exists(),
        "keys only when asked for"
    );
    // Nothing is ever overwritten.
    let again = site.run(&["backup", &text(&file)]);
    assert_eq!(again.status.code(), Some(3), "{}", errors(&again));
    drop(running);
    // Not into a place where something is, nor without the key file.
    let taken = site.run(&["restore", &text(&file)]);
    assert!(
        errors(&taken).contains("is there already"),
        "{}",
        errors(&taken)
    );
    let other = Site::new(None, "");
    let without = other.run(&["restore", &text(&file)]);
    assert!(
        errors(&without).contains("key file"),
        "{}",
        errors(&without)
    );
    fs::create_dir_all(other.data_dir()).unwrap();
    fs::copy(
        site.data_dir().join("lykill.keys"),
        other.data_dir().join("lykill.keys"),
    )
    .unwrap();
    let restored = other.json(&["restore", &text(&file)]);
    assert_eq!(
        (&restored["cards_blocked"], &restored["cards_ordered"]),
        (&1.into(), &1.into())
    );
    let cards = other.json(&["card", "list", "--user-id", "mette-hald"]);
    let states: Vec<&Value> = cards
        .as_array()
        .unwrap()
        .iter()
        .map(|card| &card["state"])
        .collect();
    assert_eq!(states, ["blocked", "dormant"]);
    let _serves = other.serve();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_222_a_dump_of_postgres_comes_back_with_new_cards_only() {
    let (from, to) = (
        test_database().await.unwrap(),
        test_database().await.unwrap(),
    );
    let site = Site::new(Some(from.url()), "");
    let file = made(&site);
    // The place is taken.
    let taken = site.run(&["restore", &text(&file)]);
    assert!(
        errors(&taken).contains("is there already"),
        "{}",
        errors(&taken)
    );
    let other = site_with_keys(Some(to.url()), &file.with_extension("keys"));
    let restored = other.json(&["restore", &text(&file)]);
    assert_eq!(
        (&restored["cards_blocked"], &restored["cards_ordered"]),
        (&1.into(), &1.into())
    );
    let _serves = other.serve();
}

/// `pg_restore` is done, and nothing after it happens.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_222_a_restore_of_postgres_that_ends_after_the_loading_blocks_every_card() {
    let (from, to) = (
        test_database().await.unwrap(),
        test_database().await.unwrap(),
    );
    let site = Site::new(Some(from.url()), "");
    let file = made(&site);
    let other = site_with_keys(Some(to.url()), &file.with_extension("keys"));
    let path = std::env::var("PATH").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("pg_restore");
    let words = format!("#!/bin/sh\nPATH='{path}' pg_restore \"$@\"\nexit 9\n");
    fs::write(&script, words).unwrap();
    fs::set_permissions(&script, Permissions::from_mode(0o700)).unwrap();
    let mut command = lykill();
    command
        .args(["restore", &text(&file), "--config"])
        .arg(other.config())
        .env("PATH", format!("{}:{path}", folder.path().display()));
    let stopped = run(&mut command);
    assert_eq!(stopped.status.code(), Some(3), "{}", errors(&stopped));
    let _serves = other.serve();
    let cards = other.json(&["card", "list", "--user-id", "mette-hald"]);
    let states = [&cards[0]["state"], &cards[1]["state"]];
    assert_eq!(states, ["blocked", "dormant"]);
}

#[test]
fn case_223_a_backup_with_a_flipped_bit_is_not_restored() {
    let site = Site::new(None, "");
    let file = made(&site);
    let keys = file.with_extension("keys");
    assert_eq!(mode(&keys), 0o600);
    let other = site_with_keys(None, &keys);
    let whole = fs::read(&file).unwrap();
    for place in [0, whole.len() / 2, whole.len() - 1] {
        let mut flipped = whole.clone();
        flipped[place] ^= 4;
        fs::write(&file, flipped).unwrap();
        let refused = other.run(&["restore", &text(&file)]);
        assert_eq!(refused.status.code(), Some(3));
        assert!(
            errors(&refused).contains("checksum"),
            "{}",
            errors(&refused)
        );
        assert!(!other.data_dir().join("lykill.db").exists());
    }
}

/// Runs a backup of which no file may grow beyond 64 KiB.
fn limited(site: &Site, file: &Path) -> std::process::Output {
    let mut shell = Command::new("/bin/sh");
    shell
        .arg("-c")
        .arg("trap '' XFSZ; ulimit -f 128; exec \"$0\" \"$@\"")
        .arg(lykill().get_program())
        .args(["backup", &text(file), "--with-keys", "--config"])
        .arg(site.config());
    run(&mut shell)
}

#[test]
fn case_210_a_backup_that_cannot_be_written_says_why_and_leaves_nothing() {
    let site = Site::new(None, "");
    let mut running = site.serve();
    let folder = tempfile::tempdir().unwrap();
    let left = || fs::read_dir(folder.path()).unwrap().count();
    let nowhere = folder.path().join("no").join("such");
    let refused = site.run(&["backup", &text(&nowhere)]);
    assert_eq!(refused.status.code(), Some(3));
    let why = errors(&refused);
    assert!(
        why.contains("No such file") && why.contains("such"),
        "{why}"
    );
    assert_eq!((why.lines().count(), left()), (1, 0), "{why}");
    // The server goes on.
    site.json(PERSON);
    assert_eq!(running.stop(), Some(0));
    // It fails in the middle: what was written until then goes, and the next one is whole.
    let file = folder.path().join("copy");
    let refused = limited(&site, &file);
    let why = errors(&refused);
    assert_eq!(refused.status.code(), Some(3), "{why}");
    assert_eq!((why.lines().count(), left()), (1, 0), "{why}");
    site.json(&["backup", &text(&file), "--with-keys"]);
    assert!(fs::metadata(&file).unwrap().len() > 64 * 1024);
    assert_eq!(left(), 3, "the copy, its description, its keys");
}

/// The copy is made, then something after it fails: here the audit log takes no row.
#[test]
fn case_210_a_backup_without_its_audit_row_is_none() {
    let site = Site::new(None, "");
    assert_eq!(site.serve().stop(), Some(0));
    let good = place(&site, "good");
    let told = site.json(&["backup", &text(&good), "--with-keys"]);
    let rows = site.json(&["audit", "list", "--kind", "backup.made"]);
    let said = rows[0]["detail"].as_str().unwrap();
    let sum = told["sha256"].as_str().unwrap();
    assert_eq!(said, format!("sha256 {sum}, with the key file"));
    let db = rusqlite::Connection::open(site.data_dir().join("lykill.db")).unwrap();
    let refuse = "create trigger no_row before insert on audit \
                  begin select raise(abort, 'full'); end";
    db.execute_batch(refuse).unwrap();
    drop(db);
    let bad = place(&site, "bad");
    let refused = site.run(&["backup", &text(&bad), "--with-keys"]);
    assert_eq!(refused.status.code(), Some(3), "{}", errors(&refused));
    assert!(
        errors(&refused).contains("no backup was made"),
        "{}",
        errors(&refused)
    );
    for ending in ["", "json", "keys", "part"] {
        assert!(!bad.with_extension(ending).exists(), "{ending}");
        assert_eq!(good.with_extension(ending).exists(), ending != "part");
    }
}

/// Until the row is written nothing has the name of a backup: a crash leaves none without its row.
#[test]
fn case_210_a_backup_has_its_name_after_its_audit_row() {
    let site = Site::new(None, "");
    let _running = site.serve();
    let file = site.file("backup", "");
    fs::remove_file(&file).unwrap();
    // Whoever reads the database goes on; the row has to wait.
    let db = rusqlite::Connection::open(site.data_dir().join("lykill.db")).unwrap();
    db.execute_batch("begin immediate").unwrap();
    let mut asked = lykill();
    asked
        .args(["backup", &text(&file), "--with-keys", "--config"])
        .arg(site.config());
    let asked = std::thread::spawn(move || run(&mut asked));
    let part = file.with_extension("part");
    while fs::metadata(&part).map_or(0, |part| part.len()) == 0 {
        assert!(!asked.is_finished(), "it ended, and wrote nothing");
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(500));
    for ending in ["", "json", "keys"] {
        assert!(!file.with_extension(ending).exists(), "{ending}");
    }
    db.execute_batch("rollback").unwrap();
    let made = asked.join().unwrap();
    assert!(made.status.success(), "{}", errors(&made));
    for ending in ["", "json", "keys", "part"] {
        assert_eq!(file.with_extension(ending).exists(), ending != "part");
    }
}
