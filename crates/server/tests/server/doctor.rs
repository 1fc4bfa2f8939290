//! What doctor finds.

use crate::process::{Site, json_of};
use serde_json::Value;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

/// The findings of a severity, as `check: what`.
fn findings(site: &Site, severity: &str) -> Vec<String> {
    let output = site.run(&["doctor", "--json"]);
    let told = json_of(&output);
    let all = told["findings"].as_array().unwrap();
    let has_problem = all.iter().any(|one| one["severity"] == "problem");
    assert_eq!(output.status.code(), Some(i32::from(has_problem)));
    let wanted = all.iter().filter(|one| one["severity"] == severity);
    let line = |one: &Value| {
        format!(
            "{}: {}",
            one["check"].as_str().unwrap(),
            one["what"].as_str().unwrap()
        )
    };
    wanted.map(line).collect()
}

fn has(found: &[String], what: &str) -> bool {
    found.iter().any(|line| line.contains(what))
}

#[test]
fn a_healthy_deployment_has_no_problem_running_or_not() {
    let site = Site::new(None, "");
    let mut server = site.serve();
    fs::set_permissions(site.config(), Permissions::from_mode(0o600)).unwrap();
    assert_eq!(findings(&site, "problem"), Vec::<String>::new());
    assert_eq!(server.stop(), Some(0));
    assert_eq!(findings(&site, "problem"), Vec::<String>::new());
    let deviations = findings(&site, "deviation");
    for expected in ["issuer: ", "profile: ", "mail: ", "management: "] {
        assert!(has(&deviations, expected), "{expected} in {deviations:?}");
    }
    assert!(!has(&deviations, "method: "), "{deviations:?}");
    let well = findings(&site, "ok");
    for expected in [
        "database: SQLite",
        "schema: ",
        "integrity: every page, row and index",
        "clock: ",
        "key_file: ",
        "inodes are left",
        "outbox: ",
    ] {
        assert!(has(&well, expected), "{expected} in {well:?}");
    }
}

#[test]
fn doctor_names_each_problem_on_its_line() {
    let site = Site::new(
        None,
        "[argon2]\nmemory_kib = 4096\nallow_weak = true\n\
         [accessibility]\ntranscription_only = \"a test of other lines\"\n\
         [[method]]\nkind = \"code-device\"",
    );
    let text = fs::read_to_string(site.config()).unwrap();
    let mail = format!("folder = \"{}\"", site.data_dir().join("mail").display());
    site.write(&text.replace(&mail, "smtp = \"smtp://127.0.0.1:9\""));
    site.serve().stop();
    let data = site.data_dir();
    fs::set_permissions(&data, Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(data.join("lykill.db"), Permissions::from_mode(0o644)).unwrap();
    fs::set_permissions(data.join("lykill.keys"), Permissions::from_mode(0o604)).unwrap();
    fs::set_permissions(site.config(), Permissions::from_mode(0o666)).unwrap();
    let problems = findings(&site, "problem");
    for expected in [
        "configuration file: ",
        "data_dir: ",
        "database file: ",
        "key_file: ",
        "mail.smtp: 127.0.0.1:9",
    ] {
        assert!(has(&problems, expected), "{expected} in {problems:?}");
    }
    assert!(problems.iter().all(|line| !line.contains('\n')));
    let deviations = findings(&site, "deviation");
    assert!(has(&deviations, "argon2: 4096 KiB"));
    assert!(has(&deviations, "method: no key-card, key-viewer"));
}

/// Before a start is refused for it, or a start long ago was not.
#[test]
fn doctor_looks_at_every_file_with_a_secret() {
    let site = Site::new(None, "");
    let files = ["token", "credential", "receipts"].map(|name| site.file(name, &"x".repeat(32)));
    let [token, credential, receipts] = &files;
    let text = fs::read_to_string(site.config()).unwrap();
    let text = text.replace(
        "[management]",
        &format!("[management]\ntoken_file = {token:?}"),
    );
    let gateway = format!(
        "[sms]\nurl = \"https://sms.example/send\"\nbody = \"to={{to}}&text={{text}}&i={{id}}\"\n\
         header = \"Authorization\"\nsecret_file = {credential:?}\n\
         [sms.receipts]\nheader = \"X-Signature\"\nsecret_file = {receipts:?}\n\
         message = \"/id\"\nstate = \"/status\"\n"
    );
    site.write(&format!("{text}\n{gateway}"));
    let checks = [
        "management.token_file",
        "sms.secret_file",
        "sms.receipts.secret_file",
    ];
    for (mode, severity) in [(0o644, "problem"), (0o600, "ok")] {
        for file in &files {
            fs::set_permissions(file, Permissions::from_mode(mode)).unwrap();
        }
        let found = findings(&site, severity);
        for check in checks {
            let is_said = |line: &&String| line.starts_with(&format!("{check}: "));
            assert_eq!(
                found.iter().filter(is_said).count(),
                1,
                "{check} in {found:?}"
            );
        }
    }
}

#[test]
fn doctor_tells_a_wrong_configuration_and_waiting_migrations() {
    let site = Site::new(None, "[log]\nlevel = \"loud\"");
    assert!(has(&findings(&site, "problem"), "log.level"));
    let site = Site::new(None, "");
    assert!(has(&findings(&site, "problem"), "migrations are waiting"));
}

#[test]
fn a_key_file_of_another_database_is_found() {
    let (site, other) = (Site::new(None, ""), Site::new(None, ""));
    site.serve().stop();
    other.serve().stop();
    let keys = |site: &Site| site.data_dir().join("lykill.keys");
    fs::copy(keys(&other), keys(&site)).unwrap();
    assert!(has(
        &findings(&site, "problem"),
        "does not belong to this database"
    ));
}
