//! `[sms.receipts]`: how the gateway tells what became of a message.

use super::place;
use super::problem::Findings;
use super::raw;
use lykill_delivery::{Named, Template};
use lykill_operations::receipt::{Fields, GatewayProof};
use std::path::PathBuf;

/// How the gateway tells what became of a message.
#[derive(Debug, Clone)]
pub struct SmsReceipts {
    /// By which name they call a message.
    pub named: Named,
    /// The header in which the gateway proves itself, in small letters.
    pub header: String,
    /// The file with the secret.
    pub secret_file: PathBuf,
    /// What stands in the header.
    pub proof: GatewayProof,
    /// Where message and state stand.
    pub fields: Fields,
    /// The words for a message that arrived.
    pub delivered: Vec<String>,
    /// The words for one that did not.
    pub failed: Vec<String>,
}

/// None when nothing is said about receipts. `body` is what is sent, when it is right.
pub(super) fn check(
    sms: &raw::Sms,
    body: Option<&Template>,
    findings: &mut Findings<'_>,
) -> Option<Option<SmsReceipts>> {
    let raw = &sms.receipts;
    if *raw == raw::Receipts::default() {
        if sms.message_id.is_some() {
            findings.add("sms.message_id", "is of no use without [sms.receipts]");
            return None;
        }
        return Some(None);
    }
    let named = named(sms, body, findings);
    let header = raw.header.as_deref();
    let header = findings.required("sms.receipts.header", header, place::header);
    let secret_file = findings.required(
        "sms.receipts.secret_file",
        raw.secret_file.as_deref(),
        place::absolute,
    );
    let proof = raw.proof.as_deref();
    let proof = findings.or(
        "sms.receipts.proof",
        proof,
        GatewayProof::Secret,
        self::proof,
    );
    let message = findings.required("sms.receipts.message", raw.message.as_deref(), name);
    let state = findings.required("sms.receipts.state", raw.state.as_deref(), name);
    let delivered = words(raw.delivered.as_deref(), &["delivered"]);
    let failed = words(
        raw.failed.as_deref(),
        &["failed", "undelivered", "rejected", "expired"],
    );
    if delivered.iter().any(|word| failed.contains(word)) {
        findings.add(
            "sms.receipts.failed",
            "names a word of sms.receipts.delivered",
        );
        return None;
    }
    Some(Some(SmsReceipts {
        named: named?,
        header: header?,
        secret_file: secret_file?,
        proof: proof?,
        fields: fields(message?, state?, findings)?,
        delivered,
        failed,
    }))
}

/// Without a place in the gateway's answer a receipt can only name our own id, so that must have
/// been sent.
fn named(sms: &raw::Sms, body: Option<&Template>, findings: &mut Findings<'_>) -> Option<Named> {
    match sms.message_id.as_deref() {
        None if body?.says("{id}") => Some(Named::Ours),
        None => {
            let what = "must be given, since sms.body sends no {id} that a receipt could name";
            findings.add("sms.message_id", what);
            None
        }
        pointer => findings.required("sms.message_id", pointer, |text: &str| {
            let is_pointer = text.starts_with('/');
            let named = is_pointer.then(|| Named::Theirs(text.to_owned()));
            named.ok_or_else(|| format!("{text:?} is not of the form /messages/0/id"))
        }),
    }
}

fn proof(text: &str) -> Result<GatewayProof, String> {
    match text {
        "secret" => Ok(GatewayProof::Secret),
        "hmac-sha256" => Ok(GatewayProof::HmacSha256),
        _ => Err(format!("{text:?} is none of secret, hmac-sha256")),
    }
}

fn name(text: &str) -> Result<String, String> {
    match text {
        "" | "/" => Err("is empty".to_owned()),
        _ => Ok(text.to_owned()),
    }
}

/// Places in JSON begin with `/`; a form's fields do not.
fn fields(message: String, state: String, findings: &mut Findings<'_>) -> Option<Fields> {
    match (message.starts_with('/'), state.starts_with('/')) {
        (true, true) => Some(Fields::Json { message, state }),
        (false, false) => Some(Fields::Form { message, state }),
        _ => {
            let what = "and sms.receipts.message: give two places in JSON (/status), or the names \
                        of two fields of a form (status)";
            findings.add("sms.receipts.state", what);
            None
        }
    }
}

fn words(given: Option<&[String]>, default: &[&str]) -> Vec<String> {
    match given {
        Some(words) => words.to_vec(),
        None => default.iter().map(|word| (*word).to_owned()).collect(),
    }
}
