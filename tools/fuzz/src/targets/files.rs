//! Files that the program finds and did not necessarily write.

use crate::input::text;
use lykill_server::fuzz;
use serde_json::{Value, json};

/// A witness that is read, written again, says the same; a refusal names a line that is there.
pub fn anchor(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let heads = match fuzz::anchor(text) {
        Ok(heads) => heads,
        Err(line) => return assert!((1..=text.lines().count()).contains(&line), "{line}"),
    };
    let line = |(seq, hash): &(i64, String)| {
        let line = json!({ "seq": seq, "hash": hash, "at": "2026-01-01T00:00:00Z" });
        format!("{line}\n")
    };
    let written: String = heads.iter().map(line).collect();
    assert_eq!(fuzz::anchor(&written).as_ref(), Ok(&heads), "read back");
    // What a crash left of a line is no line.
    assert_eq!(fuzz::anchor(&format!("{written}{{\"seq\"")), Ok(heads));
}

/// A manifest is written as it is read, and another reader sees the same.
pub fn backup_manifest(data: &[u8]) {
    let Ok(written) = fuzz::backup_manifest(data) else {
        return;
    };
    assert_eq!(fuzz::backup_manifest(&written).as_ref(), Ok(&written));
    let read = |text: &[u8]| serde_json::from_slice::<Value>(text).expect("JSON");
    assert_eq!(read(&written), read(data), "nothing is lost or added");
}
