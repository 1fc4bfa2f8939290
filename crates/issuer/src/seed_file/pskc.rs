//! Seed files as PSKC (RFC 6030). Strict: no document type and so no entities, no element twice
//! where one is meant, nothing unknown in a policy; encrypted secrets only with a checksum.

use super::csv_rows::{digits, hash, maker, next};
use super::{
    FileFault, MOST_BYTES, MOST_SEEDS, Reading, RowFault, Seed, SeedFile, checked_secret,
    moving_by_clock, value,
};
use crate::types::TokenSerial;
use lykill_core::{Moving, OathHash, OathProfile, Secret};
use lykill_crypto::pure::{b64, cbc, oath, prf};
use roxmltree::{Document, Node, ParsingOptions};

const PSKC: &str = "urn:ietf:params:xml:ns:keyprov:pskc";
const XENC: &str = "http://www.w3.org/2001/04/xmlenc#";
const AES_128: &str = "http://www.w3.org/2001/04/xmlenc#aes128-cbc";
const AES_256: &str = "http://www.w3.org/2001/04/xmlenc#aes256-cbc";

/// Nodes of a document at most: some 40 for each device.
const NODES_MAX: u32 = 6_000_000;

/// How the secrets of a file are opened.
struct Opener<'a> {
    key: &'a [u8],
    mac: OathHash,
    mac_key: Secret<Vec<u8>>,
}

/// Reads PSKC; `key` is the vendor's, where secrets are encrypted.
///
/// # Errors
/// [`FileFault`] when nothing can be read; what is wrong with single devices stands in the result.
pub fn read_pskc(bytes: &[u8], key: Option<&[u8]>) -> Result<SeedFile, FileFault> {
    if bytes.len() > MOST_BYTES {
        return Err(FileFault::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| FileFault::NotUtf8)?;
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: NODES_MAX,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options)
        .map_err(|error| FileFault::Xml(error.to_string()))?;
    let root = document.root_element();
    if !root.has_tag_name((PSKC, "KeyContainer")) || root.attribute("Version") != Some("1.0") {
        return Err(FileFault::NotPskc);
    }
    let packages = || {
        root.children()
            .filter(|node| node.has_tag_name((PSKC, "KeyPackage")))
    };
    if packages().count() > MOST_SEEDS {
        return Err(FileFault::TooMany);
    }
    let opener = opener(root, key)?;
    let mut reading = Reading::default();
    for (row, package) in (1..).zip(packages()) {
        reading.take(row, seed(row, package, opener.as_ref()));
    }
    Ok(reading.file)
}

/// What opens the secrets; none where they are plain.
fn opener<'a>(root: Node<'_, '_>, key: Option<&'a [u8]>) -> Result<Option<Opener<'a>>, FileFault> {
    let mut encrypted = root
        .descendants()
        .filter(|node| node.has_tag_name((PSKC, "EncryptedValue")));
    if encrypted.next().is_none() {
        return Ok(None);
    }
    let key = key.ok_or(FileFault::NeedsKey)?;
    let twice = |_| FileFault::NotPskc;
    let method = child(root, PSKC, "MACMethod").map_err(twice)?;
    let method = method.ok_or(FileFault::NoMac)?;
    let name = method.attribute("Algorithm").unwrap_or_default();
    let mac = match name.rsplit('#').next() {
        Some("hmac-sha1") => OathHash::Sha1,
        Some("hmac-sha256") => OathHash::Sha256,
        _ => return Err(FileFault::Mac(short(name))),
    };
    let mac_key = match child(method, PSKC, "MACKey").map_err(twice)? {
        // RFC 6030 section 6.1.1: without a key of its own the checksum is made with the other.
        None => Secret::new(key.to_vec()),
        Some(sealed) => {
            check_cipher(sealed, key).map_err(FileFault::Cipher)?;
            let sealed = cipher_value(sealed).map_err(|_| FileFault::WrongKey)?;
            cbc::open(key, &sealed).map_err(|_| FileFault::WrongKey)?
        }
    };
    Ok(Some(Opener { key, mac, mac_key }))
}

/// Refuses another cipher than that of the key.
fn check_cipher(sealed: Node<'_, '_>, key: &[u8]) -> Result<(), String> {
    let method = child(sealed, XENC, "EncryptionMethod").ok().flatten();
    let name = method.and_then(|method| method.attribute("Algorithm"));
    let name = name.unwrap_or_default();
    match (name, key.len()) {
        (AES_128, 16) | (AES_256, 32) => Ok(()),
        (AES_128, length) => Err(format!("a key of 16 bytes is needed, not of {length}")),
        (AES_256, length) => Err(format!("a key of 32 bytes is needed, not of {length}")),
        _ => Err(short(name)),
    }
}

fn cipher_value(sealed: Node<'_, '_>) -> Result<Vec<u8>, RowFault> {
    let data = needed(sealed, XENC, "CipherData")?;
    let value = needed(data, XENC, "CipherValue")?;
    b64::decode_xml(&text(value)).map_err(|_| RowFault::Secret("base64"))
}

