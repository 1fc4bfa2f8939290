//! The audit log of the real program: chained while it serves, witnessed in a file.

use crate::process::{Site, errors};
use std::fs;

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
];

#[test]
fn case_190_a_server_refuses_a_database_that_is_older_than_its_witness() {
    let site = Site::new(None, "");
    let database = site.data_dir().join("lykill.db");
    assert_eq!(site.serve().stop(), Some(0));
    let yesterday = fs::read(&database).unwrap();
    let mut running = site.serve();
    site.json(PERSON);
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert_eq!(running.stop(), Some(0));
    let verified = site.json(&["audit", "verify"]);
    assert!(verified["rows"].as_u64() > Some(1) && verified["witnessed"].as_u64() > Some(0));
    assert_eq!(
        site.json(&["audit", "list", "--kind", "person.added"])
            .as_array()
            .unwrap()
            .len(),
        1
    );
    for ending in ["db-wal", "db-shm"] {
        let _not_there = fs::remove_file(database.with_extension(ending));
    }
    fs::write(&database, yesterday).unwrap();
    let refused = site.run(&["serve"]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(
        errors(&refused).contains("witnessed"),
        "{}",
        errors(&refused)
    );
    // The way out ends what was open, and says so to the witness.
    let anchor = site.data_dir().join("audit-anchor.jsonl");
    let before = fs::read_to_string(&anchor).unwrap();
    site.json(&["restore", "--adopt"]);
    assert_eq!(site.serve().stop(), Some(0));
    let witness = fs::read_to_string(&anchor).unwrap();
    assert!(witness.contains("\"restored\":true"), "{witness}");
    // Another host's witness knows nothing of it, nor one that a crash left behind: it is told.
    fs::write(&anchor, &before).unwrap();
    assert_eq!(site.serve().stop(), Some(0));
    let witness = fs::read_to_string(&anchor).unwrap();
    assert!(witness.starts_with(&before) && witness.contains("\"restored\":true"));
    assert!(site.json(&["audit", "verify"])["witnessed"].as_u64() > Some(0));
    // It is told once: a copy of later is refused as before.
    assert_eq!(witness.matches("\"restored\"").count(), 1);
    assert_eq!(site.serve().stop(), Some(0));
    let again = fs::read_to_string(&anchor).unwrap();
    assert_eq!(again.matches("\"restored\"").count(), 1);
}

#[test]
fn case_190_a_line_that_a_crash_left_unfinished_is_no_part_of_the_next() {
    let site = Site::new(None, "");
    assert_eq!(site.serve().stop(), Some(0));
    let anchor = site.data_dir().join("audit-anchor.jsonl");
    let whole = fs::read_to_string(&anchor).unwrap();
    fs::write(&anchor, format!("{whole}{{\"seq\":9,\"ha")).unwrap();
    let mut running = site.serve();
    site.json(PERSON);
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert_eq!(running.stop(), Some(0));
    let witness = fs::read_to_string(&anchor).unwrap();
    assert!(
        witness.starts_with(&whole) && witness.ends_with("}\n"),
        "{witness}"
    );
    assert!(witness.lines().count() > whole.lines().count());
    assert!(site.json(&["audit", "verify"])["witnessed"].as_u64() > Some(1));
}
