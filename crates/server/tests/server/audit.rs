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
    site.json(&["restore", "--adopt"]);
    let _serves = site.serve();
    let witness = fs::read_to_string(site.data_dir().join("audit-anchor.jsonl")).unwrap();
    assert!(witness.contains("\"restored\":true"), "{witness}");
}
