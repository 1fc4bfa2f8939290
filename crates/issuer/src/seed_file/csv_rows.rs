//! Seed files as CSV: a header that names the columns, then a device a line.

use super::{
    FileFault, MOST_BYTES, MOST_SEEDS, Reading, RowFault, Seed, SeedFile, checked_secret,
    moving_by_clock, value,
};
use crate::types::TokenSerial;
use csv::{ReaderBuilder, StringRecord};
use lykill_core::{Moving, OathDigits, OathHash, OathProfile, Secret};

/// The columns that may stand in the header, in any order.
const COLUMNS: [&str; 9] = [
    "serial",
    "secret",
    "secret_base32",
    "type",
    "algorithm",
    "digits",
    "counter",
    "period",
    "manufacturer",
];

/// Reads CSV in UTF-8 (a byte order mark may stand first), separated by commas or semicolons.
///
/// # Errors
/// [`FileFault`] when nothing can be read; what is wrong with single devices stands in the result.
pub fn read_csv(bytes: &[u8]) -> Result<SeedFile, FileFault> {
    if bytes.len() > MOST_BYTES {
        return Err(FileFault::TooLarge);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| FileFault::NotUtf8)?;
    let first = text.lines().next().unwrap_or_default();
    let separator = if first.contains(';') { b';' } else { b',' };
    let mut reader = ReaderBuilder::new()
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let header = reader.headers().map_err(|_| FileFault::NotUtf8)?.clone();
    check_header(&header)?;
    let mut reading = Reading::default();
    let mut row = 0;
    for record in reader.records() {
        let record = record.map_err(|_| FileFault::NotUtf8)?;
        row += 1;
        if row > MOST_SEEDS as u64 {
            return Err(FileFault::TooMany);
        }
        reading.take(row, seed(row, &header, &record));
    }
    Ok(reading.file)
}

fn check_header(header: &StringRecord) -> Result<(), FileFault> {
    let fault = |words: String| Err(FileFault::Header(words));
    for (index, name) in header.iter().enumerate() {
        if !COLUMNS.contains(&name) {
            let shown: String = name.chars().filter(|c| !c.is_control()).take(20).collect();
            return fault(format!("{shown:?} is no column"));
        }
        if header.iter().take(index).any(|other| other == name) {
            return fault(format!("{name} stands twice"));
        }
    }
    let has = |name: &str| header.iter().any(|column| column == name);
    match (has("secret"), has("secret_base32")) {
        (true, true) => fault("one kind of secret is enough".to_owned()),
        (false, false) => fault("a secret is missing".to_owned()),
        _ if !has("serial") => fault("serial is missing".to_owned()),
        _ if !has("type") => fault("type is missing".to_owned()),
        _ => Ok(()),
    }
}

fn seed(row: u64, header: &StringRecord, record: &StringRecord) -> Result<Seed, RowFault> {
    if record.len() != header.len() {
        return Err(RowFault::Fields(record.len(), header.len()));
    }
    let field = |name: &'static str| {
        let mut cells = header.iter().zip(record);
        let cell = cells
            .find(|(column, _)| *column == name)
            .map(|(_, cell)| cell.trim());
        cell.filter(|cell| !cell.is_empty())
    };
    let needed = |name| field(name).ok_or(RowFault::Missing(name));
    let serial = TokenSerial::parse(needed("serial")?)?;
    let secret = match field("secret") {
        Some(hex) => from_hex(hex).ok_or(RowFault::Secret("hexadecimal"))?,
        None => {
            let base32 = field("secret_base32").ok_or(RowFault::Missing("secret"))?;
            from_base32(base32).ok_or(RowFault::Secret("base32"))?
        }
    };
    let counter = field("counter").unwrap_or("0");
    let moving = match needed("type")?.to_ascii_lowercase().as_str() {
        "hotp" => Moving::Counter,
        "totp" => moving_by_clock(field("period").unwrap_or("30"))?,
        other => return Err(value("type", other, "hotp and totp are")),
    };
    Ok(Seed {
        row,
        serial,
        manufacturer: maker(field("manufacturer").unwrap_or_default()),
        secret: checked_secret(secret)?,
        profile: OathProfile {
            hash: hash(field("algorithm").unwrap_or("sha1"))?,
            digits: digits(field("digits").unwrap_or("6"))?,
            moving,
        },
        next: next(counter, moving)?,
        drift: 0,
    })
}

/// The hash of a vendor's word: `SHA-1`, `HmacSHA1` and `sha1` mean one.
pub(super) fn hash(word: &str) -> Result<OathHash, RowFault> {
    let plain: String = word
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let plain = plain.strip_prefix("hmac").unwrap_or(&plain);
    OathHash::from_word(plain).ok_or_else(|| value("algorithm", word, "sha1, sha256, sha512 are"))
}

pub(super) fn digits(text: &str) -> Result<OathDigits, RowFault> {
    let digits = text.parse().ok().and_then(OathDigits::from_count);
    digits.ok_or_else(|| value("digits", text, "6 and 8 are"))
}

/// The next counter. So large a one that the database's numbers would end is nobody's.
pub(super) fn next(text: &str, moving: Moving) -> Result<u64, RowFault> {
    if moving != Moving::Counter {
        return Ok(0);
    }
    let read = text.parse::<u32>().ok();
    let next = read.ok_or_else(|| value("counter", text, "0 to 4294967295 are"))?;
    Ok(u64::from(next))
}

pub(super) fn maker(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(80).collect()
}

/// Bytes in hexadecimal, in either case; none when the text is something else.
pub fn from_hex(text: &str) -> Option<Secret<Vec<u8>>> {
    let digits = text.bytes().map(|byte| char::from(byte).to_digit(16));
    let mut digits = digits.collect::<Option<Vec<u32>>>()?;
    let pairs = digits.chunks_exact(2);
    let whole = pairs.remainder().is_empty();
    let bytes = pairs.map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit));
    let bytes = bytes.filter_map(|byte| u8::try_from(byte).ok()).collect();
    digits.fill(0);
    let bytes = Secret::new(bytes);
    whole.then_some(bytes)
}

/// Base32 (RFC 4648 section 6), with or without padding, in either case.
fn from_base32(text: &str) -> Option<Secret<Vec<u8>>> {
    let text = text.trim_end_matches('=');
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0_u32);
    for byte in text.bytes() {
        let five = match byte.to_ascii_uppercase() {
            letter @ b'A'..=b'Z' => letter - b'A',
            digit @ b'2'..=b'7' => digit - b'2' + 26,
            _ => return None,
        };
        bits = bits << 5 | u32::from(five);
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
            bits &= (1 << count) - 1;
        }
    }
    // Stray bits would be a second spelling of the same secret, or a lost character.
    (count < 5 && bits == 0).then(|| Secret::new(bytes))
}
