//! Vendors' seed files: the secrets of devices that show one-time codes, as PSKC (RFC 6030) or
//! CSV. A row that is wrong is told, and the others are read all the same.

mod csv_rows;
mod pskc;

pub use csv_rows::{from_hex, read_csv};
pub use pskc::read_pskc;

use crate::types::{NotASerial, TokenSerial};
use lykill_core::{Moving, OathProfile, Secret};
use lykill_crypto::pure::oath::{LEAST_SECRET_BYTES, MOST_SECRET_BYTES};
use std::fmt;

/// Devices in one file at most.
pub const MOST_SEEDS: usize = 100_000;

/// Bytes in one file at most: 64 MiB.
pub const MOST_BYTES: usize = 64 * 1024 * 1024;

/// A device, as its vendor describes it.
#[derive(Debug, Clone)]
pub struct Seed {
    /// Which row or key of the file, counted from 1 without a header.
    pub row: u64,
    /// The number on its back.
    pub serial: TokenSerial,
    /// Who made it; may be empty.
    pub manufacturer: String,
    /// The secret.
    pub secret: Secret<Vec<u8>>,
    /// How it makes its codes.
    pub profile: OathProfile,
    /// The counter of its next code.
    pub next: u64,
    /// How many time steps its clock is ahead.
    pub drift: i64,
}

/// What a file holds.
#[derive(Debug, Clone, Default)]
pub struct SeedFile {
    /// The devices that can be imported.
    pub seeds: Vec<Seed>,
    /// What is wrong with others.
    pub faults: Vec<SeedFault>,
}

/// A device of the file that cannot be imported. It never repeats a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeedFault {
    /// Which row or key of the file, counted from 1 without a header.
    pub row: u64,
    /// What is wrong.
    pub what: RowFault,
}

impl fmt::Display for SeedFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "device {}: {}", self.row, self.what)
    }
}

/// Why nothing of a file can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    /// More than [`MOST_BYTES`].
    #[error("the file is too large; 64 MiB are the most")]
    TooLarge,
    /// More than [`MOST_SEEDS`].
    #[error("more than 100000 devices; split the file")]
    TooMany,
    /// Not UTF-8.
    #[error("the file is not UTF-8")]
    NotUtf8,
    /// The columns are wrong.
    #[error("the first line must name the columns serial, secret or secret_base32, and type; {0}")]
    Header(String),
    /// No XML, or with a document type, which nobody needs here.
    #[error("the file is no XML that is read here: {0}")]
    Xml(String),
    /// XML of another kind.
    #[error("the file is no PSKC of version 1.0 (RFC 6030)")]
    NotPskc,
    /// Secrets are encrypted, and no key was given.
    #[error("the secrets are encrypted; give the vendor's key with --key-file")]
    NeedsKey,
    /// The checksum key does not open.
    #[error("the key does not open this file; give the one that came with it")]
    WrongKey,
    /// Encrypted in a way that is not served.
    #[error("{0}: only AES-128-CBC and AES-256-CBC with a pre-shared key are read")]
    Cipher(String),
    /// The checksums are of another kind.
    #[error("{0}: only HMAC-SHA-1 and HMAC-SHA-256 are read as checksums")]
    Mac(String),
    /// Encrypted without checksums: a change would go unseen.
    #[error("the secrets are encrypted without checksums; ask the vendor for a file with them")]
    NoMac,
}

/// What can be wrong with one device.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// The count of fields is another.
    #[error("{0} fields stand here; the header has {1}")]
    Fields(usize, usize),
    /// A part is missing.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A part stands twice.
    #[error("{0} stands twice")]
    Twice(&'static str),
    /// No serial number.
    #[error(transparent)]
    Serial(#[from] NotASerial),
    /// The same serial number stood further up.
    #[error("the same serial number stands at device {0}")]
    Duplicate(u64),
    /// The secret cannot be read.
    #[error("the secret is not {0}")]
    Secret(&'static str),
    /// The secret has another length than is safe (RFC 4226 section 4, R6).
    #[error("the secret has {0} bytes; 16 to 128 are taken")]
    SecretLength(usize),
    /// The checksum is wrong: the row was changed, or the key is another.
    #[error("the checksum is wrong: the secret was changed, or the key is another one")]
    Checksum,
    /// The secret is encrypted in a way that is not served, or without a checksum.
    #[error("the secret is encrypted in a way that is not read")]
    Encrypted,
    /// A value that is none of those that are served.
    #[error("{0}: {1:?} is not served; {2}")]
    Value(&'static str, String, &'static str),
    /// The device asks for rules that are not kept here (RFC 6030 section 5).
    #[error("the policy {0:?} is not kept here")]
    Policy(String),
}

/// The seeds and faults of a file, as they are read.
#[derive(Default)]
struct Reading {
    file: SeedFile,
    seen: std::collections::HashMap<TokenSerial, u64>,
}

impl Reading {
    fn take(&mut self, row: u64, seed: Result<Seed, RowFault>) {
        let unique = seed.and_then(|seed| match self.seen.get(&seed.serial) {
            Some(first) => Err(RowFault::Duplicate(*first)),
            None => Ok(seed),
        });
        match unique {
            Ok(seed) => {
                self.seen.insert(seed.serial.clone(), row);
                self.file.seeds.push(seed);
            }
            Err(what) => self.file.faults.push(SeedFault { row, what }),
        }
    }
}

fn checked_secret(secret: Secret<Vec<u8>>) -> Result<Secret<Vec<u8>>, RowFault> {
    let length = secret.expose().len();
    if (LEAST_SECRET_BYTES..=MOST_SECRET_BYTES).contains(&length) {
        Ok(secret)
    } else {
        Err(RowFault::SecretLength(length))
    }
}

/// A period that is served: ASVS 6.5.5 and NIST SP 800-63B-4 section 3.1.4 want codes to change
/// within two minutes.
fn moving_by_clock(period: &str) -> Result<Moving, RowFault> {
    let read = period.parse().ok();
    match read.filter(|period_s| (10..=120).contains(period_s)) {
        Some(period_s) => Ok(Moving::Clock { period_s }),
        None => Err(value("period", period, "10 to 120 seconds are")),
    }
}

/// A value that is not served, cut so that no secret in a wrong place is told whole.
fn value(what: &'static str, text: &str, served: &'static str) -> RowFault {
    let shown: String = text.chars().filter(|c| !c.is_control()).take(12).collect();
    RowFault::Value(what, shown, served)
}

#[cfg(test)]
mod tests;
