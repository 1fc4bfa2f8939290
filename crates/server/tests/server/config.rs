//! Configurations that must not start.

use crate::process::{Site, errors, lykill, run};

fn refused(site: &Site) -> String {
    let output = site.run(&["serve"]);
    assert_eq!(output.status.code(), Some(2), "{}", errors(&output));
    assert!(output.stdout.is_empty());
    errors(&output)
}

#[test]
fn case_224_a_wrong_configuration_stops_the_start_with_one_line() {
    for (more, what) in [
        ("[log]\nlevel = \"loud\"", "log.level: \"loud\" is none of"),
        (
            "[argon2]\nmemory_kib = 1024",
            "argon2: 1024 KiB with 2 passes is weaker",
        ),
        ("[nonsense]\na = 1", "unknown field `nonsense`"),
        ("issuer = \"https://other.example\"", "issuer"),
        (
            "[[method]]\nkind = \"abacus\"",
            "method.1.kind: \"abacus\" is unknown",
        ),
        ("[levels", "lykill.toml:"),
    ] {
        let site = Site::new(None, more);
        let told = refused(&site);
        assert_eq!(told.lines().count(), 1, "{told}");
        assert!(
            told.contains(what) && told.contains("lykill.toml"),
            "{told}"
        );
        assert!(
            !site.data_dir().exists(),
            "nothing is made before the configuration is right"
        );
    }
}

#[test]
fn case_224_two_issuers_and_an_http_issuer_are_refused() {
    let site = Site::new(None, "");
    let text = std::fs::read_to_string(site.config()).unwrap();
    site.write(&format!("issuer = \"https://a.example\"\n{text}"));
    assert!(refused(&site).contains("duplicate key"));
    site.write(&text.replace("http://localhost:8080", "http://id.example"));
    assert!(refused(&site).contains("must be https"));
    site.write(&text);
    let mut command = lykill();
    command.args(["serve", "--config"]).arg(site.config());
    let output = run(command.env("LYKILL_ISSUER", "https://b.example"));
    assert_eq!(output.status.code(), Some(2));
    assert!(errors(&output).contains("LYKILL_ISSUER: two issuers"));
}

#[test]
fn case_224_an_unknown_variable_is_refused() {
    let site = Site::new(None, "");
    let mut command = lykill();
    command.args(["serve", "--config"]).arg(site.config());
    let output = run(command.env("LYKILL_SERVER_LISTEM", "127.0.0.1:1"));
    assert_eq!(output.status.code(), Some(2));
    assert!(errors(&output).contains("LYKILL_SERVER_LISTEM: there is no such value"));
}

#[test]
fn a_missing_file_is_told_by_name() {
    let output = run(lykill().args(["serve", "--config", "/nowhere/lykill.toml"]));
    assert_eq!(output.status.code(), Some(2));
    assert!(errors(&output).contains("/nowhere/lykill.toml: "));
}

#[test]
fn a_database_that_waits_for_migrations_is_not_served() {
    let site = Site::new(None, "");
    let output = site.run(&["serve"]);
    assert_eq!(output.status.code(), Some(3), "{}", errors(&output));
    assert!(
        errors(&output).contains("run `lykill migrate`"),
        "{}",
        errors(&output)
    );
    let waiting = site.json(&["migrate", "--dry-run"]);
    assert!(!waiting["waiting"].as_array().unwrap().is_empty());
    let applied = site.json(&["migrate"]);
    assert_eq!(applied["applied"], waiting["waiting"]);
    assert_eq!(site.json(&["migrate"])["applied"], serde_json::json!([]));
}

#[test]
fn a_database_of_another_profile_is_refused() {
    let site = Site::new(None, "");
    site.serve().stop();
    let text = std::fs::read_to_string(site.config()).unwrap();
    site.write(&text.replace("test-no", "test-dk"));
    let output = site.run(&["serve"]);
    assert_eq!(output.status.code(), Some(3));
    let told = errors(&output);
    assert!(
        told.contains("`test-no`") && told.contains("`test-dk`"),
        "{told}"
    );
}
