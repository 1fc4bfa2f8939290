//! `[sms]`: how text messages leave.

use super::place;
use super::problem::Findings;
use super::raw;
use super::receipts::{self, SmsReceipts};
use lykill_delivery::{SmsHead, Taken, Template};
use lykill_fetch::{Address, Rules, Verb};
use std::path::PathBuf;

/// Where text messages go.
#[derive(Debug, Clone)]
pub enum SmsTransport {
    /// Nowhere: who has no e-mail address gets no notices.
    None,
    /// A gateway.
    Gateway(Box<SmsGateway>),
    /// A folder, one file each: for trying out.
    Folder(PathBuf),
}

impl SmsTransport {
    /// How the gateway tells what became of a message, where it does.
    pub fn receipts(&self) -> Option<&SmsReceipts> {
        match self {
            Self::Gateway(gateway) => gateway.receipts.as_ref(),
            Self::None | Self::Folder(_) => None,
        }
    }

    /// Whether there is one.
    pub const fn is_some(&self) -> bool {
        !matches!(self, Self::None)
    }
}

/// A gateway by HTTP.
#[derive(Debug, Clone)]
pub struct SmsGateway {
    /// Where it is.
    pub url: String,
    /// In which way it is asked.
    pub verb: Verb,
    /// The header that carries the credential, and the file with its value.
    pub credential: Option<(String, PathBuf)>,
    /// What is sent.
    pub body: Template,
    /// Which answer means that the message was taken.
    pub taken: Taken,
    /// The name from which messages come.
    pub sender: String,
    /// How it tells what became of a message; none when it is not asked to.
    pub receipts: Option<SmsReceipts>,
}

pub(super) fn check(
    raw: &raw::Sms,
    outgoing: &Rules,
    findings: &mut Findings<'_>,
) -> Option<SmsTransport> {
    match (&raw.url, &raw.folder) {
        (Some(_), Some(_)) => {
            findings.add("sms.folder", "stands beside sms.url; keep one of them");
            None
        }
        // Whoever describes a gateway and forgets its address must not send nothing, unnoticed.
        (None, folder) if describes_gateway(raw) => {
            let key = folder.as_ref().map_or("sms.url", |_| "sms.folder");
            let what = match folder {
                Some(_) => "stands beside values for a gateway, which go with sms.url",
                None => "must be given, since other values of [sms] are",
            };
            findings.add(key, what);
            None
        }
        (None, Some(folder)) => findings
            .required("sms.folder", Some(folder.as_str()), place::absolute)
            .map(SmsTransport::Folder),
        (Some(url), None) => gateway(raw, url, outgoing, findings)
            .map(|gateway| SmsTransport::Gateway(Box::new(gateway))),
        (None, None) => Some(SmsTransport::None),
    }
}

/// Whether a value is given that is of use for a gateway only.
fn describes_gateway(raw: &raw::Sms) -> bool {
    let folder_alone = raw::Sms {
        folder: raw.folder.clone(),
        ..raw::Sms::default()
    };
    *raw != folder_alone
}

fn gateway(
    raw: &raw::Sms,
    url: &str,
    outgoing: &Rules,
    findings: &mut Findings<'_>,
) -> Option<SmsGateway> {
    let url = findings.required("sms.url", Some(url), |text: &str| {
        let checked = Address::parse(text, outgoing).map_err(|error| error.to_string());
        checked.map(|_| text.to_owned())
    });
    let verb = findings.or("sms.method", raw.method.as_deref(), Verb::Post, verb);
    let body = findings.required("sms.body", raw.body.as_deref(), |text: &str| {
        Template::parse(text).map_err(|error| error.to_string())
    });
    let taken = findings.or("sms.taken", raw.taken.as_deref(), Taken::Status, taken);
    let sender = findings.or(
        "sms.sender",
        raw.sender.as_deref(),
        String::new(),
        place::one_line,
    );
    let file = findings.or(
        "sms.secret_file",
        raw.secret_file.as_deref(),
        None,
        |text| place::absolute(text).map(Some),
    );
    let header = findings.or("sms.header", raw.header.as_deref(), None, |text| {
        place::header(text).map(Some)
    });
    let credential = match (header?, file?) {
        (Some(header), Some(file)) => Some((header, file)),
        (None, None) => None,
        _ => {
            let what = "header and secret_file go together: give both or none";
            findings.add("sms.header", what);
            return None;
        }
    };
    let receipts = receipts::check(raw, body.as_ref(), findings);
    Some(SmsGateway {
        url: url?,
        verb: verb?,
        credential,
        body: body?,
        taken: taken?,
        sender: sender?,
        receipts: receipts?,
    })
}

/// A number that is cut would lead nobody to the support desk.
pub(super) fn check_phone(
    sms: Option<&SmsTransport>,
    phone: Option<&str>,
    findings: &mut Findings<'_>,
) {
    let most = SmsHead::PHONE_SEPTETS;
    let is_long = |phone: &str| phone.chars().count() > most;
    if sms.is_some_and(SmsTransport::is_some) && phone.is_some_and(is_long) {
        let what = format!("has more than the {most} characters that an SMS has room for");
        findings.add("support.phone", what);
    }
}

fn verb(text: &str) -> Result<Verb, String> {
    match text {
        "POST" => Ok(Verb::Post),
        "PUT" => Ok(Verb::Put),
        _ => Err(format!("{text:?} is none of POST, PUT")),
    }
}

/// `/status=accepted`: a place in the JSON answer (RFC 6901) and what stands there.
fn taken(text: &str) -> Result<Taken, String> {
    match text.split_once('=') {
        Some((pointer, value)) if pointer.starts_with('/') && !value.is_empty() => {
            Ok(Taken::Json {
                pointer: pointer.to_owned(),
                value: value.to_owned(),
            })
        }
        _ => Err(format!("{text:?} is not of the form /status=accepted")),
    }
}
