//! Devices that show one-time codes on the command line; the device is Debian's oathtool.

use crate::process::{Site, errors};
use serde_json::json;
use std::process::Command;

const HEX: &str = "3132333435363738393031323334353637383930";

/// What a device shows: somebody else's implementation.
fn oathtool(arguments: &[&str]) -> Vec<String> {
    let output = Command::new("oathtool").args(arguments).arg(HEX).output();
    let output = output.expect("oathtool; `cargo xtask setup` installs it");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn an_operator_imports_assigns_puts_in_step_and_blocks_devices() {
    let site = Site::new(None, "");
    site.json(&["migrate"]);
    site.json(&[
        "person",
        "add",
        "--name",
        "Mette Hald",
        "--birth-date",
        "1984-06-15",
        "--national-id",
        "15868400061",
        "--address",
        "Strandgata 7",
        "--user-id",
        "mette-hald",
    ]);
    let rows = format!("serial,type,secret\nFT-1,hotp,{HEX}\nFT-2,totp,{HEX}\nFT-3,hotp,zz\n");
    let file = site.file("seeds.csv", &rows);
    let file = file.to_str().unwrap();
    let told = json!(["device 3: the secret is not hexadecimal"]);
    for (word, dry_run) in [("importable", true), ("imported", false)] {
        let mut arguments = vec!["token", "import", file, "--json"];
        arguments.extend(dry_run.then_some("--dry-run"));
        let done = site.run(&arguments);
        assert_eq!(done.status.code(), Some(1), "{}", errors(&done));
        let report: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
        assert_eq!(report, json!({ word: 2, "refused": told }));
    }
    let listed = site.json(&["token", "list"]);
    assert_eq!(listed.as_array().map(Vec::len), Some(2));
    assert!(!listed.to_string().contains(HEX), "no secret is shown");
    site.json(&["token", "assign", "ft-1", "--user-id", "mette-hald"]);
    let device = ["--user-id", "mette-hald", "--purpose", "code-device"];
    site.json(&[&["token", "assign", "FT-2"][..], &device].concat());
    let codes = oathtool(&["--hotp", "-c", "77", "-w", "1"]);
    let resync = ["token", "resync", "FT-1", &codes[0], &codes[1]];
    assert_eq!(site.json(&resync), json!({ "in_step": "FT-1" }));
    let again = site.run(&resync);
    assert_eq!(again.status.code(), Some(1), "{}", errors(&again));
    let clock = oathtool(&["--totp", "-w", "1"]);
    let [first, second] = clock.as_slice() else {
        panic!("two codes")
    };
    assert_eq!(
        site.json(&["token", "resync", "FT-2", first, second]),
        json!({ "in_step": "FT-2" })
    );
    site.json(&["token", "block", "FT-1", "--reason", "lost"]);
    let of_her = site.json(&["token", "list", "--user-id", "mette-hald"]);
    let states = [&of_her[0]["state"], &of_her[1]["state"]];
    assert_eq!(states, ["blocked", "assigned"]);
}
