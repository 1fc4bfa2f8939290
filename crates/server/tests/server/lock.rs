//! One SQLite file, one process.

use crate::process::{Site, errors};

#[test]
fn case_213_a_second_server_on_one_sqlite_file_is_refused() {
    let site = Site::new(None, "");
    let mut first = site.serve();
    let output = site.run(&["serve"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(
        errors(&output).contains("is served by another process"),
        "{}",
        errors(&output)
    );
    // Another name of the same file is the same file.
    let link = site.data_dir().join("other.db");
    std::os::unix::fs::symlink(site.data_dir().join("lykill.db"), &link).unwrap();
    let text = std::fs::read_to_string(site.config()).unwrap();
    site.write(&format!(
        "{text}\n[database]\nurl = \"sqlite:{}\"\n",
        link.display()
    ));
    let output = site.run(&["serve"]);
    assert!(
        errors(&output).contains("is served by another process"),
        "{}",
        errors(&output)
    );
    site.write(&text);
    assert_eq!(first.stop(), Some(0));
    assert_eq!(
        site.serve().stop(),
        Some(0),
        "the lock goes with the process"
    );
}

#[test]
fn case_213_the_lock_survives_no_kill() {
    let site = Site::new(None, "");
    drop(site.serve());
    // The socket's file stayed behind; the next server replaces it.
    assert!(site.data_dir().join("admin.sock").exists());
    let mut next = site.serve();
    assert_eq!(site.json(&["person", "list"]), serde_json::json!([]));
    assert_eq!(next.stop(), Some(0));
}