fn seed(row: u64, package: Node<'_, '_>, opener: Option<&Opener<'_>>) -> Result<Seed, RowFault> {
    let key = needed(package, PSKC, "Key")?;
    let device = child(package, PSKC, "DeviceInfo")?;
    let of_device = |name| match device {
        Some(device) => Ok::<_, RowFault>(child(device, PSKC, name)?.map(text)),
        None => Ok(None),
    };
    let serial = match of_device("SerialNo")? {
        Some(serial) => serial,
        None => key
            .attribute("Id")
            .ok_or(RowFault::Missing("SerialNo"))?
            .to_owned(),
    };
    if let Some(policy) = child(key, PSKC, "Policy")? {
        check_policy(policy)?;
    }
    let data = needed(key, PSKC, "Data")?;
    let plain = |name| -> Result<Option<String>, RowFault> {
        let Some(part) = child(data, PSKC, name)? else {
            return Ok(None);
        };
        Ok(Some(text(needed(part, PSKC, "PlainValue")?)))
    };
    let moving = match key.attribute("Algorithm") {
        Some("urn:ietf:params:xml:ns:keyprov:pskc:hotp") => Moving::Counter,
        Some("urn:ietf:params:xml:ns:keyprov:pskc:totp") => {
            moving_by_clock(plain("TimeInterval")?.as_deref().unwrap_or("30"))?
        }
        other => {
            let other = other.unwrap_or_default();
            return Err(value("Algorithm", other, "hotp and totp are"));
        }
    };
    let counter = plain("Counter")?;
    let profile = profile(key, moving)?;
    let next = next(counter.as_deref().unwrap_or("0"), moving)?;
    Ok(Seed {
        row,
        serial: TokenSerial::parse(&serial)?,
        manufacturer: maker(&of_device("Manufacturer")?.unwrap_or_default()),
        secret: checked_secret(secret(needed(data, PSKC, "Secret")?, opener)?)?,
        profile,
        next,
        drift: drift(plain("TimeDrift")?.as_deref().unwrap_or("0"))?,
    })
}

/// Six digits and SHA-1 are what RFC 4226 says where nothing else does.
fn profile(key: Node<'_, '_>, moving: Moving) -> Result<OathProfile, RowFault> {
    let parameters = child(key, PSKC, "AlgorithmParameters")?;
    let of = |name| match parameters {
        Some(parameters) => child(parameters, PSKC, name),
        None => Ok(None),
    };
    let suite = of("Suite")?.map(text).unwrap_or_else(|| "sha1".to_owned());
    let format = of("ResponseFormat")?;
    if let Some(encoding) = format.and_then(|format| format.attribute("Encoding"))
        && encoding != "DECIMAL"
    {
        return Err(value("Encoding", encoding, "DECIMAL is"));
    }
    let length = format.and_then(|format| format.attribute("Length"));
    Ok(OathProfile {
        hash: hash(&suite)?,
        digits: digits(length.unwrap_or("6"))?,
        moving,
    })
}

fn drift(text: &str) -> Result<i64, RowFault> {
    let read = text
        .parse::<i64>()
        .ok()
        .filter(|drift| drift.abs() <= 10_000);
    read.ok_or_else(|| value("TimeDrift", text, "10000 steps at most are"))
}

/// A policy that asks for more than "one-time codes only" must be kept or the key not be used
/// (RFC 6030 section 5).
fn check_policy(policy: Node<'_, '_>) -> Result<(), RowFault> {
    for rule in policy.children().filter(Node::is_element) {
        let is_usage = rule.has_tag_name((PSKC, "KeyUsage"));
        if !is_usage || text(rule) != "OTP" {
            return Err(RowFault::Policy(short(rule.tag_name().name())));
        }
    }
    Ok(())
}

fn secret(part: Node<'_, '_>, opener: Option<&Opener<'_>>) -> Result<Secret<Vec<u8>>, RowFault> {
    let plain = child(part, PSKC, "PlainValue")?;
    let sealed = child(part, PSKC, "EncryptedValue")?;
    match (plain, sealed, opener) {
        (Some(_), Some(_), _) => Err(RowFault::Twice("Secret")),
        (Some(plain), None, _) => {
            let bytes = b64::decode_xml(&text(plain)).map_err(|_| RowFault::Secret("base64"))?;
            Ok(Secret::new(bytes))
        }
        (None, Some(sealed), Some(opener)) => {
            check_cipher(sealed, opener.key).map_err(|_| RowFault::Encrypted)?;
            let bytes = cipher_value(sealed)?;
            let stated = needed(part, PSKC, "ValueMAC")?;
            let stated = b64::decode_xml(&text(stated)).map_err(|_| RowFault::Checksum)?;
            let sum = oath::mac(opener.mac, opener.mac_key.expose(), &bytes);
            if !prf::equal(&sum, &stated) {
                return Err(RowFault::Checksum);
            }
            cbc::open(opener.key, &bytes).map_err(|_| RowFault::Encrypted)
        }
        (None, ..) => Err(RowFault::Missing("Secret")),
    }
}

/// The one child of a name; XML that says a thing twice could be read in two ways.
fn child<'a, 'input>(
    node: Node<'a, 'input>,
    space: &str,
    name: &'static str,
) -> Result<Option<Node<'a, 'input>>, RowFault> {
    let mut found = node
        .children()
        .filter(|node| node.has_tag_name((space, name)));
    match (found.next(), found.next()) {
        (first, None) => Ok(first),
        (_, Some(_)) => Err(RowFault::Twice(name)),
    }
}

fn needed<'a, 'input>(
    node: Node<'a, 'input>,
    space: &str,
    name: &'static str,
) -> Result<Node<'a, 'input>, RowFault> {
    child(node, space, name)?.ok_or(RowFault::Missing(name))
}

/// All text of an element, comments left out: a comment must not cut a value short.
fn text(node: Node<'_, '_>) -> String {
    let texts = node.children().filter(Node::is_text);
    let whole: String = texts.filter_map(|text| text.text()).collect();
    whole.trim().to_owned()
}

fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(80).collect()
}
