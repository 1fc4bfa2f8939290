//! Passkeys on the command line, and a policy in which everybody copies characters.

use crate::process::{Site, errors};
use serde_json::json;

const CARD: &str = "[[method]]\nkind = \"key-card\"\n";

#[test]
fn an_operator_lists_passkeys_and_blocks_none_that_there_is_not() {
    let site = Site::new(None, "");
    site.json(&["migrate"]);
    let person = [
        "person",
        "add",
        "--name",
        "Mette Hald",
        "--birth-date",
        "1984-06-15",
    ];
    let more = ["--address", "Strandgata 7", "--user-id", "mette-hald"];
    site.json(&[&person[..], &more].concat());
    let listed = site.json(&["passkey", "list", "--user-id", "mette-hald"]);
    assert_eq!(listed, json!([]));
    let id = "0190f3c41f3a7c3e8d0b6f2a9c4e1d57";
    for (arguments, told) in [
        (
            &["passkey", "list", "--user-id", "nobody-here"][..],
            "no eID has this user id",
        ),
        (
            &["passkey", "block", id, "--reason", "lost"],
            "no passkey in use has this id",
        ),
        (
            &["passkey", "block", "x", "--reason", "lost"],
            "no passkey in use has this id",
        ),
    ] {
        let output = site.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(errors(&output).contains(told), "{}", errors(&output));
    }
}

#[test]
fn a_policy_of_transcription_alone_stops_the_start_and_doctor_repeats_why_it_may_not() {
    let refused = Site::new(None, CARD).run(&["serve"]);
    assert_eq!(refused.status.code(), Some(2));
    let told = errors(&refused);
    assert!(told.contains("accessibility.transcription_only"), "{told}");
    let words = "the readers of our library have no devices";
    let owned = format!("[accessibility]\ntranscription_only = \"{words}\"\n{CARD}");
    let site = Site::new(None, &owned);
    site.json(&["migrate"]);
    let doctor = site.run(&["doctor", "--json"]);
    let text = String::from_utf8(doctor.stdout).unwrap();
    assert!(text.contains(words), "{text}");
}
