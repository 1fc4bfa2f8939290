//! The engine's program: libFuzzer drives the target that the environment names.

#![no_main]

use lykill_fuzz::{CHOICE, TARGETS, Target};
use std::sync::OnceLock;

static CHOSEN: OnceLock<Target> = OnceLock::new();

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let target = CHOSEN.get_or_init(|| {
        let name = std::env::var(CHOICE).unwrap_or_default();
        let chosen = TARGETS.iter().find(|(known, _)| *known == name);
        chosen.map_or(no_such_target as Target, |(_, target)| *target)
    });
    target(data);
});

fn no_such_target(_: &[u8]) {
    eprintln!("{CHOICE} names no target");
    std::process::exit(2);
}
