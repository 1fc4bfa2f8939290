//! Vendors' seed files.

use lykill_issuer::seed_file::{SeedFile, read_csv, read_pskc};
use lykill_issuer::types::TokenSerial;
use std::collections::BTreeSet;

/// What every file keeps: a serial number once, secrets of a safe length, each device told of once.
fn check(file: &SeedFile) {
    let mut rows = BTreeSet::new();
    let mut serials = BTreeSet::new();
    for seed in &file.seeds {
        assert!(rows.insert(seed.row), "a device twice");
        assert!(serials.insert(seed.serial.clone()), "a serial number twice");
        let shown = seed.serial.as_str();
        assert_eq!(
            TokenSerial::parse(shown).as_ref(),
            Ok(&seed.serial),
            "one form"
        );
        assert!((16..=128).contains(&seed.secret.expose().len()));
        assert!(!seed.manufacturer.contains(char::is_control));
    }
    for fault in &file.faults {
        assert!(rows.insert(fault.row), "both read and refused");
        assert!(!fault.to_string().contains(['\n', '\r']));
    }
}

/// A CSV file.
pub fn seed_csv(data: &[u8]) {
    match read_csv(data) {
        Ok(file) => check(&file),
        Err(fault) => assert!(!fault.to_string().is_empty()),
    }
}

/// A PSKC file, with a key and without: the key changes nothing about plain secrets.
pub fn seed_pskc(data: &[u8]) {
    let key: [u8; 16] = *b"\x12\x34\x56\x78\x90\x12\x34\x56\x78\x90\x12\x34\x56\x78\x90\x12";
    let (plain, keyed) = (read_pskc(data, None), read_pskc(data, Some(&key)));
    if let Ok(file) = &keyed {
        check(file);
    }
    if let Ok(file) = plain {
        check(&file);
        let again = keyed.expect("a key refuses nothing that needs none");
        assert_eq!(again.seeds.len(), file.seeds.len());
    }
}
